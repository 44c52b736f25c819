/** The recovery code reopens what is kept on this workstation for a card or a password that is another now. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { ErrorNotice } from './error-notice.tsx';
import './recover-panel.css';
import { TextField } from './text-field.tsx';
import { useTask } from './use-task.ts';

export function RecoverPanel({
  title,
  text,
  onRecover,
}: {
  readonly title: string;
  readonly text: string;
  readonly onRecover: (recoveryCode: string) => Promise<void>;
}): ReactNode {
  const { t } = useTranslation('signIn');
  const [code, setCode] = useState('');
  const task = useTask();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const recoveryCode = code.trim();
    if (recoveryCode) void task.run(() => onRecover(recoveryCode));
  };
  return (
    <section className="recover-panel">
      <h2>{title}</h2>
      <p className="secondary">{text}</p>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <form className="recover-form" onSubmit={submit} autoComplete="off">
        <TextField label={t('recoverLabel')} hint={t('recoverHint')} value={code} onChange={setCode} autoFocus code />
        <Button type="submit" kind="primary" size="large" isDisabled={task.pending || !code.trim()}>
          {t('recoverGo')}
        </Button>
      </form>
    </section>
  );
}
