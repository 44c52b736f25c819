/** The folders of the preview's physician, and where her envelopes are: kept as a session would, until the page closes. */
import { AppError } from '../../contract/errors.ts';
import type { FolderView, RemovedFolder } from '../../contract/ipc/folder.contract.ts';
import {
  Box,
  type EnvelopeRow,
  type Filing,
  type Flagging,
  type ListName,
  type Reminding,
  type RowFilter,
  type RowOrder,
} from '../../contract/ipc/mailbox.contract.ts';
import { type FilingPlace, type Folder, FolderId, MAX_FOLDER_DEPTH } from '../../contract/model/account-item.ts';
import { previewNow, rowAt, SENT } from './envelopes.ts';
import { idOf } from './people.ts';

/** The id of the folder of a number. */
export function folderIdOf(number: number): FolderId {
  return FolderId.parse(`00000000-0000-4000-8000-000000001${String(number).padStart(3, '0')}`);
}

const [advice, cardiology, nephrology, network, callBack] = [0, 1, 2, 3, 4].map(folderIdOf) as [
  FolderId,
  FolderId,
  FolderId,
  FolderId,
  FolderId,
];

const firstFolders: readonly (readonly [FolderId, Folder])[] = [
  [callBack, { name: 'À rappeler', parentId: null }],
  [advice, { name: 'Avis demandés', parentId: null }],
  [cardiology, { name: 'Cardiologie', parentId: advice }],
  [nephrology, { name: 'Néphrologie', parentId: advice }],
  [network, { name: 'Réseau ville-hôpital', parentId: null }],
];

/** Where the envelopes of a number are from the start. */
function firstPlaceOf(number: number): FilingPlace | null {
  if (number === SENT + 5) return cardiology;
  if (number >= SENT) return null;
  if (number >= 30 && number < 39) return cardiology;
  if (number >= 39 && number < 44) return nephrology;
  if (number >= 44 && number < 53) return network;
  if (number >= 53 && number < 56) return callBack;
  return number >= 56 && number < 60 ? 'archive' : null;
}

/** Filed envelopes that were not opened yet. */
const unopened = new Set([31, 53, 54]);
const flaggedToo = new Set([31, SENT + 1]);

/** Of what one is reminded from the start: days from now, and whether openings end it. */
const firstReminders: ReadonlyMap<number, NonNullable<EnvelopeRow['reminder']>> = new Map(
  (
    [
      [SENT + 1, -2, 'opened'],
      [5, -1, 'done'],
      [SENT + 4, 3, 'opened'],
      [8, 6, 'done'],
    ] as const
  ).map(([number, days, until]) => [
    number,
    { at: new Date(previewNow.getTime() + days * 86_400_000).toISOString(), until, isDue: days < 0 },
  ]),
);

export interface KeptMailbox {
  rowsOf(list: ListName, filter: RowFilter, order: RowOrder): readonly EnvelopeRow[];
  row(envelopeId: string): EnvelopeRow;
  file(filings: readonly Filing[]): Filing[];
  flag(flaggings: readonly Flagging[]): Flagging[];
  remind(remindings: readonly Reminding[]): Reminding[];
  displayed(envelopeId: string): void;
  folders(): FolderView[];
  create(name: string, parentId: FolderId | null): FolderId;
  rename(folderId: FolderId, name: string): void;
  move(folderId: FolderId, parentId: FolderId | null): void;
  remove(folderId: FolderId): RemovedFolder[];
  restore(removed: readonly RemovedFolder[]): void;
}

/** `total` envelopes in each box; with `filed`, some of them in folders and in the archive. */
export function keptMailbox(total: number, filed: boolean): KeptMailbox {
  const folders = new Map<FolderId, Folder>(filed ? firstFolders : []);
  const places = new Map<string, FilingPlace | null>();
  const flags = new Map<string, boolean>();
  const reminders = new Map<string, EnvelopeRow['reminder']>();
  const opened = new Set<string>();
  const known = new Map<string, readonly EnvelopeRow[]>();
  const changed = (): void => known.clear();

  const rowOf = (number: number): EnvelopeRow => {
    const isSent = number >= SENT && total <= SENT;
    const row = rowAt(isSent ? number - SENT : number, total, isSent);
    const id = row.id;
    return {
      ...row,
      place: placeOf(id, number),
      reminder: reminders.has(id) ? (reminders.get(id) ?? null) : filed ? (firstReminders.get(number) ?? null) : null,
      flagged: flags.get(id) ?? (row.flagged || (filed && flaggedToo.has(number))),
      opened: opened.has(id) || (row.opened && !(filed && unopened.has(number))),
    };
  };
  /** A folder that is gone gives its envelopes back to their boxes. */
  const placeOf = (id: string, number: number): FilingPlace | null => {
    const place = places.has(id) ? (places.get(id) ?? null) : filed ? firstPlaceOf(number) : null;
    return place === null || place === 'archive' || folders.has(place) ? place : null;
  };
  const boxOf = (box: Box): EnvelopeRow[] =>
    Array.from({ length: total }, (_, position) =>
      box === 'sent' && total > SENT ? rowAt(position, total, true) : rowOf(position + (box === 'sent' ? SENT : 0)),
    );
  const allOf = (list: ListName): readonly EnvelopeRow[] => {
    const before = known.get(list);
    if (before) return before;
    const box = Box.safeParse(list).data;
    const rows = box
      ? boxOf(box).filter(({ place }) => place === null)
      : [...boxOf('received'), ...boxOf('sent')]
          .filter(({ place, flagged, reminder }) =>
            list === 'flagged' ? flagged : list === 'followed' ? reminder !== null : place === list,
          )
          .sort((a, b) =>
            list === 'followed'
              ? (a.reminder?.at ?? '').localeCompare(b.reminder?.at ?? '')
              : b.sealedAt.localeCompare(a.sealedAt),
          );
    known.set(list, rows);
    return rows;
  };
  const depthOf = (folderId: FolderId | null): number => {
    const folder = folderId === null ? undefined : folders.get(folderId);
    return folder ? 1 + depthOf(folder.parentId) : 0;
  };
  const isWithin = (folderId: FolderId | null, around: FolderId): boolean =>
    folderId !== null && (folderId === around || isWithin(folders.get(folderId)?.parentId ?? null, around));
  const folderOf = (folderId: FolderId): Folder => {
    const folder = folders.get(folderId);
    if (!folder) throw new AppError('folder.not-found');
    return folder;
  };
  const checkName = (name: string, parentId: FolderId | null, except: FolderId | null): void => {
    const isTaken = [...folders].some(
      ([id, folder]) =>
        id !== except &&
        folder.parentId === parentId &&
        folder.name.localeCompare(name, 'fr', { sensitivity: 'base' }) === 0,
    );
    if (isTaken) throw new AppError('folder.name-taken');
  };
  const viewsIn = (parentId: FolderId | null): FolderView[] =>
    [...folders]
      .filter(([, folder]) => folder.parentId === parentId)
      .sort(([, a], [, b]) => a.name.localeCompare(b.name, 'fr'))
      .flatMap(([id, folder]) => {
        const rows = allOf(id);
        const view = {
          id,
          ...folder,
          depth: depthOf(id) - 1,
          total: rows.length,
          unopened: rows.filter((row) => row.box === 'received' && !row.opened).length,
        };
        return [view, ...viewsIn(id)];
      });

  return {
    rowsOf(list, filter, order) {
      const rows = allOf(list).filter((row) => answers(row, filter));
      if (order === 'oldest') return rows.toReversed();
      return order === 'who' ? rows.toSorted((a, b) => a.who.localeCompare(b.who, 'fr')) : rows;
    },
    row: (envelopeId) => rowOf(numberOf(envelopeId)),
    file(filings) {
      const before = filings.map(({ envelopeId }) => ({ envelopeId, place: rowOf(numberOf(envelopeId)).place }));
      for (const { envelopeId, place } of filings) places.set(envelopeId, place);
      changed();
      return before;
    },
    flag(flaggings) {
      const before = flaggings.map(({ envelopeId }) => ({ envelopeId, flagged: rowOf(numberOf(envelopeId)).flagged }));
      for (const { envelopeId, flagged } of flaggings) flags.set(envelopeId, flagged);
      changed();
      return before;
    },
    remind(remindings) {
      const before = remindings.map(({ envelopeId }) => {
        const was = rowOf(numberOf(envelopeId)).reminder;
        return { envelopeId, reminder: was && { at: was.at, until: was.until } };
      });
      for (const { envelopeId, reminder } of remindings) {
        const isDue = reminder !== null && Date.parse(reminder.at) <= previewNow.getTime();
        reminders.set(envelopeId, reminder && { ...reminder, isDue });
      }
      changed();
      return before;
    },
    displayed(envelopeId) {
      opened.add(envelopeId);
      changed();
    },
    folders: () => viewsIn(null),
    create(name, parentId) {
      checkName(name, parentId, null);
      if (depthOf(parentId) >= MAX_FOLDER_DEPTH) throw new AppError('folder.too-deep');
      const folderId = folderIdOf(10 + folders.size);
      folders.set(folderId, { name, parentId });
      return folderId;
    },
    rename(folderId, name) {
      const folder = folderOf(folderId);
      checkName(name, folder.parentId, folderId);
      folders.set(folderId, { ...folder, name });
    },
    move(folderId, parentId) {
      const folder = folderOf(folderId);
      if (isWithin(parentId, folderId)) throw new AppError('folder.inside-itself');
      checkName(folder.name, parentId, folderId);
      folders.set(folderId, { ...folder, parentId });
    },
    remove(folderId) {
      folderOf(folderId);
      const removed = [...folders].filter(([id]) => isWithin(id, folderId)).map(([id, folder]) => ({ id, folder }));
      for (const { id } of removed) folders.delete(id);
      changed();
      return removed;
    },
    restore(removed) {
      for (const { id, folder } of removed) folders.set(id, folder);
      changed();
    },
  };
}

function answers(row: EnvelopeRow, filter: RowFilter): boolean {
  switch (filter) {
    case 'unopened':
      return row.box === 'sent' ? row.openedBy < row.recipients : !row.opened;
    case 'with-attachments':
      return row.attachments > 0;
    case 'expiring':
      return Date.parse(row.expiresAt) - previewNow.getTime() < 14 * 86_400_000;
    default:
      return true;
  }
}

/** The number of an envelope's id. */
export function numberOf(envelopeId: string): number {
  return Number.parseInt(envelopeId.slice(-12), 16);
}

/** Envelopes that answer one another, by their numbers, oldest first. */
const conversations: readonly (readonly number[])[] = [[14, SENT + 3, 0]];

/** The ids of the conversation that an envelope is part of. */
export function conversationOf(envelopeId: string): readonly string[] {
  const number = numberOf(envelopeId);
  return (conversations.find((numbers) => numbers.includes(number)) ?? [number]).map((one) => idOf(one));
}
