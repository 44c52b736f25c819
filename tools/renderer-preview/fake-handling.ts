/** Who handles the envelopes of the preview, and what was noted about them; kept until the page closes. Development only. */
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import type { HandlingLine, HandlingRefusal, handlingContract } from '../../contract/ipc/handling.contract.ts';
import type { EnvelopeRow, RowFilter } from '../../contract/ipc/mailbox.contract.ts';
import {
  changesHandling,
  HandlingEntryId,
  type HandlingKind,
  type Holder,
  handlerAfter,
} from '../../contract/model/handling.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../contract/model/person.ts';
import { me, previewNow, rowAt, SENT } from './envelopes.ts';
import { numberOf } from './folders.ts';
import { accounts, idOf } from './people.ts';
import type { PreviewState } from './states.ts';

const holderOf = (card: AccountCard): Holder => ({ accountId: card.accountId, name: displayName(card) });
const self = holderOf(me);

export interface FakeHandling {
  readonly handlers: Handlers<typeof handlingContract>;
  /** Rows as those who hold the mailbox see them, of which one filter shows some. */
  rows(rows: readonly EnvelopeRow[], filter: RowFilter): readonly EnvelopeRow[];
  row(row: EnvelopeRow): EnvelopeRow;
  readonly holders: readonly Holder[];
}

/** `changed` is told of each envelope of which something changed, `send` of what the session says by itself. */
export function fakeHandling(
  state: PreviewState,
  changed: (id: EnvelopeId) => void,
  send: (channel: string, payload: unknown) => void,
): FakeHandling {
  const threads = new Map<string, HandlingLine[]>();
  let refusals: readonly HandlingRefusal[] = [];
  const others = ['Tessier', 'Roux'].map((name) => accounts.find(({ familyName }) => familyName === name));
  const [malik = self, anne = self] = others.map((card) => (card ? holderOf(card) : self));
  const add = (
    envelopeId: EnvelopeId,
    kind: HandlingKind,
    by: Holder | null,
    facts: Partial<HandlingLine> & { readonly minutes?: number } = {},
  ): void => {
    const { minutes = 0, ...rest } = facts;
    const lines = threads.get(envelopeId) ?? [];
    const line: HandlingLine = {
      id: HandlingEntryId.parse(globalThis.crypto.randomUUID()),
      envelopeId,
      kind,
      by,
      whom: kind === 'taken' ? by : null,
      at: new Date(previewNow.getTime() - minutes * 60_000).toISOString(),
      note: null,
      removedAt: null,
      removedBy: null,
      waiting: false,
      refused: null,
      ...rest,
    };
    threads.set(envelopeId, [...lines, line]);
  };
  const idAt = (number: number) => idOf(number) as EnvelopeId;
  if (state.handling) sample(idAt, add, { malik, anne });
  if (state.handling === 'refused') refusals = sampleRefusals(idAt, anne);
  const threadOf = (id: string) => threads.get(id) ?? [];
  const latestOf = (id: string) => threadOf(id).findLast(({ kind }) => kind !== 'note') ?? null;

  const row = (one: EnvelopeRow): EnvelopeRow => {
    const step = threadOf(one.id).findLast(({ kind }) => kind !== 'note') ?? null;
    const held = handlerAfter(step);
    const whom = held ?? (step?.kind === 'done' ? step.by : null);
    if (one.box === 'sent' || whom === null || step === null) return one;
    const handedBy = step.kind === 'assigned' ? (step.by?.name ?? null) : null;
    return { ...one, handling: { standing: held ? 'held' : 'done', whom, handedBy } };
  };
  const answers = ({ handling }: EnvelopeRow, filter: RowFilter): boolean => {
    if (filter === 'mine') return handling?.standing === 'held' && handling.whom.accountId === me.accountId;
    if (filter === 'nobody') return handling === undefined;
    return filter !== 'done' || handling?.standing === 'done';
  };
  const told = (id: EnvelopeId): Record<string, never> => {
    changed(id);
    return {};
  };
  /** Somebody was faster. */
  const refuse = (envelopeId: EnvelopeId): void => {
    add(envelopeId, 'taken', anne);
    const [line] = threadOf(envelopeId).slice(-1);
    const latest = line ? { ...line, number: 1 } : null;
    const place = refusals.length + 1;
    refusals = [...refusals, { place, envelopeId, subject: subjectOf(envelopeId), what: 'step', latest, error: null }];
    send('handling.refusalsChanged', {});
  };
  const holders = state.handling && state.handling !== 'alone' ? [self, malik, anne] : [self];
  return {
    row,
    holders,
    rows: (rows, filter) => rows.map(row).filter((one) => answers(one, filter)),
    handlers: {
      holders: () => ({ holders }),
      thread: ({ envelopeId }) => ({ lines: [...threadOf(envelopeId)] }),
      step: ({ envelopeIds, kind, whom }) => {
        const handler = kind === 'taken' ? self : whom;
        const received = envelopeIds.filter((id) => numberOf(id) < SENT);
        const changing = received.filter((id) =>
          changesHandling(threadOf(id).findLast((line) => line.kind !== 'note') ?? null, { kind, whom: handler }),
        );
        for (const envelopeId of changing) {
          if (state.handling === 'forestalled') refuse(envelopeId);
          else add(envelopeId, kind, self, { whom: handler, waiting: state.offline ?? false });
          told(envelopeId);
        }
        const made = changing.map((envelopeId) => ({ envelopeId, entryId: latestOf(envelopeId)?.id ?? noEntry }));
        return { changed: changing.length, notReceived: envelopeIds.length - received.length, made };
      },
      undo: ({ made }) => {
        const own = made.filter(({ envelopeId, entryId }) => latestOf(envelopeId)?.id === entryId);
        if (own.length === 0) throw new AppError('handling.changed-since');
        for (const { envelopeId, entryId } of own) {
          threads.set(
            envelopeId,
            threadOf(envelopeId).filter(({ id }) => id !== entryId),
          );
          changed(envelopeId);
        }
        return {};
      },
      note: ({ envelopeId, text }) => {
        if (state.refusing) throw new AppError('store.disk-full');
        add(envelopeId, 'note', self, { note: text, waiting: state.offline ?? false });
        return told(envelopeId);
      },
      removeNote: ({ envelopeId, entryId }) => {
        const lines = threadOf(envelopeId).map((line) =>
          line.id === entryId ? { ...line, note: null, removedAt: previewNow.toISOString(), removedBy: self } : line,
        );
        threads.set(envelopeId, lines);
        return told(envelopeId);
      },
      refusals: () => ({ refusals: [...refusals] }),
      acknowledge: ({ places }) => {
        refusals = refusals.filter(({ place }) => !places.includes(place));
        send('handling.refusalsChanged', {});
        return {};
      },
    },
  };
}

const noEntry = HandlingEntryId.parse('00000000-0000-4000-8000-000000000000');
const subjectOf = (id: EnvelopeId): string => rowAt(numberOf(id), SENT, false).subject;

/** One of each kind, from before the window was opened. */
function sampleRefusals(idAt: (number: number) => EnvelopeId, anne: Holder): readonly HandlingRefusal[] {
  const latest = {
    ...{
      id: HandlingEntryId.parse(globalThis.crypto.randomUUID()),
      envelopeId: idAt(2),
      number: 1,
      kind: 'taken' as const,
    },
    ...{ by: anne, whom: anne, note: null, removedAt: null, removedBy: null },
    at: new Date(previewNow.getTime() - 50 * 3_600_000).toISOString(),
  };
  const error = { code: 'handling.too-many', retry: 'never' } as const;
  return [
    { place: 1, envelopeId: idAt(2), subject: subjectOf(idAt(2)), what: 'step', latest, error: null },
    { place: 2, envelopeId: idAt(4), subject: subjectOf(idAt(4)), what: 'note', latest: null, error },
    { place: 3, envelopeId: idAt(7), subject: null, what: 'removal', latest: null, error },
  ];
}

type Add = (
  id: EnvelopeId,
  kind: HandlingKind,
  by: Holder | null,
  facts?: Partial<HandlingLine> & { readonly minutes?: number },
) => void;

/** Some of each kind. */
function sample(
  idAt: (number: number) => EnvelopeId,
  add: Add,
  { malik, anne }: { readonly malik: Holder; readonly anne: Holder },
): void {
  add(idAt(0), 'taken', malik, { minutes: 95 });
  add(idAt(0), 'note', malik, {
    minutes: 90,
    note: 'Patient rappelé : il passe jeudi à 14 h pour l’ECG.\nAttendre la biologie avant de répondre.',
  });
  add(idAt(0), 'assigned', malik, { minutes: 40, whom: self });
  add(idAt(0), 'note', self, { minutes: 12, note: 'Vu, je réponds ce soir.' });
  add(idAt(1), 'taken', malik, { minutes: 55 });
  add(idAt(2), 'taken', anne, { minutes: 300 });
  add(idAt(2), 'done', anne, { minutes: 120 });
  add(idAt(3), 'taken', self, { minutes: 20 });
  add(idAt(6), 'taken', malik, { minutes: 3_000 });
  add(idAt(6), 'note', malik, { minutes: 2_950, removedAt: new Date(previewNow.getTime()).toISOString() });
  add(idAt(6), 'released', null, { minutes: 1_000, whom: malik });
  add(idAt(6), 'note', self, {
    minutes: 5,
    note: 'À voir avec l’infirmière coordinatrice.',
    refused: { code: 'handling.too-many', retry: 'never' },
  });
}
