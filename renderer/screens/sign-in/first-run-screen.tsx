/** First sign-in on a workstation: the recovery code, shown once. */
import { Copy, KeyRound, Printer } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { app } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Flap } from '../../ui/flap.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useTask } from '../../ui/use-task.ts';
import { WindowBar } from '../../ui/window-bar.tsx';
import { WorkstationName } from '../../ui/workstation-name.tsx';
import './sign-in.css';
import type { Workstation } from './sign-in-screen.tsx';

export function FirstRunScreen({
  workstation,
  person,
  recoveryCode,
  onDone,
}: {
  readonly workstation: Workstation;
  readonly person: string;
  readonly recoveryCode: string;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useTranslation('signIn');
  const printing = useTask();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await app.copy({ text: recoveryCode });
    setCopied(true);
  };
  return (
    <div className="sign-in">
      <WindowBar onWindow={(act) => void app.window({ act })}>
        <WorkstationName name={workstation.workstationName} shared={workstation.sharedWorkstation} />
      </WindowBar>
      <main className="sign-in-stage">
        <div className="sign-in-envelope sign-in-trusted first-run">
          <div className="sign-in-top">
            <div>
              <h1>{t('firstRunTitle')}</h1>
              <p className="sign-in-lead">{t('firstRunText')}</p>
            </div>
          </div>
          <Flap look="whole">
            <span className="sign-in-mark sign-in-mark-trusted">
              <Icon of={KeyRound} size="large" />
            </span>
          </Flap>
          <div className="first-run-body">
            <p className="caption">{person}</p>
            <p className="first-run-code code">
              <span className="for-screen-readers">{t('firstRunCode')}</span>
              {recoveryCode.split('-').map((group, index) => (
                // Groups may repeat, their places do not.
                <span key={`${String(index)} ${group}`}>{group}</span>
              ))}
            </p>
            <p className="secondary">{t('firstRunKeep')}</p>
            <div className="row first-run-actions">
              <Button icon={<Icon of={Copy} />} onPress={() => void copy()}>
                {t('firstRunCopy')}
              </Button>
              <Button
                icon={<Icon of={Printer} />}
                isDisabled={printing.pending}
                onPress={() => void printing.run(() => app.print({}))}
              >
                {t('firstRunPrint')}
              </Button>
              <Button kind="primary" size="large" onPress={onDone} autoFocus>
                {t('firstRunDone')}
              </Button>
            </div>
            {printing.error ? <ErrorNotice error={printing.error} /> : null}
            <p className="caption" role="status">
              {copied ? t('firstRunCopied') : ''}
            </p>
          </div>
        </div>
      </main>
    </div>
  );
}
