/** Drafts at the operator: shared by an account's workstations, never written over unseen, unreadable for everybody else. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { type DraftHead, MAX_SHARED_DRAFTS, SHARED_DRAFT_DAYS } from '../../contract/model/shared-draft.ts';
import { actOn } from '../../operator/services/acts.ts';
import { letGoOfDrafts } from '../../operator/services/shared-drafts.ts';
import { createSignals } from '../../operator/services/signals.ts';
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

const workstation = { id: randomUUID(), name: 'Cabinet' };
const saved = (draft: string) => ({ kind: 'saved', draft });
const left = { kind: 'removed', how: 'left' };

/** Sends a change; answers its version too. */
async function put(by: Workstation, id: string, change: object, seen: readonly string[] = [], version = randomUUID()) {
  const body = { version, seen, workstation, change };
  const answer = await by.call<{ accepted: boolean; head: DraftHead }>('PUT', `/v1/account/drafts/${id}`, { body });
  return Object.assign(answer, { version });
}
const read = (by: Workstation, id: string) =>
  by.call<{ head: DraftHead; draft: string | null }>('GET', `/v1/account/drafts/${id}`);

async function headsOf(by: Workstation, from?: string, asking = '&drafts=told') {
  const heads: DraftHead[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await by.call<SyncPage>('GET', `/v1/sync?limit=2${asking}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(page.status).toBe(200);
    heads.push(...page.json.changes.flatMap((change) => (change.type === 'draft' ? [change.head] : [])));
    ({ more, cursor } = page.json);
  }
  return { heads, cursor: cursor ?? '' };
}

describe('a shared draft', () => {
  it('reaches the other workstations of its account, and nobody else', async () => {
    const id = uuidv7();
    const { cursor } = await headsOf(other);
    const { version, json } = await put(claire, id, saved('Chère consœur'));
    expect(json).toMatchObject({ accepted: true, head: { id, version, workstation, gone: null } });
    expect((await headsOf(other, cursor)).heads).toEqual([json.head]);
    expect((await read(other, id)).json).toEqual({ head: json.head, draft: 'Chère consœur' });
    expect((await headsOf(paul)).heads).toEqual([]);
    expect((await read(paul, id)).error.code).toBe('draft.not-found');
    // Under the same id a stranger has a draft of his own.
    await put(paul, id, saved('Cher confrère'));
    expect((await read(claire, id)).json.draft).toBe('Chère consœur');
  });

  it('is never written over by who has not seen its latest version, and the same version twice is written once', async () => {
    const id = uuidv7();
    const first = await put(claire, id, saved('un'));
    const unseen = await put(other, id, saved('deux'));
    expect(unseen.json).toEqual({ accepted: false, head: first.json.head });
    const lost = await put(other, id, saved('deux'), [first.version]);
    const again = await put(other, id, saved('autre chose'), [first.version], lost.version);
    expect(again.json).toEqual({ accepted: true, head: lost.json.head });
    expect((await read(claire, id)).json.draft).toBe('deux');
    const maybe = [randomUUID(), lost.version];
    expect((await put(claire, id, saved('trois'), maybe)).json.accepted).toBe(true);
  });

  it('that left or was discarded stays so, whatever its writer has seen, and its words are gone', async () => {
    const id = uuidv7();
    const first = await put(claire, id, saved('à envoyer'));
    const gone = await put(claire, id, left, [first.version]);
    expect((await read(other, id)).json).toEqual({ head: gone.json.head, draft: null });
    const late = await put(other, id, saved('trop tard'), [first.version, gone.version]);
    expect(late.json).toEqual({ accepted: false, head: gone.json.head });
    const second = await put(other, id, { kind: 'removed', how: 'discarded' }, [gone.version]);
    expect(second.json.head.gone).toBe('left');
  });

  it('is told of to who asks for drafts alone, by cursors of before there were any too', async () => {
    const told = await headsOf(claire, undefined, '');
    expect(told.heads).toEqual([]);
    // Who asks later hears of all of them.
    expect((await headsOf(claire, told.cursor)).heads.length).toBeGreaterThan(1);
    const former = told.cursor.split('.').slice(0, 5).join('.');
    expect((await headsOf(claire, former)).heads.length).toBeGreaterThan(1);
    const ahead = [...told.cursor.split('.').slice(0, 5), '9999'].join('.');
    expect((await claire.call('GET', `/v1/sync?cursor=${ahead}`)).error.code).toBe('sync.reset');
  });

  it('stands in no file of the operator as words, nor does the name of its workstation', async () => {
    const secret = `Mme ${randomUUID()}`;
    const body = {
      version: randomUUID(),
      seen: [],
      workstation: { ...workstation, name: secret },
      change: saved(secret),
    };
    await claire.call('PUT', `/v1/account/drafts/${uuidv7()}`, { body });
    const files = readdirSync(operator.dataFolder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name);
      if (existsSync(path)) expect(readFileSync(path).includes(secret), file.name).toBe(false);
    }
    expect(operator.log.join()).not.toContain(secret);
  });

  it('is one of so many, of so many characters, and what makes no sense is refused', async () => {
    const anne = await operator.signedIn('anne-roux');
    const { accountId } = (await anne.call<{ accountId: string }>('GET', '/v1/account')).json;
    const mine = uuidv7();
    const first = await put(anne, mine, saved('x'));
    const stored = await operator.stores.drafts.find(accountId, mine);
    if (!stored) throw new Error('it was saved');
    const most = { drafts: MAX_SHARED_DRAFTS, bytes: 1_000_000, rows: MAX_SHARED_DRAFTS + 1 };
    const ids = Array.from({ length: MAX_SHARED_DRAFTS - 1 }, () => uuidv7());
    const fill = async (id: string, within = most) =>
      (await operator.stores.drafts.put(accountId, { ...stored, id }, [], within)).outcome;
    expect(new Set(await Promise.all(ids.map((id) => fill(id))))).toEqual(new Set(['kept']));
    const extra = uuidv7();
    expect((await put(anne, extra, saved('x'))).error.code).toBe('account.too-many-drafts');
    expect(await fill(extra, { ...most, drafts: 1_000, bytes: 1_000 })).toBe('too-many');
    expect(await fill(extra, { ...most, drafts: 1_000, rows: MAX_SHARED_DRAFTS })).toBe('too-many');
    await put(anne, mine, left, [first.version]);
    expect((await put(anne, extra, saved('x'))).json.accepted).toBe(true);
    const long = await put(claire, uuidv7(), saved('x'.repeat(1_048_577)));
    expect([long.status, long.error.code]).toEqual([400, 'request.invalid']);
    expect((await put(claire, uuidv7(), saved('\u0001"é'.repeat(300_000)))).json.accepted).toBe(true);
    expect((await put(claire, randomUUID(), saved('x'))).error.code).toBe('request.invalid');
    expect((await put(claire, uuidv7(), { kind: 'removed', how: 'untouched' })).error.code).toBe('request.invalid');
  });

  it('is let go of after three months without a touch, which its workstations hear of and may undo', async () => {
    const id = uuidv7();
    const { version } = await put(claire, id, saved('oublié'));
    const { cursor } = await headsOf(other);
    const clock = () => new Date(Date.now() + (SHARED_DRAFT_DAYS + 1) * 86_400_000);
    await letGoOfDrafts({ drafts: operator.stores.drafts, signals: createSignals(), clock });
    const { heads } = await headsOf(other, cursor);
    expect(heads.find((head) => head.id === id)).toMatchObject({ version, gone: 'untouched' });
    expect((await read(other, id)).json.draft).toBeNull();
    expect((await put(other, id, saved('repris'), [version])).json.accepted).toBe(true);
  });

  it('is erased when its account is closed', async () => {
    const id = uuidv7();
    await put(paul, id, saved('inachevé'));
    const { accountId } = (await paul.call<{ accountId: string }>('GET', '/v1/account')).json;
    const account = await operator.stores.accounts.byId(accountId);
    if (!account) throw new Error('Paul has an account');
    const act = actOn(account, {
      kind: 'closed',
      by: { administratorId: null, name: 'Essai' },
      at: new Date(),
      reason: 'essai',
    });
    await operator.stores.administration.changeStanding(accountId, { from: ['open'], to: 'closed' }, act);
    expect(await operator.stores.drafts.find(accountId, id)).toBeNull();
    // A request that was on its way brings nothing back.
    const late = { id, version: uuidv7(), origin: new Uint8Array(1), words: new Uint8Array(1), gone: null };
    const most = { drafts: 9, bytes: 9, rows: 9 };
    const tried = await operator.stores.drafts.put(
      accountId,
      { ...late, changedAt: new Date().toISOString() },
      [],
      most,
    );
    expect(tried).toEqual({ outcome: 'closed' });
    expect(await operator.stores.drafts.head(accountId)).toBe(0);
  });
});
