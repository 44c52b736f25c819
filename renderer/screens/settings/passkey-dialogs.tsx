/** Adding a passkey: name and proof here, the passkey in the browser, and its effect here again. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BegunPasskey, PasskeyName } from '../../../contract/model/passkey.ts';
import { passkeyBrowser, settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PasskeyWait } from '../../ui/passkey-wait.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTask } from '../../ui/use-task.ts';
import { type InForce, ProofDialog } from './proof-dialog.tsx';

interface AddPasskeyDialogProps {
  /** Which of the account's keys it will be. */
  readonly number: number;
  readonly inForce: InForce;
  readonly onAdded: (recoveryCodes: readonly string[]) => void;
  readonly onClose: () => void;
}

export function AddPasskeyDialog({ number, inForce, onAdded, onClose }: AddPasskeyDialogProps): ReactNode {
  const { t } = useTranslation('passkeys');
  const [name, setName] = useState<string>(t('nameDefault', { number }));
  const [begun, setBegun] = useState<BegunPasskey | null>(null);
  const isNamed = PasskeyName.safeParse(name).success;
  if (begun) {
    return <MakeDialog begun={begun} name={name} onAgain={() => setBegun(null)} onAdded={onAdded} onClose={onClose} />;
  }
  return (
    <ProofDialog
      title={t('addTitle')}
      text={t('addText')}
      submitLabel={t('addGo')}
      inForce={inForce}
      mayUseCard
      isReady={isNamed}
      onClose={onClose}
      onProof={async (password, code) =>
        setBegun(await passkeyBrowser.show(await settings.beginPasskey({ password, code: code || null })))
      }
    >
      <TextField label={t('name')} hint={t('nameHint')} value={name} onChange={setName} />
    </ProofDialog>
  );
}

function MakeDialog({
  begun,
  name,
  onAgain,
  onAdded,
  onClose,
}: {
  readonly begun: BegunPasskey;
  readonly name: string;
  readonly onAgain: () => void;
  readonly onAdded: (recoveryCodes: readonly string[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('passkeys');
  const { t: ui } = useTranslation('ui');
  const task = useTask();
  return (
    <Dialog title={t('makeTitle')} onClose={onClose} alert>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <PasskeyWait
        browser={passkeyBrowser}
        begun={begun}
        busy={task.pending}
        onCode={(code) =>
          void task.run(async () => onAdded((await settings.confirmPasskey({ code, name })).recoveryCodes))
        }
        onShowAgain={() => void task.run(() => passkeyBrowser.show(begun))}
        onAgain={onAgain}
        instead={null}
      />
      <DialogActions>
        <Button isDisabled={task.pending} onPress={onClose}>
          {ui('cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
