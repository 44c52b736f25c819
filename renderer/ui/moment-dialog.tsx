/** Asks for a moment to come: some at hand, or another one from a field. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { chosenMoment } from './format/moments.ts';
import './moment-dialog.css';
import { useNow } from './use-now.ts';

export interface MomentChoice {
  readonly label: string;
  /** When that is, for the eye. */
  readonly detail: string;
  readonly at: Date;
}

export function MomentDialog({
  title,
  text,
  choices,
  go,
  latestDays,
  refusal,
  onChoose,
  onClose,
}: {
  readonly title: string;
  readonly text: string;
  readonly choices: readonly MomentChoice[];
  /** The act, for the moment in the field. */
  readonly go: string;
  /** Moments later than this are refused, in days. */
  readonly latestDays: number;
  /** Says what the field takes. */
  readonly refusal: string;
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('ui');
  const now = useNow(30_000);
  const id = useId();
  const [value, setValue] = useState('');
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog stands inside the form that opened it in React's eyes.
    event.stopPropagation();
    const at = chosenMoment(value, now, latestDays);
    setRefused(at === null);
    if (at) onChoose(at);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="secondary">{text}</p>
      <div className="moment-choices">
        {choices.map(({ label, detail, at }, index) => (
          <Button key={label} autoFocus={index === 0} onPress={() => onChoose(at)}>
            {label} <span className="muted">{detail}</span>
          </Button>
        ))}
      </div>
      <form className="moment-form" onSubmit={submit} noValidate>
        <label className="field">
          <span className="field-label">{t('otherMoment')}</span>
          <input
            className="field-input"
            type="datetime-local"
            value={value}
            aria-invalid={refused}
            aria-describedby={refused ? id : undefined}
            onChange={(event) => {
              setValue(event.currentTarget.value);
              setRefused(false);
            }}
          />
        </label>
        {refused ? (
          <p className="moment-refused" id={id} role="alert">
            {refusal}
          </p>
        ) : null}
        <DialogActions>
          <Button kind="primary" type="submit">
            {go}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
