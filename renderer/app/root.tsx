/** Which of the three worlds is on screen: locked, signing in, or at work. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import { displayName } from '../../contract/model/person.ts';
import { app, queries } from '../bridge.ts';
import { LockScreen } from '../screens/lock/lock-screen.tsx';
import { FirstRunScreen } from '../screens/sign-in/first-run-screen.tsx';
import { SignInScreen, type Workstation } from '../screens/sign-in/sign-in-screen.tsx';
import { typesetName } from '../ui/format/typography.ts';
import { ToastProvider } from '../ui/toast.tsx';
import { useAppearance } from './appearance.ts';
import { DoctorWindow } from './doctor-window.tsx';
import { GuideProvider } from './guide.tsx';
import { LinkNotices } from './incoming-link.tsx';
import { keepUpToDate } from './live-updates.ts';
import type { MailboxesProps } from './mailboxes.tsx';
import { UnsupportedNotice } from './release-notice.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { type MailboxesProgram, useMailboxesProgram } from './use-mailboxes-program.ts';

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Events say when an answer is out of date; nothing is fetched for coming back to the window. A failed call is
      // the screen's to show: trying again by itself would hide it.
      queries: {
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: Number.POSITIVE_INFINITY,
        networkMode: 'always',
      },
    },
  });
}

/** Language and theme, in every world. */
function Appearance(): null {
  useAppearance();
  return null;
}

export function Root({ initial }: { readonly initial: Workstation }): ReactNode {
  const { i18n } = useTranslation();
  const [client] = useState(createClient);
  const program = useMailboxesProgram();
  const [workstation, setWorkstation] = useState(initial);
  const [session, setSession] = useState<SessionView | null>(null);
  const [noted, setNoted] = useState(false);
  const [inDoctor, setInDoctor] = useState(false);

  const reload = useCallback(async () => {
    setSession(null);
    setNoted(false);
    client.clear();
    setWorkstation(await app.ready({}));
  }, [client]);

  useEffect(() => keepUpToDate(client), [client]);
  useEffect(() => app.on('sessionRestarted', () => void reload()), [reload]);

  const world = (): ReactNode => {
    if (!session && inDoctor) {
      return <DoctorWindow workstation={workstation} onBack={() => setInDoctor(false)} />;
    }
    if (!session && workstation.lock) {
      return (
        <LockScreen
          facts={workstation.lock}
          workstation={workstation}
          onSignedIn={setSession}
          onSwitched={() => void reload()}
          onDoctor={() => setInDoctor(true)}
        />
      );
    }
    if (!session) {
      return <SignInScreen workstation={workstation} onSignedIn={setSession} onDoctor={() => setInDoctor(true)} />;
    }
    if (session.recoveryCode && !noted) {
      return (
        <FirstRunScreen
          workstation={workstation}
          person={typesetName(displayName(session.account))}
          recoveryCode={session.recoveryCode}
          onDone={async () => {
            // Its answer says that the session process knows the code was seen.
            await client.prefetchQuery(queries.counts());
            setNoted(true);
            // The code is shown once: nothing of the window keeps it.
            setSession({ ...session, recoveryCode: null });
          }}
        />
      );
    }
    return (
      <SignedIn
        program={program}
        initial={workstation.place}
        mayPrint={workstation.printing}
        session={session}
        onSwitched={() => void reload()}
      />
    );
  };

  return (
    <QueryClientProvider client={client}>
      <I18nProvider locale={i18n.language}>
        <Appearance />
        <ToastProvider>
          <UnsupportedNotice />
          <LinkNotices isOpen={session !== null} />
          <GuideProvider>
            <ScreenBoundary onAgain={program.load}>{world()}</ScreenBoundary>
          </GuideProvider>
        </ToastProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

/** What could not be loaded is told by the boundary around it. */
function SignedIn({ program, ...props }: MailboxesProps & { readonly program: MailboxesProgram }): ReactNode {
  const { loaded, load } = program;
  const isMissing = useRef(loaded === null);
  useEffect(() => {
    if (isMissing.current) load();
  }, [load]);
  if (loaded === null) return null;
  if ('failure' in loaded) throw loaded.failure;
  return <loaded.Mailboxes {...props} />;
}
