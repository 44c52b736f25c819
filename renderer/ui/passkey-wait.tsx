/** A passkey is asked in the browser: how long it has, what to do if nothing opened, another way. */
import { SquareArrowOutUpRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BegunPasskey } from '../../contract/model/passkey.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import type { PasskeyBrowser } from './passkey-browser.ts';
import './passkey-wait.css';
import { useFormat } from './use-format.ts';
import { useNow } from './use-now.ts';

export interface PasskeyWaitProps {
  readonly browser: PasskeyBrowser;
  readonly begun: BegunPasskey;
  /** What came back is being checked. */
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
  /** Shows the page again; failures are the caller's to tell. */
  readonly onShowAgain: () => void;
  /** Begins anew, once time is up. */
  readonly onAgain: () => void;
  /** Another way than a passkey; null where there is none. */
  readonly instead: { readonly label: string; readonly go: () => void } | null;
}

export function PasskeyWait({ browser, begun, busy, onCode, ...props }: PasskeyWaitProps): ReactNode {
  const { t } = useTranslation('passkeys');
  const format = useFormat();
  const leftMs = Math.max(0, Date.parse(begun.expiresAt) - useNow(1_000).getTime());
  const taking = useRef(onCode);
  useEffect(() => {
    taking.current = onCode;
  });
  useEffect(() => browser.await(begun, (code) => taking.current(code)), [browser, begun]);
  const isOver = leftMs === 0 && !busy;
  return (
    <div className="passkey-wait">
      <p role="status">
        <b>{t(busy ? 'checking' : isOver ? 'over' : 'waiting')}</b>
      </p>
      {busy || isOver ? null : <p className="secondary">{t('waitingText', { delay: format.duration(leftMs) })}</p>}
      <div className="row passkey-wait-actions">
        {isOver ? (
          <Button kind="primary" onPress={props.onAgain}>
            {t('again')}
          </Button>
        ) : (
          <Button isDisabled={busy} icon={<Icon of={SquareArrowOutUpRight} size="small" />} onPress={props.onShowAgain}>
            {t('showAgain')}
          </Button>
        )}
        {props.instead ? (
          <Button kind="link" isDisabled={busy} onPress={props.instead.go}>
            {props.instead.label}
          </Button>
        ) : null}
      </div>
      {busy || isOver ? null : <p className="caption">{t(props.instead ? 'notOpened' : 'notOpenedAlone')}</p>}
    </div>
  );
}
