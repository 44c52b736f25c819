/** Steps of the code application: password, code to scan, recovery codes. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTask } from '../../ui/use-task.ts';
import { FormDialog, type InForce, ProofDialog } from './proof-dialog.tsx';

type Shown = Awaited<ReturnType<typeof settings.beginTimeCodes>>;

export function LinkDialog({
  inForce,
  onLinked,
  onClose,
}: {
  readonly inForce: InForce;
  readonly onLinked: (recoveryCodes: readonly string[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [shown, setShown] = useState<Shown | null>(null);
  if (shown) return <ScanDialog shown={shown} onLinked={onLinked} onClose={onClose} />;
  return (
    <ProofDialog
      title={t('beginTitle')}
      text={t('beginText')}
      submitLabel={t('beginGo')}
      inForce={inForce}
      mayUseCard
      onClose={onClose}
      onProof={async (password, code) => setShown(await settings.beginTimeCodes({ password, code: code || null }))}
    />
  );
}

function ScanDialog({
  shown,
  onLinked,
  onClose,
}: {
  readonly shown: Shown;
  readonly onLinked: (recoveryCodes: readonly string[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [code, setCode] = useState('');
  const task = useTask();
  const typed = code.replace(/\s/g, '');
  const confirm = (): void => {
    setCode('');
    void task.run(async () => onLinked((await settings.confirmTimeCodes({ code: typed })).recoveryCodes));
  };
  return (
    <FormDialog
      title={t('scanTitle')}
      submitLabel={t(task.pending ? 'checkingCode' : 'scanGo')}
      task={task}
      canSubmit={/^\d{6}$/.test(typed)}
      onSubmit={confirm}
      onClose={onClose}
    >
      <p className="secondary">{t('scanText')}</p>
      <div className="settings-scan">
        <QrCode text={shown.uri} label={t('scanPicture')} />
        <dl>
          <dt className="caption">{t('scanKey')}</dt>
          <dd className="code">{shown.key.match(/.{1,4}/g)?.join(' ')}</dd>
        </dl>
      </div>
      <TextField
        label={t('scanCode')}
        hint={t('scanCodeHint')}
        value={code}
        onChange={setCode}
        isDisabled={task.pending}
        autoFocus
        code
      />
    </FormDialog>
  );
}

/** New recovery codes, for password and code. */
export function RenewDialog({
  inForce,
  onCodes,
  onClose,
}: {
  readonly inForce: InForce;
  readonly onCodes: (recoveryCodes: readonly string[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <ProofDialog
      title={t('recoveryRenew')}
      text={t('renewText')}
      submitLabel={t('renewGo')}
      inForce={inForce}
      onClose={onClose}
      onProof={async (password, code) => onCodes((await settings.renewRecoveryCodes({ password, code })).recoveryCodes)}
    />
  );
}

export function RecoveryCodesDialog({
  codes,
  onClose,
}: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Dialog title={t('recoveryTitle')} onClose={onClose} alert>
      <p className="secondary">{t('recoveryText')}</p>
      <ul className="settings-recovery code" aria-label={t('recoveryList')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogActions>
        <Button kind="primary" onPress={onClose}>
          {t('recoveryDone')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
