/** Folders, filing and flags at the operator: shared by an account's workstations, unreadable for everybody else. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { AccountItem } from '../../contract/model/account-item.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
let other: Workstation;
let paul: Workstation;

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  other = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
});
afterAll(() => operator.close());

const now = (offsetMs = 0) => new Date(Date.now() + offsetMs).toISOString();
const folder = (name: string, id: string = randomUUID()) => ({ kind: 'folder', id, value: { name, parentId: null } });
const put = (by: Workstation, ...changes: { item: unknown; changedAt: string }[]) =>
  by.call<{ superseded: AccountItem[] }>('PUT', '/v1/account/items', { body: { changes } });

async function itemsOf(by: Workstation, cursor?: string) {
  const items: AccountItem[] = [];
  let at = cursor;
  for (let more = true; more; ) {
    const page = await by.call<SyncPage>('GET', `/v1/sync?limit=2${at ? `&cursor=${at}` : ''}`);
    expect(page.status).toBe(200);
    items.push(...page.json.changes.flatMap((change) => (change.type === 'item' ? [change.item] : [])));
    ({ more, cursor: at } = page.json);
  }
  return { items, cursor: at ?? '' };
}

describe('items of an account', () => {
  it('reach its other workstations, each change once, and nobody else', async () => {
    const { cursor } = await itemsOf(other);
    const first = folder('Cardiologie');
    const second = folder('Néphrologie');
    expect((await put(claire, { item: first, changedAt: now() }, { item: second, changedAt: now() })).json).toEqual({
      superseded: [],
    });
    const told = await itemsOf(other, cursor);
    expect(told.items).toEqual([first, second]);
    await put(claire, { item: { ...first, value: null }, changedAt: now() });
    expect((await itemsOf(other, told.cursor)).items).toEqual([{ ...first, value: null }]);
    expect((await itemsOf(paul)).items).toEqual([]);
    // A new workstation is told all, what was removed included.
    expect((await itemsOf(other)).items).toEqual([second, { ...first, value: null }]);
  });

  it('keep the change that was made later, whichever arrives first', async () => {
    const id = randomUUID();
    await put(claire, { item: folder('made later', id), changedAt: now(-1_000) });
    const late = await put(other, { item: folder('made before, offline', id), changedAt: now(-60_000) });
    expect(late.json.superseded).toEqual([folder('made later', id)]);
    const again = await put(other, { item: folder('made last', id), changedAt: now() });
    expect(again.json.superseded).toEqual([]);
    expect((await itemsOf(claire)).items.find((item) => item.id === id)).toEqual(folder('made last', id));
  });

  it('take no advantage from a clock that runs a year ahead', async () => {
    const id = randomUUID();
    await put(claire, { item: folder('from the future', id), changedAt: now(365 * 86_400_000) });
    await put(other, { item: folder('from today', id), changedAt: now(5) });
    expect((await itemsOf(claire)).items.find((item) => item.id === id)).toEqual(folder('from today', id));
  });

  it('are refused whole when one of them makes no sense', async () => {
    const good = folder('good');
    for (const bad of [
      { kind: 'folder', id: 'x', value: null },
      { kind: 'nonsense', id: randomUUID(), value: null },
      folder(''),
      folder('x'.repeat(81)),
      { kind: 'placement', id: randomUUID(), value: { place: 'archive' } },
    ]) {
      const answer = await put(claire, { item: good, changedAt: now() }, { item: bad, changedAt: now() });
      expect([answer.status, answer.error.code]).toEqual([400, 'request.invalid']);
    }
    expect((await itemsOf(claire)).items.some(({ id }) => id === good.id)).toBe(false);
  });

  it('stand in no file of the operator as words', async () => {
    const name = `Mme ${randomUUID()}`;
    await put(claire, { item: folder(name), changedAt: now() });
    const data = operator.dataFolder;
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    // A master key alone where the database is a server's.
    expect(files.length).toBeGreaterThan(operator.database ? 0 : 3);
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      if (existsSync(path)) expect(readFileSync(path).includes(name), file.name).toBe(false);
    }
  });

  it('given to a reader whose cursor is from another life of the store are all told again', async () => {
    const { cursor } = await itemsOf(claire);
    const [version, epoch, base, position, items] = cursor.split('.');
    const ahead = [version, epoch, base, position, Number(items) + 1].join('.');
    expect((await claire.call('GET', `/v1/sync?cursor=${ahead}`)).error.code).toBe('sync.reset');
    // Cursors given before there were items.
    const former = [version, epoch, base, position].join('.');
    expect((await itemsOf(claire, former)).items.length).toBeGreaterThan(3);
  });
});
