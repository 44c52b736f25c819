/** Tries left before the card blocks: dots and words, before any try. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinView } from '../../contract/ipc/card.contract.ts';
import { places } from './places.ts';

export function TriesLeft({ pin }: { readonly pin: PinView }): ReactNode {
  const { t } = useTranslation('ui');
  if (pin.blocked) return null;
  if (pin.triesLeft === null) {
    return pin.finalTry ? (
      <p className="tries tries-final">
        <b>{t('lastTry')}</b>
      </p>
    ) : null;
  }
  const max = Math.max(pin.maxTries ?? pin.triesLeft, pin.triesLeft);
  return (
    <p className={`tries${pin.finalTry || pin.triesLeft === 1 ? ' tries-final' : ''}`}>
      {max <= 10 ? (
        <span className="tries-pips" aria-hidden="true">
          {places(max).map((place, i) => (
            <i key={place} className={i < (pin.triesLeft ?? 0) ? 'tries-left' : 'tries-used'} />
          ))}
        </span>
      ) : null}
      <b>{t('triesLeft', { count: pin.triesLeft })}</b>
      {pin.maxTries === null ? null : <span className="muted">{t('triesOf', { count: pin.maxTries })}</span>}
    </p>
  );
}
