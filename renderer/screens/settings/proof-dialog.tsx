/** What changes of access ask for: the password again, and a code where one is in force. */
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PasswordField, takePassword } from '../../ui/password-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';

interface ProofDialogProps {
  readonly title: string;
  readonly text: string;
  readonly submitLabel: string;
  readonly danger?: boolean;
  /** No application is linked yet. */
  readonly passwordAlone?: boolean;
  /** Why the code may be left empty, where it may. */
  readonly withoutCode?: string | null;
  readonly onProof: (password: string, code: string) => Promise<void>;
  readonly onClose: () => void;
}

/** The password again, and a code of what is in force. */
export function ProofDialog(props: ProofDialogProps): ReactNode {
  const { passwordAlone = false, withoutCode = null, onProof } = props;
  const { t } = useTranslation('settings');
  const password = useRef<HTMLInputElement>(null);
  const [hasPassword, setHasPassword] = useState(false);
  const [code, setCode] = useState('');
  const task = useTask();
  const submit = (): void => {
    const typed = takePassword(password.current);
    setHasPassword(false);
    void task
      .run(() => onProof(typed, code.trim()))
      .then((succeeded) => {
        if (succeeded) return;
        setCode('');
        password.current?.focus();
      });
  };
  return (
    <FormDialog
      title={props.title}
      submitLabel={props.submitLabel}
      danger={props.danger ?? false}
      task={task}
      canSubmit={hasPassword && (passwordAlone || withoutCode !== null || code.trim() !== '')}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <p className="secondary">{props.text}</p>
      <PasswordField
        label={t('passwordCurrent')}
        fieldRef={password}
        isDisabled={task.pending}
        onTyped={setHasPassword}
      />
      {passwordAlone ? null : (
        <TextField label={t('proofCode')} value={code} onChange={setCode} isDisabled={task.pending} code />
      )}
      {withoutCode === null ? null : <p className="caption">{withoutCode}</p>}
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
