/** Offers a delegation: to whom, for what, how long, and why. */
import { type ReactNode, useState } from 'react';
import { TextField as AriaTextField, Input, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import {
  completeScopes,
  DelegationId,
  type DelegationOverview,
  type DelegationScope,
  type GrantRefusal,
  MAX_REASON_LENGTH,
  periodRefusal,
  GrantRefusal as Refusals,
} from '../../../contract/model/delegation.ts';
import { delegation } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { DayField } from './day-field.tsx';
import { type Delegate, DelegatePicker } from './delegate-picker.tsx';
import { dayAfter, dayOf, periodOfDays } from './delegation-period.ts';
import { ScopeChoice } from './scope-choice.tsx';

const refusals = {
  oneself: 'refusedOneself',
  'no-account': 'refusedNoAccount',
  'delegate-not-certified': 'refusedDelegateNotCertified',
  'owner-not-certified': 'refusedOwnerNotCertified',
  'period-backwards': 'refusedPeriodBackwards',
  'period-over': 'refusedPeriodOver',
  'period-too-long': 'refusedPeriodTooLong',
} as const satisfies Record<GrantRefusal, string>;

const USUAL_DAYS = 30;

export function GrantDialog({
  maxDays,
  now,
  onGranted,
  onClose,
}: {
  readonly maxDays: number;
  readonly now: Date;
  readonly onGranted: (overview: DelegationOverview, name: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: ui } = useTranslation('ui');
  // One id for the whole dialog: asking again after a lost answer offers nothing twice.
  const [id] = useState(() => DelegationId.parse(crypto.randomUUID()));
  const [delegate, setDelegate] = useState<Delegate | null>(null);
  const [chosen, setChosen] = useState<readonly DelegationScope[]>(['titles', 'open', 'answer']);
  const [first, setFirst] = useState(dayOf(now));
  const [last, setLast] = useState(dayAfter(now, USUAL_DAYS));
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const task = useTask();

  const refused = (why: GrantRefusal, limit: number): string => t(refusals[why], { count: limit });
  const submit = async (): Promise<void> => {
    const period = periodOfDays(first, last, new Date());
    const wrong = period && periodRefusal(period, new Date(), maxDays);
    if (!delegate) return setMissing(t('missingDelegate'));
    if (!period) return setMissing(t('missingPeriod'));
    if (wrong) return setMissing(refused(wrong, maxDays));
    if (reason.trim() === '') return setMissing(t('missingReason'));
    setMissing(null);
    await task.run(async () => {
      const { accountId: delegateId, name } = delegate;
      const { from, until } = { from: period.from.toISOString(), until: period.until.toISOString() };
      const grant = { id, delegateId, scopes: completeScopes(chosen), from, until, reason: reason.trim() };
      onGranted(await delegation.grant(grant), name);
    });
  };

  return (
    <Dialog title={t('grantTitle')} onClose={onClose} wide>
      <form
        className="delegation-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="secondary">{t('grantText')}</p>
        <DelegatePicker onChoose={setDelegate} />
        <ScopeChoice chosen={chosen} onChange={setChosen} />
        <div className="delegation-days">
          <DayField label={t('from')} value={first} onChange={setFirst} />
          <DayField label={t('until')} value={last} onChange={setLast} />
        </div>
        <AriaTextField className="field" value={reason} onChange={setReason} autoComplete="off">
          <Label className="field-label">
            {t('reasonLabel')} <span className="muted">{t('reasonHint')}</span>
          </Label>
          <Input className="field-input" maxLength={MAX_REASON_LENGTH} placeholder={t('reasonPlaceholder')} />
        </AriaTextField>
        {missing ? (
          <p className="delegation-missing" role="alert">
            {missing}
          </p>
        ) : null}
        {task.error ? <Refused error={task.error} say={refused} /> : null}
        <DialogActions>
          <Button kind="primary" type="submit" isDisabled={task.pending}>
            {t('propose')}
          </Button>
          <Button onPress={onClose}>{ui('cancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** What the operator refuses is said as the form would have said it. */
function Refused({
  error,
  say,
}: {
  readonly error: WireError;
  readonly say: (why: GrantRefusal, maxDays: number) => string;
}): ReactNode {
  const reason = Refusals.safeParse(error.details?.['reason']);
  if (error.code !== 'delegation.refused' || !reason.success) return <ErrorNotice error={error} />;
  return (
    <p className="delegation-missing" role="alert">
      {say(reason.data, Number(error.details?.['maxDays']))}
    </p>
  );
}
