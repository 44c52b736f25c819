/** What is there once somebody has signed in. */
import { type ReactNode, useRef } from 'react';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import type { AccountId, EnvelopeId } from '../../contract/model/ids.ts';
import type { Workstation } from '../screens/sign-in/sign-in-screen.tsx';
import { ActingProvider } from '../ui/acting.tsx';
import { CarriedProvider } from '../ui/carried.tsx';
import { HandlingProvider } from './handling.tsx';
import { PaperProvider } from './paper/paper.tsx';
import { PlaceProvider } from './place.tsx';
import { UndoingProvider } from './undoing.tsx';
import { useMailboxes } from './use-mailboxes.ts';
import { useWanted } from './wanted.ts';
import { Workplace } from './workplace.tsx';

export interface MailboxesProps {
  readonly initial: Workstation['place'];
  readonly mayPrint: boolean;
  readonly session: SessionView;
  readonly onSwitched: () => void;
}

/** The own mailbox, or another's: each with its own place, and nothing kept from one to the other. */
export default function Mailboxes({ initial, mayPrint, session, onSwitched }: MailboxesProps): ReactNode {
  const mailboxes = useMailboxes();
  const wanted = useWanted(mailboxes);
  const { current } = mailboxes;
  const hasMoved = useRef(false);
  if (current) hasMoved.current = true;
  const unfinishedNotes = useNotesByMailbox(current?.owner.accountId ?? session.account.accountId);
  return (
    <ActingProvider mailbox={current}>
      <PlaceProvider
        key={current?.owner.accountId ?? 'own'}
        initial={hasMoved.current ? null : initial}
        isKept={current === null}
      >
        <CarriedProvider>
          <HandlingProvider self={session.account.accountId} unfinished={unfinishedNotes}>
            <UndoingProvider>
              <PaperProvider person={session.account}>
                <Workplace
                  session={session}
                  mailboxes={mailboxes}
                  wanted={wanted}
                  mayPrint={mayPrint}
                  onSwitched={onSwitched}
                />
              </PaperProvider>
            </UndoingProvider>
          </HandlingProvider>
        </CarriedProvider>
      </PlaceProvider>
    </ActingProvider>
  );
}

/** What is typed and not yet noted, by envelope: each mailbox's own, kept while one is in another, and gone when the window locks. */
function useNotesByMailbox(mailboxId: AccountId): Map<EnvelopeId, string> {
  const all = useRef(new Map<AccountId, Map<EnvelopeId, string>>()).current;
  const notes = all.get(mailboxId) ?? new Map<EnvelopeId, string>();
  all.set(mailboxId, notes);
  return notes;
}
