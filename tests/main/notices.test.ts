/** Desktop notices: what is shown, when, and what never is. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice, ShownNotice } from '../../contract/ipc/process.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { noticeWords } from '../../main/electron/words.ts';
import { createNotices, type NoticePorts } from '../../main/supervisor/notices.ts';

const first = EnvelopeId.parse('01920000-0000-7000-8000-000000000001');
const second = EnvelopeId.parse('01920000-0000-7000-8000-000000000002');
const arrival = (name: string, envelopeId: EnvelopeId): Notice => ({ kind: 'arrived', count: 1, name, envelopeId });

let shown: { notice: ShownNotice; click: () => void; closed: boolean }[];
let opened: unknown[];
let inFront: boolean;

function desk(change: Partial<NoticePorts> = {}) {
  return createNotices({
    show(notice, click) {
      const entry = { notice, click, closed: false };
      shown.push(entry);
      return () => {
        entry.closed = true;
      };
    },
    isInFront: () => inFront,
    sharedWorkstation: false,
    open: (place) => opened.push(place),
    gatherMs: 1_000,
    ...change,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  opened = [];
  inFront = false;
});

describe('a notice', () => {
  it('names the one sender, and leads to the one envelope', () => {
    const notices = desk();
    notices.tell(arrival('Dr Paul LEROY', first));
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(shown.map(({ notice }) => notice)).toEqual([{ kind: 'arrived', count: 1, name: 'Dr Paul LEROY' }]);
    shown[0]?.click();
    expect(opened).toEqual([{ screen: 'received', envelopeId: first }]);
  });

  it('stands for many of a kind, without a name that is not that of all', () => {
    const notices = desk();
    notices.tell(arrival('Dr Paul LEROY', first));
    notices.tell(arrival('Dr Anne ROUX', second));
    notices.tell({ kind: 'needs-you', count: 1, name: null, envelopeId: null });
    vi.advanceTimersByTime(1_000);
    expect(shown.map(({ notice }) => notice)).toEqual([
      { kind: 'arrived', count: 2, name: null },
      { kind: 'needs-you', count: 1, name: null },
    ]);
    shown[0]?.click();
    shown[1]?.click();
    expect(opened).toEqual([
      { screen: 'received', envelopeId: null },
      { screen: 'outbox', envelopeId: null },
    ]);
  });

  it('takes the place of the one before it', () => {
    const notices = desk();
    notices.tell(arrival('Dr Paul LEROY', first));
    vi.advanceTimersByTime(1_000);
    notices.tell(arrival('Dr Anne ROUX', second));
    vi.advanceTimersByTime(1_000);
    expect(shown.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('names nobody on a shared workstation', () => {
    const notices = desk({ sharedWorkstation: true });
    notices.tell(arrival('Dr Paul LEROY', first));
    vi.advanceTimersByTime(1_000);
    expect(JSON.stringify(shown)).not.toContain('LEROY');
    expect(noticeWords('fr', shown[0]?.notice as ShownNotice)).toEqual({ title: 'Nouvelle enveloppe', body: '' });
  });

  it('is not shown while the window is in front', () => {
    const notices = desk();
    notices.tell(arrival('Dr Paul LEROY', first));
    inFront = true;
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual([]);
  });

  it('leaves the screen when it locks, and is not shown after that', () => {
    const notices = desk();
    notices.tell(arrival('Dr Paul LEROY', first));
    vi.advanceTimersByTime(1_000);
    notices.tell(arrival('Dr Anne ROUX', second));
    notices.clear();
    vi.advanceTimersByTime(5_000);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.closed).toBe(true);
  });
});

describe('its words', () => {
  it.each([
    ['fr', { kind: 'arrived', count: 1, name: 'Dr Paul LEROY' }, 'Nouvelle enveloppe', 'De Dr Paul LEROY'],
    ['fr', { kind: 'arrived', count: 3, name: null }, '3 nouvelles enveloppes', ''],
    ['fr', { kind: 'opened', count: 1, name: 'Anne ROUX' }, 'Enveloppe ouverte', 'Par Anne ROUX'],
    ['fr', { kind: 'follow-up', count: 1, name: null }, 'Une enveloppe à suivre', ''],
    ['en', { kind: 'follow-up', count: 3, name: null }, '3 envelopes to follow up', ''],
    ['en', { kind: 'needs-you', count: 2, name: null }, '2 envelopes wait for your decision', ''],
  ] as const)('%s %o', (language, notice, title, body) => {
    expect(noticeWords(language, notice)).toEqual({ title, body });
  });
});
