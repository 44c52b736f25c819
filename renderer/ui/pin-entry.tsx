/** Typing the card's PIN: one real field under one box per digit, tries left, the last try asked for, pin-pad readers. */
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinView } from '../../contract/ipc/card.contract.ts';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import './pin-entry.css';
import { places } from './places.ts';
import { TriesLeft } from './tries-left.tsx';

export interface PinEntryProps {
  readonly pin: PinView;
  readonly submitLabel: string;
  readonly busy: boolean;
  /** `pin` is null with a pin-pad reader. */
  readonly onSubmit: (pin: string | null, finalTryConfirmed: boolean) => void;
  /** Beside the main button. */
  readonly aside?: ReactNode;
  readonly centred?: boolean;
  /** How often it will be asked, said beside its length. */
  readonly often?: 'once' | 'each-time';
}

/**
 * Asks for the PIN. What is typed stays in the field alone, and leaves it when it is sent. Give it a `key` that changes
 * with each try: a new one starts empty and takes the focus.
 */
export function PinEntry(props: PinEntryProps): ReactNode {
  const { pin, busy, onSubmit } = props;
  const { t } = useTranslation('ui');
  const [confirming, setConfirming] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(0);

  useEffect(() => field.current?.focus(), []);

  const send = (finalTryConfirmed: boolean): void => {
    if (pin.pinPad) {
      onSubmit(null, finalTryConfirmed);
      return;
    }
    const input = field.current;
    if (!input || input.value.length < pin.minLength) return;
    const value = input.value;
    input.value = '';
    setTyped(0);
    onSubmit(value, finalTryConfirmed);
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy || pin.blocked) return;
    if (!pin.pinPad && typed < pin.minLength) {
      field.current?.focus();
      return;
    }
    if (pin.finalTry) setConfirming(true);
    else send(false);
  };

  return (
    <form className={`pin-entry${props.centred ? ' pin-entry-centred' : ''}`} onSubmit={submit} autoComplete="off">
      {pin.pinPad ? (
        <p className="secondary">{t('pinPad')}</p>
      ) : (
        <PinCells pin={pin} typed={typed} often={props.often} busy={busy} fieldRef={field} onTyped={setTyped} />
      )}
      <TriesLeft pin={pin} />
      <div className="row pin-entry-actions">
        <Button type="submit" kind="primary" size="large" keys="↵" isDisabled={busy || pin.blocked}>
          {props.submitLabel}
        </Button>
        {props.aside}
      </div>
      {confirming ? (
        <Dialog title={t('finalTryTitle')} onClose={() => setConfirming(false)} alert>
          <p className="secondary">{t('finalTryText')}</p>
          <DialogActions>
            <Button kind="primary" autoFocus onPress={() => setConfirming(false)}>
              {t('finalTryStop')}
            </Button>
            <Button
              onPress={() => {
                setConfirming(false);
                send(true);
              }}
            >
              {t('finalTryGo')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </form>
  );
}

function PinCells({
  pin,
  typed,
  often,
  busy,
  fieldRef,
  onTyped,
}: {
  readonly pin: PinView;
  readonly typed: number;
  readonly often: PinEntryProps['often'];
  readonly busy: boolean;
  readonly fieldRef: React.RefObject<HTMLInputElement | null>;
  readonly onTyped: (count: number) => void;
}): ReactNode {
  const { t } = useTranslation('ui');
  const id = useId();
  const [focused, setFocused] = useState(false);
  const cells = Math.min(pin.maxLength, Math.max(pin.minLength, typed + (typed >= pin.minLength ? 1 : 0)));
  const length =
    pin.minLength === pin.maxLength
      ? t('pinLengthExact', { count: pin.minLength })
      : t('pinLengthRange', { min: pin.minLength, max: pin.maxLength });
  const hint =
    often === 'once' ? t('pinOnce', { length }) : often === 'each-time' ? t('pinEachTime', { length }) : `${length}.`;
  return (
    <>
      <p className="secondary" id={`${id}-hint`}>
        {hint}
      </p>
      <div className="pin-cells">
        <input
          ref={fieldRef}
          className="pin-cells-field"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          aria-label={t('pinLabel')}
          aria-describedby={`${id}-hint`}
          maxLength={pin.maxLength}
          disabled={busy || pin.blocked}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => onTyped(event.currentTarget.value.length)}
        />
        {places(cells).map((place, i) => {
          const state = i < typed ? 'full' : i === typed && focused ? 'current' : 'empty';
          return <span key={place} className={`pin-cell pin-cell-${state}`} aria-hidden="true" />;
        })}
      </div>
    </>
  );
}
