/** The search over the current place: its results, the envelope opened from them, and its keys. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { displayName } from '../../contract/model/person.ts';
import { queries } from '../bridge.ts';
import { Reader } from '../screens/reader/reader.tsx';
import { SearchScreen } from '../screens/search/search-screen.tsx';
import type { Act, Targets } from '../ui/envelope-acts.ts';
import { type Command, matchingCommands } from './commands.ts';
import type { Finding } from './finding.ts';
import { useNavigation } from './place.tsx';
import type { Writing } from './writing.tsx';

/** Keys outside the search field: those of the envelope that was opened from it, and Escape. */
export function keysOfSearch(finding: Finding, write: Writing, openProof: (envelopeId: EnvelopeId) => void) {
  const { openId, openBox, leaveFor } = finding;
  const answer = (toAll: boolean) => () => openId && leaveFor(() => void write.answer(openId, toAll));
  return {
    close: finding.leave,
    ...(openId
      ? {
          proof: () => leaveFor(() => openProof(openId)),
          forward: () => leaveFor(() => void write.forward(openId)),
        }
      : {}),
    ...(openBox === 'received' ? { answer: answer(false), answerAll: answer(true) } : {}),
  };
}

/** What the search field finds, and the envelope opened from it; what leads elsewhere leaves the search. */
export function SearchPlace({
  finding,
  session,
  commands,
  write,
  onAct,
  onSave,
}: {
  readonly finding: Finding;
  readonly session: SessionView;
  readonly commands: readonly Command[];
  readonly write: Writing;
  readonly onAct: (act: Act, targets: Targets) => void;
  readonly onSave: (name: string, text: string) => Promise<void>;
}): ReactNode {
  const { openProof } = useNavigation();
  const { finder, text, openId, leaveFor } = finding;
  const { data } = useQuery(queries.folders());
  const answering = matchingCommands(commands, text).map((command) => ({
    ...command,
    run: () => leaveFor(command.run),
  }));
  return (
    <main className={`workplace-two${openId ? ' has-open' : ''}`}>
      <SearchScreen
        ref={finder.results}
        text={text}
        listId={finder.listId}
        commands={answering}
        openId={openId}
        onOpen={finding.open}
        onWrite={(hit) => leaveFor(() => void write.to([{ address: hit.entry.address, name: displayName(hit.entry) }]))}
        onText={finder.onText}
        onActive={finding.setActiveId}
        onSave={onSave}
      />
      <Reader
        envelopeId={openId}
        account={session.account}
        onAnswer={(envelopeId, toAll) => leaveFor(() => void write.answer(envelopeId, toAll))}
        onForward={(envelopeId) => leaveFor(() => void write.forward(envelopeId))}
        onFollowUp={(envelopeId) => leaveFor(() => void write.followUp(envelopeId))}
        onProof={(envelopeId) => leaveFor(() => openProof(envelopeId))}
        folders={data?.folders ?? []}
        onAct={onAct}
        onOpen={finding.open}
        onClose={finding.closeEnvelope}
      />
    </main>
  );
}
