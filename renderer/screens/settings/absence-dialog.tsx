/** States an absence: from when until when, what whoever writes is told, and who acts meanwhile. */

import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AbsenceId,
  type AbsenceRefusal,
  type AbsenceState,
  MAX_ABSENCE_TEXT,
  AbsenceRefusal as Refusals,
} from '../../../contract/model/absence.ts';
import { periodRefusal } from '../../../contract/model/delegation.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import { toPlainLines } from '../../../contract/model/plain-text.ts';
import { settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { lastInstant } from '../../ui/format/last-day.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { refusalWords } from './absence-words.ts';
import { DayField } from './day-field.tsx';
import { dayAfter, dayOf, periodOfDays } from './delegation-period.ts';

const USUAL_DAYS = 7;
const NOBODY = '';

export function AbsenceDialog({
  state: { absence, maxDays, serverTime },
  delegates,
  onStated,
  onClose,
}: {
  readonly state: AbsenceState;
  readonly delegates: readonly AccountCard[];
  readonly onStated: (state: AbsenceState) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('absence');
  const { t: ui } = useTranslation('ui');
  // Made once, so that trying again after a failure states it once.
  const [id] = useState(() => AbsenceId.parse(crypto.randomUUID()));
  const now = new Date(serverTime);
  const begun = absence && absence.from > serverTime ? new Date(absence.from) : now;
  const [first, setFirst] = useState(dayOf(begun));
  const [last, setLast] = useState(absence ? dayOf(new Date(lastInstant(absence.until))) : dayAfter(now, USUAL_DAYS));
  const [text, setText] = useState<string>(absence?.text ?? t('textUsual'));
  const [chosen, setChosen] = useState<string>(
    delegates.find(({ accountId }) => accountId === absence?.delegate?.accountId)?.accountId ?? NOBODY,
  );
  const [missing, setMissing] = useState<string | null>(null);
  const task = useTask();

  const refused = (why: AbsenceRefusal, limit: number): string => t(refusalWords[why], { count: limit });
  const submit = async (): Promise<void> => {
    // From today means at once: by the operator's clock, or a workstation whose clock is ahead would state one to come.
    const period = periodOfDays(first, last, now);
    const wrong = period && periodRefusal(period, now, maxDays);
    if (!period) return setMissing(t('missingPeriod'));
    if (wrong) return setMissing(refused(wrong, maxDays));
    if (text.trim() === '') return setMissing(t('missingText'));
    setMissing(null);
    await task.run(async () => {
      const { from, until } = { from: period.from.toISOString(), until: period.until.toISOString() };
      const delegateId = delegates.find(({ accountId }) => accountId === chosen)?.accountId ?? null;
      onStated(await settings.stateAbsence({ id, from, until, text: toPlainLines(text), delegateId }));
    });
  };
  const reason = task.error?.code === 'absence.refused' ? Refusals.safeParse(task.error.details?.['reason']) : null;

  return (
    <Dialog title={t('formTitle')} onClose={onClose} wide>
      <form
        className="delegation-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="secondary">{t(absence ? 'formAgain' : 'formText')}</p>
        <div className="delegation-days">
          <DayField label={t('from')} value={first} onChange={setFirst} />
          <DayField label={t('until')} value={last} onChange={setLast} />
        </div>
        <AbsenceText value={text} onChange={setText} />
        <DelegateChoice delegates={delegates} chosen={chosen} onChange={setChosen} />
        {missing ? (
          <p className="delegation-missing" role="alert">
            {missing}
          </p>
        ) : null}
        {reason?.success ? (
          <p className="delegation-missing" role="alert">
            {refused(reason.data, maxDays)}
          </p>
        ) : task.error ? (
          <ErrorNotice error={task.error} />
        ) : null}
        <DialogActions>
          <Button kind="primary" type="submit" isDisabled={task.pending}>
            {t('state')}
          </Button>
          <Button onPress={onClose}>{ui('cancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function AbsenceText({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
}): ReactNode {
  const { t } = useTranslation('absence');
  const { t: settingsText } = useTranslation('settings');
  const format = useFormat();
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t('text')} <span className="muted">{t('textHint')}</span>
      </label>
      <textarea
        id={id}
        className="settings-letter-field absence-field"
        rows={4}
        maxLength={MAX_ABSENCE_TEXT}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className="caption">
        {settingsText('letterCount', { count: value.length, max: format.number(MAX_ABSENCE_TEXT) })}
      </span>
    </div>
  );
}

function DelegateChoice({
  delegates,
  chosen,
  onChange,
}: {
  readonly delegates: readonly AccountCard[];
  readonly chosen: string;
  readonly onChange: (accountId: string) => void;
}): ReactNode {
  const { t } = useTranslation('absence');
  const id = useId();
  if (delegates.length === 0) return <p className="caption">{t('delegateNone')}</p>;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t('delegate')}
      </label>
      <select
        id={id}
        className="field-input"
        aria-describedby={`${id}-text`}
        value={chosen}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value={NOBODY}>{t('delegateNobody')}</option>
        {delegates.map((one) => (
          <option key={one.accountId} value={one.accountId}>
            {[typesetName(displayName(one)), one.profession].filter(Boolean).join(' · ')}
          </option>
        ))}
      </select>
      <span id={`${id}-text`} className="caption">
        {t('delegateText')}
      </span>
    </div>
  );
}
