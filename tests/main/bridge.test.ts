/** What the main process accepts from a page. */
import { describe, expect, it } from 'vitest';
import type { Result } from '../../contract/errors.ts';
import { safeFileName } from '../../main/supervisor/app-handlers.ts';
import { type Caller, createBridge } from '../../main/supervisor/bridge.ts';
import { createIncidents } from '../../main/supervisor/incidents.ts';

const page: Caller = { isCurrentPage: true, isMainFrame: true, origin: 'app://medimail' };
const relayed: [string, unknown][] = [];
const receive = createBridge({
  origin: 'app://medimail',
  own: new Map([['app.ready', async (): Promise<Result<unknown>> => ({ ok: true, value: 'own' })]]),
  toSession: async (channel, input) => {
    relayed.push([channel, input]);
    return { ok: true, value: 'session' };
  },
  incidents: createIncidents(),
  log: { info: () => undefined, error: () => undefined },
});

describe('the bridge', () => {
  it('serves its own area and relays the others', async () => {
    expect(await receive(page, 'app.ready', {})).toEqual({ ok: true, value: 'own' });
    expect(await receive(page, 'card.state', { a: 1 })).toEqual({ ok: true, value: 'session' });
    expect(relayed).toEqual([['card.state', { a: 1 }]]);
  });
  it.each([
    ['a frame inside the page', { ...page, isMainFrame: false }],
    ['a page of another origin', { ...page, origin: 'https://medimail.example' }],
    ['an opaque origin', { ...page, origin: 'null' }],
    ['a page that was replaced', { ...page, isCurrentPage: false }],
  ])('rejects %s', async (_who, caller) => {
    const before = relayed.length;
    await expect(receive(caller, 'card.state', {})).rejects.toThrow('not allowed');
    expect(relayed).toHaveLength(before);
  });
  it.each(['card.nowhere', 'card.stateChanged', 'constructor', '', 7, null, ['card.state']])(
    'refuses the channel %j',
    async (channel) => {
      const before = relayed.length;
      expect(await receive(page, channel, {})).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
      expect(relayed).toHaveLength(before);
    },
  );
});

describe('a suggested file name', () => {
  it.each([
    ['CR consultation.pdf', 'CR consultation.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
    ['facture\u202Efdp.exe', 'facture_fdp.exe'],
    ['nul.txt', '_nul.txt'],
    ['...', 'document'],
    ['a\u0000b\nc', 'a_b_c'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
});
