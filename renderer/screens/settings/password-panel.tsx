/** Changing the password: the current one, the new one, and the rules as they are met. */
import { Check, Circle } from 'lucide-react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Access } from '../../../contract/ipc/settings.contract.ts';
import { failedPasswordRules, MIN_PASSWORD_LENGTH } from '../../../contract/model/password.ts';
import { settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PasswordField, takePassword } from '../../ui/password-field.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';
import { ProofDialog } from './proof-dialog.tsx';

export interface PasswordPanelProps {
  readonly hasPassword: boolean;
  readonly signs: boolean;
  readonly onAccess: (access: Access) => void;
}

export function PasswordPanel({ hasPassword, signs, onAccess }: PasswordPanelProps): ReactNode {
  const { t } = useTranslation('settings');
  const text = hasPassword ? t(signs ? 'passwordTextCard' : 'passwordText') : t('noPassword');
  return (
    <Panel
      id="password"
      title={t('entryPassword')}
      text={text}
      aside={hasPassword && signs ? <RemovePassword onAccess={onAccess} /> : null}
    >
      <PasswordForm isFirst={!hasPassword} onAccess={onAccess} />
    </Panel>
  );
}

/** Only in a session by card, which is what opens the account afterwards. */
function RemovePassword({ onAccess }: { readonly onAccess: (access: Access) => void }): ReactNode {
  const { t } = useTranslation('settings');
  const { show } = useToasts();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" onPress={() => setAsking(true)}>
        {t('passwordRemove')}
      </Button>
      {asking ? (
        <ProofDialog
          title={t('passwordRemoveTitle')}
          text={t('passwordRemoveText')}
          submitLabel={t('passwordRemoveGo')}
          danger
          inForce={null}
          onClose={() => setAsking(false)}
          onProof={async (current) => {
            onAccess(await settings.removePassword({ current }));
            show({ id: 'password', title: t('passwordRemoved'), lifeMs: 8_000 });
          }}
        />
      ) : null}
    </>
  );
}

/** What one must know of the rules, with what was typed so far. */
function rulesOf(typed: string) {
  const failed = new Set(failedPasswordRules(typed));
  return [
    { name: 'ruleLength', isMet: !failed.has('too-short') },
    { name: 'ruleMix', isMet: !failed.has('no-letter') && !failed.has('no-digit') },
    { name: 'ruleCapital', isMet: !failed.has('no-capital-or-symbol') },
  ] as const;
}

function PasswordForm({
  isFirst,
  onAccess,
}: {
  /** There is none to give before. */
  readonly isFirst: boolean;
  readonly onAccess: (access: Access) => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { show } = useToasts();
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const [rules, setRules] = useState(() => rulesOf(''));
  const [hasCurrent, setHasCurrent] = useState(false);
  const task = useTask();
  const canChange = (isFirst || hasCurrent) && rules.every(({ isMet }) => isMet) && !task.pending;
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!canChange) return;
    const typed = { current: isFirst ? null : takePassword(current.current), next: takePassword(next.current) };
    setHasCurrent(false);
    setRules(rulesOf(''));
    if (await task.run(async () => onAccess(await settings.changePassword(typed)))) {
      show({
        id: 'password',
        title: t(isFirst ? 'passwordChosen' : 'passwordChanged'),
        text: t('passwordChangedText'),
        lifeMs: 8_000,
      });
    } else (isFirst ? next : current).current?.focus();
  };
  return (
    <form className="settings-sheet settings-password" onSubmit={(event) => void change(event)}>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      {isFirst ? null : (
        <PasswordField
          label={t('passwordCurrent')}
          fieldRef={current}
          isDisabled={task.pending}
          onTyped={setHasCurrent}
        />
      )}
      <PasswordField
        label={t('passwordNext')}
        purpose="new"
        fieldRef={next}
        isDisabled={task.pending}
        onTyped={() => setRules(rulesOf(next.current?.value ?? ''))}
      />
      <ul className="settings-rules">
        {rules.map(({ name, isMet }) => (
          <li key={name} className={isMet ? 'is-met' : ''}>
            <Icon of={isMet ? Check : Circle} size="small" />
            {t(name, { count: MIN_PASSWORD_LENGTH })}
            <span className="for-screen-readers">{`, ${t(isMet ? 'ruleMet' : 'ruleUnmet')}`}</span>
          </li>
        ))}
        <li className="caption">{t('ruleAlone')}</li>
      </ul>
      <div className="settings-password-foot">
        <Button kind="primary" type="submit" isDisabled={!canChange}>
          {t(task.pending ? 'passwordChanging' : isFirst ? 'passwordChoose' : 'passwordChange')}
        </Button>
      </div>
    </form>
  );
}
