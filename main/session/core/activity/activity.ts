/** The account's activity: pages for the screen, and a table for whoever must keep or show it elsewhere. */
import type { ActivityQuery, ActivityRow, ActivityWords } from '../../../../contract/ipc/activity.contract.ts';
import type { ByteStream } from '../bytes.ts';
import type { GrantedFiles } from '../files-port.ts';
import type { JournalStore } from '../journal-store.ts';
import { wordsOf } from '../search/search-words.ts';
import type { ActivityFilter, ActivityPlace, ActivityStore } from './activity-store.ts';
import { BYTE_ORDER_MARK, tableLine } from './table-file.ts';

/** More words than anybody types; what follows is not looked at. */
const MOST_WORDS = 8;
/** Lines written at once: the session goes on answering in between. */
const EXPORT_ROWS = 1_000;

export interface ActivityPorts {
  readonly cache: ActivityStore;
  readonly journal: JournalStore;
  readonly files: GrantedFiles;
}

export function createActivity({ cache, journal, files }: ActivityPorts) {
  return {
    rows(query: ActivityQuery, page: { readonly offset: number; readonly limit: number }) {
      const filter = filterOf(query);
      return {
        rows: [...cache.activity(filter, page)],
        total: cache.countActivity(filter),
        unstated: journal.openings().length,
      };
    },
    /** `file.grant-unknown`, `file.write-failed`, `store.disk-full`. */
    async exportRows(query: ActivityQuery, grantId: string, words: ActivityWords) {
      let rows = 0;
      const sizeBytes = await files.save(
        grantId,
        tableOf(cache, filterOf(query), words, (count) => {
          rows += count;
        }),
      );
      return { rows, sizeBytes };
    },
  };
}

export type Activity = ReturnType<typeof createActivity>;

function filterOf({ text, kinds, withSubjects }: ActivityQuery): ActivityFilter {
  const words = [...new Set([...wordsOf(text)].map(({ folded }) => folded))].slice(0, MOST_WORDS);
  return { words, kinds, withSubjects };
}

async function* tableOf(
  cache: ActivityStore,
  filter: ActivityFilter,
  words: ActivityWords,
  onRows: (count: number) => void,
): ByteStream {
  const encoder = new TextEncoder();
  const { columns } = words;
  const heads = [
    columns.number,
    columns.day,
    columns.time,
    columns.event,
    columns.actor,
    columns.onBehalfOf,
    columns.recipient,
    columns.source,
    columns.envelope,
    columns.box,
    ...(filter.withSubjects ? [columns.subject] : []),
  ];
  yield encoder.encode(BYTE_ORDER_MARK + tableLine(heads));
  let place: ActivityPlace | null = null;
  for (;;) {
    const page: readonly ActivityRow[] = cache.activityBefore(filter, place, EXPORT_ROWS);
    const last = page.at(-1)?.event;
    if (!last) return;
    onRows(page.length);
    yield encoder.encode(page.map((row) => tableLine(cellsOf(row, filter.withSubjects, words))).join(''));
    place = { at: last.at, seq: last.seq };
  }
}

function cellsOf({ event, envelope }: ActivityRow, withSubject: boolean, words: ActivityWords): string[] {
  const { day, time } = localTime(new Date(event.at));
  return [
    String(event.seq),
    day,
    time,
    words.kinds[event.kind],
    event.actor.name,
    event.onBehalfOf?.name ?? '',
    event.recipient ?? '',
    words.sources[event.source],
    event.envelopeId,
    envelope ? words.boxes[envelope.box] : '',
    ...(withSubject ? [envelope?.subject ?? ''] : []),
  ];
}

/** « 2026-11-17 » and « 10:42:07 » on the workstation's clock, as the screen shows them and spreadsheets sort them. */
function localTime(at: Date): { readonly day: string; readonly time: string } {
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
  };
}
