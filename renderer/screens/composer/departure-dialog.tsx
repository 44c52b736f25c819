/** When a letter leaves by itself: tomorrow morning, Monday morning, or another moment. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { chosenMoment, mondayMorning, tomorrowMorning } from './departure-times.ts';

export function DepartureDialog({
  onChoose,
  onClose,
}: {
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const now = useNow(30_000);
  const [value, setValue] = useState('');
  const [refused, setRefused] = useState(false);
  const tomorrow = tomorrowMorning(now);
  const monday = mondayMorning(now);
  const label = (at: Date): string => t('departureAt', { day: format.longDay(at), time: format.clock(at) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const at = chosenMoment(value, now);
    setRefused(at === null);
    if (at) onChoose(at);
  };
  return (
    <Dialog title={t('sendLaterTitle')} onClose={onClose}>
      <p className="secondary">{t('sendLaterText')}</p>
      <div className="departure-choices">
        <Button autoFocus onPress={() => onChoose(tomorrow)}>
          {t('tomorrowMorning')} <span className="muted">{label(tomorrow)}</span>
        </Button>
        {monday ? (
          <Button onPress={() => onChoose(monday)}>
            {t('mondayMorning')} <span className="muted">{label(monday)}</span>
          </Button>
        ) : null}
      </div>
      <form className="departure-form" onSubmit={submit} noValidate>
        <label className="field">
          <span className="field-label">{t('otherMoment')}</span>
          <input
            className="field-input"
            type="datetime-local"
            value={value}
            aria-invalid={refused}
            aria-describedby={refused ? 'departure-refused' : undefined}
            onChange={(event) => {
              setValue(event.currentTarget.value);
              setRefused(false);
            }}
          />
        </label>
        {refused ? (
          <p className="composer-missing" id="departure-refused" role="alert">
            {t('momentRefused')}
          </p>
        ) : null}
        <DialogActions>
          <Button kind="primary" type="submit">
            {t('sendLaterGo')}
          </Button>
          <Button onPress={onClose}>{t('goBack')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
