/** What changes of access ask for: the password again, and a code where one is in force. */
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BegunPasskey } from '../../../contract/model/passkey.ts';
import { passkeyBrowser, settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PasskeyWait } from '../../ui/passkey-wait.tsx';
import { PasswordField, takePassword } from '../../ui/password-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';

/** What stands in for mailed codes. */
export interface InForce {
  readonly application: boolean;
  readonly passkeys: boolean;
  /** The card opened this session: for some minutes it stands in for a code. */
  readonly card: boolean;
}

interface ProofDialogProps {
  readonly title: string;
  readonly text: string;
  readonly submitLabel: string;
  readonly danger?: boolean;
  /** Null: the password is enough, whatever is in force. */
  readonly inForce: InForce | null;
  /** The code may be left empty after signing in by card. */
  readonly mayUseCard?: boolean;
  /** False while something else of the dialog is missing. */
  readonly isReady?: boolean;
  /** Before the password. */
  readonly children?: ReactNode;
  readonly onProof: (password: string, code: string) => Promise<void>;
  readonly onClose: () => void;
}

/** The password again, and a code of what is in force. */
export function ProofDialog(props: ProofDialogProps): ReactNode {
  const { inForce, mayUseCard = false, isReady = true, onProof } = props;
  const { t } = useTranslation('settings');
  const { t: words } = useTranslation('passkeys');
  const password = useRef<HTMLInputElement>(null);
  const [hasPassword, setHasPassword] = useState(false);
  const [code, setCode] = useState('');
  const task = useTask();
  const [begun, setBegun] = useState<BegunPasskey | null>(null);
  const asksCode = inForce !== null && (inForce.application || inForce.passkeys);
  const mayBeEmpty = !asksCode || (mayUseCard && inForce.card);
  const submit = (given: string): void => {
    const typed = takePassword(password.current);
    setHasPassword(false);
    void task
      .run(() => onProof(typed, given))
      .then((succeeded) => {
        if (succeeded) return;
        setBegun(null);
        setCode('');
        password.current?.focus();
      });
  };
  const askPasskey = (): void => {
    void task.run(async () => setBegun(await passkeyBrowser.show(await settings.provePasskey({}))));
  };
  return (
    <FormDialog
      title={props.title}
      submitLabel={props.submitLabel}
      danger={props.danger ?? false}
      task={task}
      canSubmit={hasPassword && isReady && begun === null && (mayBeEmpty || code.trim() !== '')}
      onSubmit={() => submit(code.trim())}
      onClose={props.onClose}
    >
      <p className="secondary">{props.text}</p>
      {props.children}
      <PasswordField
        label={t('passwordCurrent')}
        fieldRef={password}
        // What a passkey brings back goes with the password that was typed before.
        isDisabled={task.pending || begun !== null}
        onTyped={setHasPassword}
      />
      {begun ? (
        <PasskeyWait
          browser={passkeyBrowser}
          begun={begun}
          busy={task.pending}
          onCode={submit}
          onShowAgain={() => void task.run(() => passkeyBrowser.show(begun))}
          onAgain={askPasskey}
          instead={{ label: words('codeInstead'), go: () => setBegun(null) }}
        />
      ) : null}
      {asksCode && !begun ? (
        <TextField
          label={t(inForce.application ? 'proofCode' : 'proofRecovery')}
          value={code}
          onChange={setCode}
          isDisabled={task.pending}
          code
        />
      ) : null}
      {inForce?.passkeys && !begun ? (
        <div className="row">
          <Button size="small" isDisabled={task.pending || !hasPassword || !isReady} onPress={askPasskey}>
            {words('use')}
          </Button>
          {hasPassword ? null : <span className="caption">{words('passwordFirst')}</span>}
        </div>
      ) : null}
      {asksCode && mayBeEmpty ? <p className="caption">{t('removeWithCard')}</p> : null}
    </FormDialog>
  );
}

/** A dialog that is one form. */
export function FormDialog({
  title,
  submitLabel,
  danger = false,
  task,
  canSubmit,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly submitLabel: string;
  readonly danger?: boolean;
  readonly task: Task;
  readonly canSubmit: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { t: ui } = useTranslation('ui');
  const isReady = canSubmit && !task.pending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} alert>
      <form className="settings-dialog-form" onSubmit={submit} autoComplete="off" noValidate>
        {task.error ? <ErrorNotice error={task.error} /> : null}
        {children}
        <DialogActions>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" isDisabled={!isReady}>
            {submitLabel}
          </Button>
          <Button isDisabled={task.pending} onPress={onClose}>
            {ui('cancel')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
