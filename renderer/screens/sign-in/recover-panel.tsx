/** A new card: the recovery code reopens what the former card kept on this workstation. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../contract/ipc/card.contract.ts';
import { card } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTask } from '../../ui/use-task.ts';

export function RecoverPanel({ onRecovered }: { readonly onRecovered: (session: SessionView) => void }): ReactNode {
  const { t } = useTranslation('signIn');
  const [code, setCode] = useState('');
  const task = useTask();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const recoveryCode = code.trim();
    if (recoveryCode) void task.run(async () => onRecovered(await card.recover({ recoveryCode })));
  };
  return (
    <section className="sign-in-column">
      <h2>{t('recoverTitle')}</h2>
      <p className="secondary">{t('recoverText')}</p>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <form className="sign-in-recover" onSubmit={submit} autoComplete="off">
        <TextField label={t('recoverLabel')} hint={t('recoverHint')} value={code} onChange={setCode} autoFocus code />
        <Button type="submit" kind="primary" size="large" isDisabled={task.pending || !code.trim()}>
          {t('recoverGo')}
        </Button>
      </form>
    </section>
  );
}
