/** The account's passkeys: which there are, adding one, taking one away. */
import { KeyRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Access } from '../../../contract/ipc/settings.contract.ts';
import { MAX_PASSKEYS, type PasskeySummary } from '../../../contract/model/passkey.ts';
import { settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { Panel } from './panel.tsx';
import { AddPasskeyDialog } from './passkey-dialogs.tsx';
import { type InForce, ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodesDialog, RenewDialog } from './time-codes-dialogs.tsx';
import { useWhen } from './use-when.ts';

interface PasskeysPanelProps {
  readonly passkeys: readonly PasskeySummary[];
  readonly recoveryCodesLeft: number;
  readonly inForce: InForce;
  readonly onAccess: (access: Access) => void;
  /** What is shown is to be asked again. */
  readonly onChanged: () => void;
}

type Step =
  | { readonly name: 'add' }
  | { readonly name: 'renew' }
  | { readonly name: 'remove'; readonly passkey: PasskeySummary }
  | { readonly name: 'codes'; readonly codes: readonly string[] };

export function PasskeysPanel(props: PasskeysPanelProps): ReactNode {
  const { passkeys, recoveryCodesLeft, inForce, onAccess, onChanged } = props;
  const { t } = useTranslation('passkeys');
  const { t: words } = useTranslation('settings');
  const { show } = useToasts();
  const [step, setStep] = useState<Step | null>(null);
  const close = (): void => setStep(null);
  const added = (codes: readonly string[]): void => {
    onChanged();
    show({ id: 'passkeys', title: t('added'), lifeMs: 5_000 });
    setStep(codes.length > 0 ? { name: 'codes', codes } : null);
  };
  // Where an application is linked, its own panel has them.
  const hasOwnCodes = passkeys.length > 0 && !inForce.application;
  const isFull = passkeys.length >= MAX_PASSKEYS;
  return (
    <Panel
      id="passkeys"
      title={words('entryPasskeys')}
      text={t('text')}
      aside={
        <Button size="small" isDisabled={isFull} onPress={() => setStep({ name: 'add' })}>
          {t('add')}
        </Button>
      }
    >
      {passkeys.length === 0 ? (
        <div className="settings-sheet settings-note">{t('none')}</div>
      ) : (
        <ul className="settings-sheet settings-sessions" aria-label={words('entryPasskeys')}>
          {passkeys.map((passkey) => (
            <Passkey key={passkey.id} passkey={passkey} onRemove={() => setStep({ name: 'remove', passkey })} />
          ))}
        </ul>
      )}
      {isFull ? <p className="caption">{t('full', { count: MAX_PASSKEYS })}</p> : null}
      {hasOwnCodes ? (
        <div className="row settings-passkey-codes">
          <p className="caption">
            {words('recoveryLeft', { count: recoveryCodesLeft })}. {t('lost')}
          </p>
          <Button size="small" onPress={() => setStep({ name: 'renew' })}>
            {words('recoveryRenew')}
          </Button>
        </div>
      ) : null}
      {step?.name === 'add' ? (
        <AddPasskeyDialog number={passkeys.length + 1} inForce={inForce} onAdded={added} onClose={close} />
      ) : null}
      {step?.name === 'codes' ? <RecoveryCodesDialog codes={step.codes} onClose={close} /> : null}
      {step?.name === 'renew' ? (
        <RenewDialog
          inForce={inForce}
          onClose={close}
          onCodes={(codes) => {
            setStep({ name: 'codes', codes });
            onChanged();
          }}
        />
      ) : null}
      {step?.name === 'remove' ? (
        <ProofDialog
          title={t('removeTitle', { name: step.passkey.name })}
          text={t(passkeys.length === 1 && !inForce.application ? 'removeLast' : 'removeText')}
          submitLabel={words('removeGo')}
          danger
          inForce={inForce}
          mayUseCard
          onClose={close}
          onProof={async (password, code) => {
            onAccess(await settings.removePasskey({ passkeyId: step.passkey.id, password, code: code || null }));
            show({ id: 'passkeys', title: t('removed'), lifeMs: 5_000 });
            close();
          }}
        />
      ) : null}
    </Panel>
  );
}

function Passkey({
  passkey: { name, addedAt, usedAt },
  onRemove,
}: {
  readonly passkey: PasskeySummary;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation('passkeys');
  const { t: words } = useTranslation('settings');
  const when = useWhen();
  return (
    <li>
      <Icon of={KeyRound} size="large" />
      <span className="grow">
        <span className="row settings-session-name">
          <b>{name}</b>
        </span>
        <span className="caption">
          {t('addedAt', { time: when(addedAt) })}, {usedAt ? t('usedAt', { time: when(usedAt) }) : t('neverUsed')}
        </span>
      </span>
      <Button size="small" aria-label={t('remove', { name })} onPress={onRemove}>
        {words('removeGo')}
      </Button>
    </li>
  );
}
