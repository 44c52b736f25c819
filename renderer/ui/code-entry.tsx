/** Typing a one-time code: one real field under six boxes, the time and the tries that are left, another code. */
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import './pin-entry.css';
import './code-sign-in.css';
import { places } from './places.ts';
import { useFormat } from './use-format.ts';
import { useNow } from './use-now.ts';

const DIGITS = 6;
/** How long a code is valid, for the ring that empties. */
const VALIDITY_MS = 600_000;

export interface CodeEntryProps {
  readonly expiresAt: string;
  readonly resendAt: string;
  readonly triesLeft: number;
  readonly busy: boolean;
  readonly submitLabel: string;
  readonly onSubmit: (code: string) => void;
  /** Another code: the password is asked again, since nobody kept it. */
  readonly onResend: () => void;
}

/** Give it a `key` that changes with each try: a new one starts empty and takes the focus. */
export function CodeEntry(props: CodeEntryProps): ReactNode {
  const { busy, triesLeft, onSubmit } = props;
  const { t } = useTranslation('codeSignIn');
  const format = useFormat();
  const now = useNow(1_000);
  const [digits, setDigits] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const leftMs = Math.max(0, Date.parse(props.expiresAt) - now.getTime());
  const resendMs = Date.parse(props.resendAt) - now.getTime();
  const over = leftMs === 0 || triesLeft === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy || over) return;
    if (digits.length === DIGITS) onSubmit(digits);
    else field.current?.focus();
  };

  return (
    <form className="pin-entry" onSubmit={submit} autoComplete="off">
      <CodeCells digits={digits} disabled={busy || over} fieldRef={field} onDigits={setDigits} />
      <p className="tries">
        <TimeRing fraction={leftMs / VALIDITY_MS} />
        <b>
          {leftMs === 0
            ? t('expired')
            : t('timeLeft', { minutes: Math.floor(leftMs / 60_000), seconds: Math.floor(leftMs / 1_000) % 60 })}
        </b>
        <span className={triesLeft === 1 ? 'code-last-try' : 'muted'}>{t('triesLeft', { count: triesLeft })}</span>
      </p>
      <div className="row code-actions">
        <Button type="submit" kind="primary" size="large" keys="↵" isDisabled={busy || over}>
          {busy ? t('checking') : props.submitLabel}
        </Button>
        {resendMs > 0 && !over ? (
          <span className="muted">{t('resendIn', { delay: format.duration(resendMs) })}</span>
        ) : (
          <Button kind="link" onPress={props.onResend} isDisabled={busy}>
            {t('resend')}
          </Button>
        )}
      </div>
    </form>
  );
}

function CodeCells({
  digits,
  disabled,
  fieldRef,
  onDigits,
}: {
  readonly digits: string;
  readonly disabled: boolean;
  readonly fieldRef: React.RefObject<HTMLInputElement | null>;
  readonly onDigits: (digits: string) => void;
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const id = useId();
  const [focused, setFocused] = useState(false);
  return (
    <div className="pin-cells">
      <input
        ref={fieldRef}
        className="pin-cells-field"
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        aria-label={t('codeLabel')}
        aria-describedby={`${id}-hint`}
        value={digits}
        disabled={disabled}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        // The boxes show no caret: digits come and go at the end alone.
        onSelect={(event) => event.currentTarget.setSelectionRange(digits.length, digits.length)}
        onChange={(event) => onDigits(event.currentTarget.value.replace(/\D/g, '').slice(0, DIGITS))}
      />
      {places(DIGITS).map((place, i) => {
        const digit = digits[i];
        const current = focused && i === digits.length ? ' pin-cell-current' : '';
        return (
          <span key={place} className={`pin-cell code-cell${current}`} aria-hidden="true">
            {digit}
          </span>
        );
      })}
      <span id={`${id}-hint`} className="for-screen-readers">
        {t('codeHint')}
      </span>
    </div>
  );
}

/** A ring that empties with the time that is left; the words beside it say the same. */
function TimeRing({ fraction }: { readonly fraction: number }): ReactNode {
  const round = 2 * Math.PI * 8;
  return (
    <svg className="code-ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle className="code-ring-track" cx="10" cy="10" r="8" />
      <circle
        className="code-ring-left"
        cx="10"
        cy="10"
        r="8"
        strokeDasharray={`${Math.min(1, fraction) * round} ${round}`}
        transform="rotate(-90 10 10)"
      />
    </svg>
  );
}
