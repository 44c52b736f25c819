/** The lock screen: keeps the place, shows nothing of the content; card or code bring the person back where they were. */
import { useQuery } from '@tanstack/react-query';
import { Bookmark, Stethoscope, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LockFacts } from '../../../contract/ipc/app.contract.ts';
import type { CardState, CardView, SessionView } from '../../../contract/ipc/card.contract.ts';
import { foldName } from '../../../contract/model/directory.ts';
import { app, card, code, passkeyBrowser, queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { CodeSignIn } from '../../ui/code-sign-in.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { needsOperator } from '../../ui/error-text.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { PinEntry } from '../../ui/pin-entry.tsx';
import { Seal } from '../../ui/seal/seal.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useTask } from '../../ui/use-task.ts';
import { WindowBar } from '../../ui/window-bar.tsx';
import { detailNumber } from '../../ui/wire-error.ts';
import { WorkstationName } from '../../ui/workstation-name.tsx';
import './lock.css';

/** A picture that proves nothing: drawn anew each time the screen locks. */
function randomDigest(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const reasons = {
  'card-removed': 'reasonCardRemoved',
  requested: 'reasonRequested',
  idle: 'reasonIdle',
  system: 'reasonSystem',
  'session-ended': 'reasonSessionEnded',
} as const satisfies Record<LockFacts['reason'], string>;

function reasonWord({ reason, address }: LockFacts): (typeof reasons)[LockFacts['reason']] | 'reasonCodeEnded' {
  return address !== null && reason === 'session-ended' ? 'reasonCodeEnded' : reasons[reason];
}

export interface LockScreenProps {
  readonly facts: LockFacts;
  readonly workstation: { readonly workstationName: string; readonly sharedWorkstation: boolean };
  readonly onSignedIn: (session: SessionView) => void;
  readonly onSwitched: () => void;
  /** Something between card and operator does not work. */
  readonly onDoctor: () => void;
}

export function LockScreen({ facts, workstation, onSignedIn, onSwitched, onDoctor }: LockScreenProps): ReactNode {
  const { t } = useTranslation('lock');
  const format = useFormat();
  const now = useNow(1_000);
  const [digest] = useState(randomDigest);
  const { data: state } = useQuery(queries.cardState());
  const person = typesetName(facts.person);
  const present = state?.state === 'ready' ? state.card : null;
  const byCode = facts.address !== null;
  const stranger = present !== null && !isCardOf(present, facts.person);
  const ready = present && !stranger && !present.problem && !present.pin.blocked ? present : null;

  return (
    <div className="lock" data-guide="away">
      <WindowBar onWindow={(act) => void app.window({ act })}>
        <WorkstationName name={workstation.workstationName} shared={workstation.sharedWorkstation} />
      </WindowBar>
      <main className="lock-envelope">
        <LockPaper />
        <div className="lock-clock">
          <span className="lock-time">{format.clock(now)}</span>
          <span className="lock-day">{format.longDay(now)}</span>
        </div>
        <div className="lock-seal">
          <Seal sha256={digest} sizePx={196} look="full" />
        </div>
        <section className="lock-card">
          <h1>{t('title')}</h1>
          <p className="lock-lead" aria-live="polite">
            <b>
              {byCode && !ready
                ? t('resumeByCode', { person })
                : stranger
                  ? t('anotherCard', { other: nameOn(present), person })
                  : lead(state, person, t)}
            </b>
          </p>
          {present && !stranger && (present.problem || present.pin.blocked) ? (
            <ErrorNotice error={{ code: present.problem ?? 'card.pin-blocked', retry: 'never' }} />
          ) : null}
          {ready ? (
            <Resume card={ready} onSignedIn={onSignedIn} />
          ) : (
            <p className="secondary">{t(reasonWord(facts), { time: format.seconds(facts.at) })}</p>
          )}
          {byCode && !ready ? (
            <CodeSignIn
              client={code}
              onShowPage={(page) => app.showOperatorPage({ page })}
              passkeyBrowser={passkeyBrowser}
              address={facts.address}
              submitLabel={t('open')}
              onSignedIn={onSignedIn}
              centred
              autoFocus
            />
          ) : null}
          <p className="lock-kept">
            <Icon of={Bookmark} size="small" />
            {kept(facts, t)}
          </p>
          <OtherUser facts={facts} person={person} onSwitched={onSwitched} />
          <Button kind="link" size="small" icon={<Icon of={Stethoscope} size="small" />} onPress={onDoctor}>
            {t('doctor')}
          </Button>
        </section>
      </main>
    </div>
  );
}

function nameOn(view: CardView): string {
  return typesetName([view.title, view.givenName, view.familyName.toLocaleUpperCase('fr')].filter(Boolean).join(' '));
}

/** Whether the card in the reader is that of the person who left. */
function isCardOf(view: CardView, person: string): boolean {
  const awaited = foldName(person);
  return awaited.includes(foldName(view.familyName)) && awaited.includes(foldName(view.givenName));
}

type LockTexts = ReturnType<typeof useTranslation<'lock'>>['t'];

function lead(state: CardState | undefined, person: string, t: LockTexts): string {
  switch (state?.state) {
    case 'service-unavailable':
      return t('noService');
    case 'no-reader':
      return t('noReader');
    case 'reading':
      return t('reading');
    case 'ready':
      return t('resume', { person });
    default:
      return t('insert', { person });
  }
}

function kept({ drafts, unsent }: LockFacts, t: LockTexts): string {
  if (drafts > 0 && unsent > 0) {
    return t('keptBoth', {
      drafts: t('partDrafts', { count: drafts }),
      unsent: t('partUnsent', { count: unsent }),
    });
  }
  if (drafts > 0) return t('keptDrafts', { count: drafts });
  if (unsent > 0) return t('keptUnsent', { count: unsent });
  return t('kept');
}

function Resume({
  card: view,
  onSignedIn,
}: {
  readonly card: CardView;
  readonly onSignedIn: (session: SessionView) => void;
}): ReactNode {
  const { t } = useTranslation('lock');
  const { t: words } = useTranslation('signIn');
  const task = useTask();
  const [attempt, setAttempt] = useState(0);
  const triesLeft = (task.error ? detailNumber(task.error, 'triesLeft') : null) ?? view.pin.triesLeft;
  const signIn = async (pin: string | null, finalTryConfirmed: boolean): Promise<void> => {
    const succeeded = await task.run(async () =>
      onSignedIn(await card.signIn({ reader: view.reader, pin, finalTryConfirmed })),
    );
    if (!succeeded) setAttempt((count) => count + 1);
  };
  return (
    <div className="lock-resume">
      {task.error ? (
        <ErrorNotice error={task.error} kept={needsOperator(task.error) ? words('operatorNeeded') : undefined} />
      ) : null}
      <PinEntry
        key={attempt}
        pin={{ ...view.pin, triesLeft, finalTry: view.pin.finalTry || triesLeft === 1 }}
        busy={task.pending}
        submitLabel={t('open')}
        onSubmit={(pin, confirmed) => void signIn(pin, confirmed)}
        centred
      />
    </div>
  );
}

function OtherUser({
  facts,
  person,
  onSwitched,
}: {
  readonly facts: LockFacts;
  readonly person: string;
  readonly onSwitched: () => void;
}): ReactNode {
  const { t } = useTranslation('lock');
  const { t: words } = useTranslation('ui');
  const [asking, setAsking] = useState(false);
  const switchUser = async (): Promise<void> => {
    setAsking(false);
    await app.switchUser({});
    onSwitched();
  };
  return (
    <>
      <div className="row lock-actions">
        <Button icon={<Icon of={Users} />} onPress={() => (facts.unsent > 0 ? setAsking(true) : void switchUser())}>
          {t('otherUser')}
        </Button>
      </div>
      {asking ? (
        <Dialog title={t('otherUserTitle')} onClose={() => setAsking(false)} alert>
          <p className="secondary">{t('otherUserText', { count: facts.unsent, person })}</p>
          <DialogActions>
            <Button kind="primary" onPress={() => void switchUser()}>
              {t('otherUserGo')}
            </Button>
            <Button onPress={() => setAsking(false)}>{words('cancel')}</Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}

/** The envelope seen from its back: body, folds, and the flap that closes on the seal. */
function LockPaper(): ReactNode {
  return (
    <svg className="lock-paper" viewBox="0 0 1440 860" preserveAspectRatio="none" aria-hidden="true">
      <path className="lock-body" d="M0 0H1440V860H0Z" />
      <path className="lock-fold" d="M0 860 640 372M1440 860 800 372" />
      <path className="lock-flap" d="M0 0 668 404Q720 436 772 404L1440 0Z" />
    </svg>
  );
}
