/** Signing in: the reader's live state, the card that chooses the account, its PIN, and what happens next. */
import { useQuery } from '@tanstack/react-query';
import { Check, IdCard, Lock, type LucideIcon, PlugZap, ShieldX, Stethoscope, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { appContract } from '../../../contract/ipc/app.contract.ts';
import type { CardState, CardView, SessionView } from '../../../contract/ipc/card.contract.ts';
import type { Client } from '../../../contract/ipc/define.ts';
import { app, card, code, passkeyBrowser, queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { CodeSignIn } from '../../ui/code-sign-in.tsx';
import { Flap } from '../../ui/flap.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { RecoverPanel } from '../../ui/recover-panel.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { WindowBar } from '../../ui/window-bar.tsx';
import { detailNumber } from '../../ui/wire-error.ts';
import { WorkstationName } from '../../ui/workstation-name.tsx';
import { CardPanel } from './card-panel.tsx';
import { ReaderPicture, type ReaderPictureLook } from './reader-picture.tsx';
import './sign-in.css';
import { type ProgressStep, type SignInPhase, type Step, signInSteps } from './sign-in-steps.ts';

export type Workstation = Awaited<ReturnType<Client<typeof appContract>['ready']>>;

/** The whole sign-in screen; `onSignedIn` leaves it. */
export function SignInScreen({
  workstation,
  onSignedIn,
  onDoctor,
}: {
  readonly workstation: Workstation;
  /** Something between card and operator does not work. */
  readonly onDoctor: () => void;
  readonly onSignedIn: (session: SessionView) => void;
}): ReactNode {
  const { t } = useTranslation('signIn');
  const format = useFormat();
  const { data: state } = useQuery(queries.cardState());
  const [chosenReader, setChosenReader] = useState<string | null>(null);
  const [progress, setProgress] = useState<ProgressStep | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => card.on('signInProgress', ({ step }) => setProgress(step)), []);

  const task = useTask();
  const signIn = async (reader: string, pin: string | null, finalTryConfirmed: boolean): Promise<void> => {
    setProgress(null);
    const succeeded = await task.run(async () => onSignedIn(await card.signIn({ reader, pin, finalTryConfirmed })));
    if (!succeeded) setAttempt((count) => count + 1);
  };

  const shown = chooseCard(state, chosenReader);
  const phase: SignInPhase = !task.pending ? 'typing' : progress && progress !== 'pin' ? 'opening' : 'checking';
  const [codeAwaited, setCodeAwaited] = useState(false);
  const byCode = offersCode(shown) && workstation.operatorUrl !== null;
  const withCode = byCode && codeAwaited;
  const steps = signInSteps(shown, phase, withCode);
  const trusted = shown?.state === 'ready' && !shown.card.problem;
  const { error, clear } = task;
  const present = shown?.state === 'ready' ? identityOf(shown.card) : null;
  useEffect(() => {
    // What happened to the card before does not concern the one that has come.
    if (present !== null) clear();
  }, [present, clear]);
  const keyChanged = error?.code === 'store.key-changed';

  return (
    <div className="sign-in">
      <WindowBar onWindow={(act) => void app.window({ act })}>
        <WorkstationName name={workstation.workstationName} shared={workstation.sharedWorkstation} />
      </WindowBar>
      <main className="sign-in-stage">
        <div className={`sign-in-envelope${trusted ? ' sign-in-trusted' : ''}`}>
          <div className="sign-in-top">
            <ReaderPicture look={pictureOf(shown)} />
            <div>
              <Headline state={shown} format={format} withCode={withCode} />
              <StepList steps={steps} />
            </div>
          </div>
          <Flap look={trusted ? 'whole' : 'doubt'}>
            <span className={`sign-in-mark${trusted ? ' sign-in-mark-trusted' : ''}`}>
              <Icon of={trusted ? Lock : markOf(shown)} size="large" />
            </span>
          </Flap>
          <div className="sign-in-two">
            {keyChanged ? (
              <RecoverPanel
                title={t('recoverTitle')}
                text={t('recoverText')}
                onRecover={async (recoveryCode) => onSignedIn(await card.recover({ recoveryCode }))}
              />
            ) : (
              <CardPanel
                key={shown?.state === 'ready' ? `${shown.card.reader} ${attempt}` : shown?.state}
                state={shown}
                busy={task.pending}
                progress={progress}
                error={error}
                triesLeftNow={error ? detailNumber(error, 'triesLeft') : null}
                onChoose={setChosenReader}
                onSubmit={(reader, pin, finalTryConfirmed) => void signIn(reader, pin, finalTryConfirmed)}
              />
            )}
            <i className="sign-in-rule" aria-hidden="true" />
            {byCode ? (
              <section className="sign-in-column">
                <CodeSignIn
                  client={code}
                  onShowPage={(page) => app.showOperatorPage({ page })}
                  passkeyBrowser={passkeyBrowser}
                  address={null}
                  submitLabel={t('open')}
                  onSignedIn={onSignedIn}
                  onAwaiting={setCodeAwaited}
                />
              </section>
            ) : (
              <Tips deviceSecret={workstation.deviceSecret} />
            )}
          </div>
        </div>
      </main>
      <footer className="sign-in-foot">
        <Button kind="link" size="small" icon={<Icon of={Stethoscope} size="small" />} onPress={onDoctor}>
          {t('doctor')}
        </Button>
        <span>{t('version', { version: workstation.version })}</span>
      </footer>
    </div>
  );
}

function Tips({ deviceSecret }: { readonly deviceSecret: boolean }): ReactNode {
  const { t } = useTranslation('signIn');
  return (
    <section className="sign-in-column sign-in-tips">
      <h2>{t('tipTitle')}</h2>
      <p className="secondary">{t('tipText')}</p>
      <ul>
        <li>{t('tipRemove')}</li>
        <li>{t('tipNothing')}</li>
        {deviceSecret ? null : <li>{t('noDeviceSecret')}</li>}
      </ul>
    </section>
  );
}

/** Without a card that may sign in, a code is the other way. */
function offersCode(state: CardState | undefined): boolean {
  if (state?.state === 'ready') return state.card.problem !== null || state.card.pin.blocked;
  return state !== undefined && state.state !== 'several' && state.state !== 'reading';
}

/** With several cards present, the one the user chose stands as if it were alone. */
function chooseCard(state: CardState | undefined, reader: string | null): CardState | undefined {
  if (state?.state !== 'several') return state;
  const chosen = state.cards.find((candidate) => candidate.reader === reader);
  return chosen ? { state: 'ready', card: chosen } : state;
}

function pictureOf(state: CardState | undefined): ReaderPictureLook {
  switch (state?.state) {
    case 'ready':
      return state.card.problem ? 'refused' : 'card';
    case 'unreadable':
      return 'refused';
    case 'reading':
    case 'several':
      return 'card';
    case 'no-card':
      return 'empty';
    default:
      return 'no-reader';
  }
}

/** What stands at the tip of the flap while nothing is vouched for. */
function markOf(state: CardState | undefined): LucideIcon {
  if (state?.state === 'ready' || state?.state === 'unreadable') return ShieldX;
  return state?.state === 'no-card' || state?.state === 'reading' || state?.state === 'several' ? IdCard : PlugZap;
}

/** Tells one insertion's card from another person's, or the same person's other card. */
function identityOf({ reader, familyName, givenName, validUntil }: CardView): string {
  return [reader, familyName, givenName, validUntil].join('\n');
}

function personOf(view: CardView): string {
  return typesetName([view.title, view.givenName, view.familyName.toLocaleUpperCase('fr')].filter(Boolean).join(' '));
}

function Headline({
  state,
  format,
  withCode,
}: {
  readonly state: CardState | undefined;
  readonly format: Format;
  /** A code is being typed: the card may still take over. */
  readonly withCode: boolean;
}): ReactNode {
  const { t } = useTranslation('signIn');
  const [title, text] = ((): [string, ReactNode] => {
    if (withCode && state?.state === 'no-card') return [t('noCardInsertedTitle'), t('cardTakesOver')];
    switch (state?.state) {
      case undefined:
        return [t('connectingTitle'), t('connectingText')];
      case 'service-unavailable':
        return [t('serviceTitle'), t('serviceText')];
      case 'no-reader':
        return [t('noReaderTitle'), t('noReaderText')];
      case 'no-card':
        return [
          t('noCardTitle'),
          t('noCardText', { count: state.readers.length, readers: format.list(state.readers) }),
        ];
      case 'reading':
        return [t('readingTitle'), t('readingText', { reader: state.reader })];
      case 'unreadable':
        return [t('unreadableTitle'), t('unreadableText', { reader: state.reader })];
      case 'several':
        return [t('severalTitle'), t('severalText')];
      case 'ready':
        return [personOf(state.card), <CardFacts key="facts" view={state.card} format={format} />];
    }
  })();
  return (
    <div aria-live="polite">
      <h1>{title}</h1>
      <p className="sign-in-lead">{text}</p>
    </div>
  );
}

function CardFacts({ view, format }: { readonly view: CardView; readonly format: Format }): ReactNode {
  const { t } = useTranslation('signIn');
  const until = format.day(view.validUntil);
  const { profession, family } = view;
  if (view.rpps) return t('identity', { profession, rpps: view.rpps, family, until });
  if (view.organisation)
    return t('identityOrganisation', { profession, organisation: view.organisation, family, until });
  return t('identityWithoutRpps', { profession, family, until });
}

function StepList({ steps }: { readonly steps: readonly Step[] }): ReactNode {
  const { t } = useTranslation('signIn');
  return (
    <ol className="sign-in-steps" aria-label={t('steps')}>
      {steps.map(({ name, look, word }) => (
        <li key={name} className={`sign-in-step sign-in-step-${look}`}>
          <span className="sign-in-dot" aria-hidden="true">
            {look === 'done' ? (
              <Icon of={Check} size="small" />
            ) : look === 'failed' ? (
              <Icon of={X} size="small" />
            ) : null}
          </span>
          <b>{t(name)}</b>
          <span>{t(word)}</span>
        </li>
      ))}
    </ol>
  );
}
