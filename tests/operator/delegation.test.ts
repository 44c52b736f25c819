/** Delegations: granted, answered and ended, and what may be done under them, by the operator that enforces it. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { delegationRoutes } from '../../contract/api/delegation-routes.ts';
import { handlingRoutes } from '../../contract/api/handling-routes.ts';
import { MAILBOX_HEADER, type RouteSpec } from '../../contract/api/route.ts';
import { routes, type SyncPage } from '../../contract/api/routes.ts';
import type { Delegation, DelegationOverview, DelegationScope, MailboxLease } from '../../contract/model/delegation.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { SealStatement } from '../../contract/model/seal.ts';
import { attachment, deposit, type LetterOptions, writeLetter } from './support/letter.ts';
import { openAnswer } from './support/open-answer.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { type Answer, cardSigner, type Workstation } from './support/workstation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const addressOf = (name: string) => `${name}@demo.medimail.example`;

let operator: TestOperator;
/** Owns the mailbox. */
let bernard: Workstation;
/** Is its delegate. */
let sophie: Workstation;
/** Writes to it. */
let claire: Workstation;

const idOf = (workstation: Workstation) => workstation.tokens?.account.accountId ?? '';
const now = () => Date.now() + operator.clock.offsetMs;
const instant = (ms: number) => new Date(ms).toISOString();

const grantOf = (to: Workstation, scopes: readonly DelegationScope[], changes: object = {}) => ({
  id: randomUUID(),
  delegateId: idOf(to),
  scopes,
  from: instant(now() - 1000),
  until: instant(now() + 7 * DAY_MS),
  reason: 'Secrétariat pendant les consultations',
  ...changes,
});

async function grant(from: Workstation, to: Workstation, scopes: readonly DelegationScope[], changes: object = {}) {
  const answer = await from.call<Delegation>('POST', '/v1/delegations', { body: grantOf(to, scopes, changes) });
  expect(answer.status, answer.bytes.toString()).toBe(200);
  return answer.json;
}

const act = (by: Workstation, id: string, step: 'accept' | 'decline') =>
  by.call<Delegation>('POST', `/v1/delegations/${id}/${step}`, { body: {} });
const end = (by: Workstation, id: string) => by.call<Delegation>('DELETE', `/v1/delegations/${id}`);

/** An accepted delegation, and the delegate on the owner's mailbox. */
async function delegated(scopes: readonly DelegationScope[], changes: object = {}): Promise<Delegation> {
  const { id } = await grant(bernard, sophie, scopes, changes);
  const accepted = await act(sophie, id, 'accept');
  expect(accepted.status).toBe(200);
  sophie.mailboxId = idOf(bernard);
  return accepted.json;
}

/** An envelope from Claire to Bernard. */
async function received(options: Partial<LetterOptions> = {}): Promise<string> {
  const letter = await writeLetter(claire, { to: [addressOf('bernard.noel')], ...options });
  expect((await deposit(claire, letter)).status).toBe(200);
  return letter.manifest.envelopeId;
}

/** A letter of the delegate in the owner's name. */
const onBehalf = (to: readonly string[], options: Partial<LetterOptions> = {}) =>
  writeLetter(sophie, {
    to,
    ...options,
    headers: {
      from: { name: '', address: addressOf('bernard.noel') },
      sender: { name: '', address: sophie.address },
      ...options.headers,
    },
  });

async function eventsOf(envelopeId: string): Promise<EnvelopeEvent[]> {
  return [...(await operator.stores.envelopes.events(envelopeId))];
}
const who = ({ kind, actor, onBehalfOf }: EnvelopeEvent) => [kind, actor.name, onBehalfOf?.name ?? null];

async function open(by: Workstation, envelopeId: string): Promise<Answer<{ event: EnvelopeEvent }>> {
  const envelope = await operator.stores.envelopes.find(envelopeId);
  const claims = { envelopeId, sha256: envelope?.sha256, openedAt: instant(now()), offline: false };
  const statement = await by.openingStatement(claims);
  return by.call('POST', `/v1/envelopes/${envelopeId}/opened`, { body: { statement } });
}

const codeOf = (answer: Answer) => (answer.status < 400 ? 'done' : answer.error.code);

beforeAll(async () => {
  operator = await startTestOperator();
  bernard = await operator.signedIn('bernard-noel');
  sophie = await operator.signedIn('sophie-blanc');
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());
afterEach(async () => {
  sophie.mailboxId = null;
  const { json } = await bernard.call<DelegationOverview>('GET', '/v1/delegations');
  for (const { id, state } of json.given) if (state === 'offered' || state === 'accepted') await end(bernard, id);
  // So that no test is held back by how much the others granted.
  tamper(
    operator.dataFolder,
    (database) => {
      database.exec('DROP TRIGGER IF EXISTS delegations_stay');
      database.exec('DELETE FROM delegations');
    },
    'with triggers',
  );
});

describe('a delegation', () => {
  it('is offered, accepted and ended, and both sides see each step with who ended it', async () => {
    const offered = await grant(bernard, sophie, ['answer']);
    expect(offered).toMatchObject({ state: 'offered', scopes: ['titles', 'open', 'answer'], answeredAt: null });
    const before = await sophie.call<DelegationOverview>('GET', '/v1/delegations');
    expect(before.json.received.map(({ id, state }) => [id, state])).toEqual([[offered.id, 'offered']]);
    expect(before.json.mailboxes).toEqual([]);
    await act(sophie, offered.id, 'accept');
    const id = await received();
    const during = await sophie.call<DelegationOverview>('GET', '/v1/delegations');
    expect(during.json.mailboxes).toMatchObject([
      { owner: { familyName: 'Noël' }, scopes: ['titles', 'open', 'answer'], unopened: 1 },
    ]);
    await open(bernard, id);
    const ended = await end(sophie, offered.id);
    expect(ended.json).toMatchObject({ state: 'ended', endedBy: idOf(sophie) });
    const after = await bernard.call<DelegationOverview>('GET', '/v1/delegations');
    expect(after.json.given.map(({ state, endedBy }) => [state, endedBy])).toEqual([['ended', idOf(sophie)]]);
  });

  it('is granted once however often the same is asked for, and its id is nobody else’s', async () => {
    const body = grantOf(sophie, ['open']);
    const [one, other] = await Promise.all([0, 1].map(() => bernard.call('POST', '/v1/delegations', { body })));
    expect([one?.json, other?.status]).toEqual([other?.json, 200]);
    expect((await bernard.call<DelegationOverview>('GET', '/v1/delegations')).json.given).toHaveLength(1);
    expect(codeOf(await claire.call('POST', '/v1/delegations', { body }))).toBe('delegation.not-found');
  });

  it('accepted twice stays accepted; accepted after a refusal, after its end or by another it is refused', async () => {
    const first = await grant(bernard, sophie, ['titles']);
    expect(codeOf(await act(bernard, first.id, 'accept'))).toBe('delegation.not-found');
    expect(codeOf(await act(claire, first.id, 'accept'))).toBe('delegation.not-found');
    expect(codeOf(await end(claire, first.id))).toBe('delegation.not-found');
    expect((await act(sophie, first.id, 'accept')).json).toEqual((await act(sophie, first.id, 'accept')).json);
    expect(codeOf(await act(sophie, first.id, 'decline'))).toBe('delegation.settled');
    expect((await end(bernard, first.id)).json).toEqual((await end(sophie, first.id)).json);
    expect(codeOf(await act(sophie, first.id, 'accept'))).toBe('delegation.settled');
    const second = await grant(bernard, sophie, ['titles']);
    await act(sophie, second.id, 'decline');
    expect(codeOf(await act(sophie, second.id, 'accept'))).toBe('delegation.settled');
    expect(codeOf(await end(bernard, second.id))).toBe('delegation.settled');
  });

  it('that is accepted and ended at the same moment by two workstations ends as one of the two, never as both', async () => {
    const { id } = await grant(bernard, sophie, ['open']);
    const answers = await Promise.all([act(sophie, id, 'accept'), end(bernard, id), act(sophie, id, 'decline')]);
    const stored = await operator.stores.delegations.find(id);
    expect(['ended', 'declined']).toContain(stored?.state);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const answer of answers) if (answer.status !== 200) expect(codeOf(answer)).toBe('delegation.settled');
  });

  it('is refused to oneself, without account, to an uncertified one, by one, and for a period that makes no sense', async () => {
    const hugo = await operator.signedIn('hugo-fabre');
    const refusals: readonly [Workstation, object, string][] = [
      [bernard, grantOf(bernard, ['open']), 'oneself'],
      [bernard, grantOf(sophie, ['open'], { delegateId: randomUUID() }), 'no-account'],
      [bernard, grantOf(hugo, ['open']), 'delegate-not-certified'],
      [hugo, grantOf(sophie, ['open']), 'owner-not-certified'],
      [bernard, grantOf(sophie, ['open'], { until: instant(now() - 2000) }), 'period-backwards'],
      [bernard, grantOf(sophie, ['open'], { from: instant(now() - 9000), until: instant(now() - 500) }), 'period-over'],
      [bernard, grantOf(sophie, ['open'], { until: instant(now() + 400 * DAY_MS) }), 'period-too-long'],
      [
        bernard,
        grantOf(sophie, ['open'], { from: instant(now() + 400 * DAY_MS), until: instant(now() + 401 * DAY_MS) }),
        'period-too-long',
      ],
    ];
    for (const [by, body, reason] of refusals) {
      const answer = await by.call('POST', '/v1/delegations', { body });
      expect(answer.error, reason).toMatchObject({ code: 'delegation.refused', details: { reason, maxDays: 366 } });
    }
  });

  it('cannot be used to mail a whole directory', async () => {
    for (let count = 0; count < 20; count += 1) await grant(bernard, sophie, ['titles']);
    const answer = await bernard.call('POST', '/v1/delegations', { body: grantOf(sophie, ['titles']) });
    expect(codeOf(answer)).toBe('operator.too-many-requests');
  });
});

describe('a mailbox that is not one’s own', () => {
  it('answers an outsider, a delegate to be, and whoever invents an id, with the same words', async () => {
    const id = await received();
    const ask = (mailboxId: string) =>
      claire.call('GET', `/v1/envelopes/${id}/events`, { headers: { [MAILBOX_HEADER]: mailboxId } });
    await grant(bernard, claire, ['open']);
    const answers = [await ask(idOf(bernard)), await ask(idOf(sophie)), await ask(randomUUID())];
    expect(answers.map(codeOf)).toEqual(new Array(3).fill('delegation.not-in-force'));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    expect(codeOf(await ask('../etc/passwd'))).toBe('request.invalid');
    const own = await claire.call('GET', '/v1/sync', { headers: { [MAILBOX_HEADER]: idOf(claire) } });
    expect(own.status).toBe(200);
  });

  it('is served by the routes that say so, each for its scopes and no other, and by none that does not', async () => {
    const scopes = ['titles', 'open', 'answer', 'file', 'send'] as const;
    const table = { ...routes, ...delegationRoutes, ...handlingRoutes } as Readonly<Record<string, RouteSpec>>;
    const id = await received();
    const call = (spec: RouteSpec) =>
      sophie.call(spec.method as 'GET', spec.path.replace(':envelopeId', id).replace(/:\w+/, '1'), {
        ...(spec.body ? { body: {} } : {}),
        ...(spec.bodyKind === 'bytes' ? { bytes: Buffer.from('x'), headers: { 'upload-offset': '0' } } : {}),
      });
    for (const scope of scopes) {
      const { scopes: granted } = await delegated([scope]);
      for (const [name, spec] of Object.entries(table)) {
        if (spec.auth === 'none' || name === 'syncStream') continue;
        const answer = await call(spec);
        const refusal = answer.status === 403 ? codeOf(answer) : null;
        if (spec.onBehalf === undefined) expect(refusal, `${name} under ${scope}`).toBe('auth.forbidden');
        else if (spec.onBehalf.some((one) => granted.includes(one))) {
          expect(refusal, `${name} under ${scope}`).not.toBe('delegation.scope-missing');
          expect(refusal, `${name} under ${scope}`).not.toBe('auth.forbidden');
        } else expect(refusal, `${name} under ${scope}`).toBe('delegation.scope-missing');
      }
      sophie.mailboxId = null;
      for (const { id: one } of (await bernard.call<DelegationOverview>('GET', '/v1/delegations')).json.given) {
        await end(bernard, one);
      }
    }
  });

  it('shows under the lowest scope the lists as the owner sees them, and no content', async () => {
    const id = await received({ subject: 'Bilan de Mme AUBRY' });
    await delegated(['titles']);
    const { json } = await sophie.call<SyncPage>('GET', '/v1/sync');
    const change = json.changes.find((one) => one.type === 'envelope' && one.record.id === id);
    expect(change).toMatchObject({ box: 'received', record: { content: { subject: 'Bilan de Mme AUBRY' } } });
    expect(codeOf(await sophie.call('GET', `/v1/envelopes/${id}/message`))).toBe('delegation.scope-missing');
    expect(codeOf(await open(sophie, id))).toBe('delegation.scope-missing');
    expect((await eventsOf(id)).map(({ kind }) => kind)).not.toContain('delivered');
  });

  it('opens nothing of what is not in it, the delegate’s own envelopes included', async () => {
    const own = await writeLetter(claire, { to: [addressOf('sophie.blanc')] });
    expect((await deposit(claire, own)).status).toBe(200);
    await delegated(['open', 'send']);
    const path = `/v1/envelopes/${own.manifest.envelopeId}`;
    for (const part of ['message', 'events', 'evidence']) {
      expect(codeOf(await sophie.call('GET', `${path}/${part}`)), part).toBe('envelope.not-found');
    }
    sophie.mailboxId = null;
    expect((await sophie.call('GET', `${path}/message`)).status).toBe(200);
  });

  it('cannot be delegated further, nor anything else of the account be touched', async () => {
    await delegated(['titles', 'open', 'answer', 'file', 'send']);
    expect(codeOf(await sophie.call('POST', '/v1/delegations', { body: grantOf(claire, ['open']) }))).toBe(
      'auth.forbidden',
    );
    expect(codeOf(await sophie.call('GET', '/v1/delegations'))).toBe('auth.forbidden');
    expect(codeOf(await sophie.call('GET', '/v1/account'))).toBe('auth.forbidden');
  });
});

describe('each act under a delegation', () => {
  it('is recorded in the envelope under the delegate’s name, on behalf of the owner, for all with rights on it', async () => {
    const id = await received();
    await delegated(['open']);
    expect((await sophie.call('GET', `/v1/envelopes/${id}/message`)).status).toBe(200);
    expect((await open(sophie, id)).json.event.kind).toBe('opened-by-delegate');
    const { json } = await claire.call<{ events: EnvelopeEvent[] }>('GET', `/v1/envelopes/${id}/events`);
    // The mail that tells of it leaves whenever it does.
    const acts = json.events.filter(({ onBehalfOf }) => onBehalfOf !== null);
    expect(acts.map(who)).toEqual([
      ['delivered', 'Mme Sophie BLANC', 'Dr Bernard NOËL'],
      ['opened-by-delegate', 'Mme Sophie BLANC', 'Dr Bernard NOËL'],
    ]);
    const envelope = await operator.stores.envelopes.find(id);
    expect(envelope?.recipients[0]).toMatchObject({ state: 'opened', openedAt: acts.at(-1)?.at });
    // The owner's own come later, and are the owner's.
    expect((await bernard.call('GET', `/v1/envelopes/${id}/message`)).status).toBe(200);
    expect((await open(bernard, id)).json.event).toMatchObject({ kind: 'opened', onBehalfOf: null });
    // And in the owner's activity.
    const page = await bernard.call<SyncPage>('GET', '/v1/sync?limit=1000');
    const kinds = page.json.changes.flatMap((one) =>
      one.type === 'event' && one.event.envelopeId === id && one.event.onBehalfOf ? [one.event.kind] : [],
    );
    expect(kinds).toEqual(['delivered', 'opened-by-delegate']);
  });

  it('is recorded once for each of two delegates, and at each of two workstations of one', async () => {
    const julie = await operator.signedIn('julie-lambert');
    const id = await received();
    await delegated(['open']);
    const second = await grant(bernard, julie, ['open']);
    await act(julie, second.id, 'accept');
    julie.mailboxId = idOf(bernard);
    const other = await operator.signedIn('sophie-blanc');
    other.mailboxId = idOf(bernard);
    for (const by of [sophie, julie, other, sophie]) {
      expect((await by.call('GET', `/v1/envelopes/${id}/message`)).status).toBe(200);
      expect((await open(by, id)).status).toBe(200);
    }
    expect(
      (await eventsOf(id)).filter(({ onBehalfOf }) => onBehalfOf).map(({ kind, actor }) => [kind, actor.name]),
    ).toEqual([
      ['delivered', 'Mme Sophie BLANC'],
      ['opened-by-delegate', 'Mme Sophie BLANC'],
      ['delivered', 'Mme Julie LAMBERT'],
      ['opened-by-delegate', 'Mme Julie LAMBERT'],
    ]);
  });

  it('also on what the owner sent, where reading again is no event of the owner’s', async () => {
    const sent = await writeLetter(bernard, { to: [addressOf('claire.martin')] });
    expect((await deposit(bernard, sent)).status).toBe(200);
    const id = sent.manifest.envelopeId;
    await delegated(['open']);
    expect((await sophie.call('GET', `/v1/envelopes/${id}/message`)).status).toBe(200);
    expect((await open(sophie, id)).status).toBe(200);
    const own = (await eventsOf(id)).filter(({ onBehalfOf }) => onBehalfOf);
    expect(own.map((event) => [...who(event), event.recipient])).toEqual([
      ['delivered', 'Mme Sophie BLANC', 'Dr Bernard NOËL', null],
      ['opened-by-delegate', 'Mme Sophie BLANC', 'Dr Bernard NOËL', null],
    ]);
    const [recipient] = (await operator.stores.envelopes.find(id))?.recipients ?? [];
    expect(['sealed', 'notified']).toContain(recipient?.state);
    expect(codeOf(await open(bernard, id))).toBe('auth.forbidden');
  });
});

describe('filing for the owner', () => {
  const put = (changes: readonly object[]) =>
    sophie.call('PUT', '/v1/account/items', {
      body: { changes: changes.map((item) => ({ item, changedAt: instant(now()) })) },
    });
  const archived = (id: string) => ({ kind: 'placement', id, value: { place: 'archive' } });

  it('moves envelopes of that mailbox, is recorded each time, and touches nothing else that the owner keeps', async () => {
    const id = await received();
    const foreign = await writeLetter(claire, { to: [addressOf('anne.roux')] });
    expect((await deposit(claire, foreign)).status).toBe(200);
    await delegated(['file']);
    for (let times = 0; times < 2; times += 1) expect((await put([archived(id)])).status).toBe(200);
    const filed = (await eventsOf(id)).filter(({ kind }) => kind === 'filed');
    expect(filed.map(who)).toEqual(new Array(2).fill(['filed', 'Mme Sophie BLANC', 'Dr Bernard NOËL']));
    expect(codeOf(await put([archived(foreign.manifest.envelopeId)]))).toBe('envelope.not-found');
    const folder = { kind: 'folder', id: randomUUID(), value: { name: 'À moi', parentId: null } };
    expect(codeOf(await put([folder]))).toBe('auth.forbidden');
  });

  it('shows folders and where envelopes are, and neither models nor searches of the owner’s', async () => {
    const items = [
      { kind: 'folder', id: randomUUID(), value: { name: 'Biologie', parentId: null } },
      { kind: 'saved-search', id: randomUUID(), value: { name: 'Privée', text: 'de:paul' } },
    ];
    const changes = items.map((item) => ({ item, changedAt: instant(now()) }));
    expect((await bernard.call('PUT', '/v1/account/items', { body: { changes } })).status).toBe(200);
    await delegated(['titles']);
    const { json } = await sophie.call<SyncPage>('GET', '/v1/sync?limit=1000');
    const kinds = new Set(json.changes.flatMap((one) => (one.type === 'item' ? [one.item.kind] : [])));
    expect(kinds.has('folder')).toBe(true);
    expect(kinds.has('saved-search')).toBe(false);
  });
});

describe('a letter in the owner’s name', () => {
  it('comes from the owner, by the delegate, signed by the delegate’s hand, and the seal says all three', async () => {
    const question = await received();
    await delegated(['answer']);
    const letter = await onBehalf([addressOf('claire.martin')], { inReplyTo: question });
    const answer = await deposit(sophie, letter);
    expect(answer.status, answer.bytes.toString()).toBe(200);
    const { record, seal } = answer.json;
    expect(record.sender.familyName).toBe('Noël');
    const statement = SealStatement.parse(JSON.parse(seal.statement));
    expect(statement).toMatchObject({
      sender: { address: addressOf('bernard.noel') },
      delegate: { address: addressOf('sophie.blanc'), name: 'Mme Sophie BLANC' },
    });
    expect(statement.signature?.nationalId).toBe(statement.delegate?.nationalId);
    expect((await eventsOf(record.id)).map(who)[0]).toEqual(['deposited', 'Mme Sophie BLANC', 'Dr Bernard NOËL']);
    expect((await eventsOf(question)).map(who).at(-1)).toEqual(['answered', 'Mme Sophie BLANC', 'Dr Bernard NOËL']);
    const { json } = await bernard.call<SyncPage>('GET', '/v1/sync?limit=1000');
    expect(
      json.changes.some((one) => one.type === 'envelope' && one.record.id === record.id && one.box === 'sent'),
    ).toBe(true);
  });

  it('is refused without a Sender, with another one, under the owner’s signature, or in the delegate’s own name', async () => {
    await delegated(['send']);
    const to = [addressOf('claire.martin')];
    const from = { name: '', address: addressOf('bernard.noel') };
    const letters = {
      'envelope.differs-from-manifest': [
        await writeLetter(sophie, { to, headers: { from } }),
        await onBehalf(to, { headers: { sender: from } }),
        await onBehalf(to, { headers: { from: { name: '', address: sophie.address } } }),
      ],
      'envelope.signer-not-sender': [await onBehalf(to, { signer: cardSigner(bernard.card) })],
    };
    for (const [code, some] of Object.entries(letters)) {
      for (const letter of some) expect(codeOf(await deposit(sophie, letter))).toBe(code);
    }
    // And nobody writes in another's name on the own mailbox.
    sophie.mailboxId = null;
    expect(codeOf(await deposit(sophie, await onBehalf(to)))).toBe('envelope.differs-from-manifest');
    expect((await deposit(claire, await writeLetter(claire, { to: [addressOf('paul.leroy')] }))).status).toBe(200);
  });

  it('goes, for who may answer alone, to those of the answered envelope and nobody else', async () => {
    const question = await received({ cc: [addressOf('anne.roux')] });
    await delegated(['answer']);
    const both = await onBehalf([addressOf('claire.martin'), addressOf('anne.roux')], { inReplyTo: question });
    expect((await deposit(sophie, both)).status).toBe(200);
    const further = await onBehalf([addressOf('claire.martin'), addressOf('paul.leroy')], { inReplyTo: question });
    expect(codeOf(await deposit(sophie, further))).toBe('delegation.scope-missing');
    expect(codeOf(await deposit(sophie, await onBehalf([addressOf('claire.martin')])))).toBe(
      'delegation.scope-missing',
    );
  });

  it('counts the rights of both: what the delegate may not write to, no delegation opens', async () => {
    await delegated(['send']);
    const [model] = await operator.stores.directory.byAddresses([addressOf('paul.leroy')]);
    if (!model) throw new Error('nobody to model an entry on');
    const outside = { ...model, id: randomUUID() as typeof model.id, accountId: null };
    const address = 'quelquun@autre.mssante.example' as typeof model.address;
    await operator.stores.directory.put([{ ...outside, address, recipientKind: 'mssante' }]);
    const answer = await deposit(sophie, await onBehalf([address]));
    // Sophie's profile is an administrative one.
    expect(answer.error).toMatchObject({ code: 'recipient.not-allowed', details: { needs: 'health-profile' } });
  });

  it('is its uploader’s while it arrives: neither owner nor own mailbox sees it, and it is sealed in nobody else’s name', async () => {
    await delegated(['send']);
    const letter = await onBehalf([addressOf('claire.martin')]);
    const path = `/v1/uploads/${letter.manifest.envelopeId}`;
    expect((await sophie.call('POST', '/v1/uploads', { body: letter.manifest })).status).toBe(200);
    expect(codeOf(await bernard.call('GET', path))).toBe('upload.not-found');
    sophie.mailboxId = null;
    for (const method of ['GET', 'DELETE'] as const) await sophie.call(method, path);
    expect(codeOf(await sophie.call('GET', path))).toBe('upload.not-found');
    expect(codeOf(await sophie.call('POST', '/v1/uploads', { body: letter.manifest }))).toBe('envelope.conflict');
    sophie.mailboxId = idOf(bernard);
    expect((await deposit(sophie, letter)).status).toBe(200);
  });

  it('is not sealed once the delegation ended while it was on its way', async () => {
    const { id } = await delegated(['send']);
    const letter = await onBehalf([addressOf('claire.martin')]);
    await sophie.call('POST', '/v1/uploads', { body: letter.manifest });
    const path = `/v1/uploads/${letter.manifest.envelopeId}`;
    await sophie.call('PATCH', path, { bytes: letter.bytes, headers: { 'upload-offset': '0' } });
    await end(bernard, id);
    expect(codeOf(await sophie.call('POST', `${path}/commit`, { body: {} }))).toBe('delegation.not-in-force');
    expect(await operator.stores.envelopes.find(letter.manifest.envelopeId)).toBeNull();
  });
});

describe('the end of a delegation', () => {
  it('refuses the very next request, whichever side ended it', async () => {
    const id = await received();
    for (const by of [bernard, sophie]) {
      const delegation = await delegated(['open']);
      expect((await sophie.call('GET', `/v1/envelopes/${id}/message`)).status).toBe(200);
      sophie.mailboxId = null;
      await end(by, delegation.id);
      sophie.mailboxId = idOf(bernard);
      for (const path of [
        `/v1/envelopes/${id}/message`,
        `/v1/envelopes/${id}/events`,
        '/v1/sync',
        '/v1/mailbox/lease',
      ]) {
        expect(codeOf(await sophie.call('GET', path)), path).toBe('delegation.not-in-force');
      }
      sophie.mailboxId = null;
    }
  });

  it('breaks off a download under way and the connection that waits for changes', async () => {
    const id = await received({ attachments: [attachment('film.bin', 24 * 1_048_576)] });
    const delegation = await delegated(['open']);
    const waiting = await openAnswer(operator, sophie, '/v1/sync/stream');
    const download = await openAnswer(operator, sophie, `/v1/envelopes/${id}/message`);
    download.pause();
    await end(bernard, delegation.id);
    download.resume();
    await expect.poll(download.ended).toBe(true);
    expect(download.broken()).toBe(true);
    const sizeBytes = (await operator.stores.envelopes.find(id))?.sizeBytes ?? 0;
    expect(download.bytes()).toBeLessThan(sizeBytes);
    await expect.poll(waiting.ended).toBe(true);
    expect(waiting.heard()).toContain('event: ended');
  });

  it('comes by the operator’s clock, for a period that is over or has not begun', async () => {
    const planned = await grant(bernard, sophie, ['open'], {
      from: instant(now() + HOUR_MS),
      until: instant(now() + 3 * HOUR_MS),
    });
    await act(sophie, planned.id, 'accept');
    sophie.mailboxId = idOf(bernard);
    expect(codeOf(await sophie.call('GET', '/v1/sync'))).toBe('delegation.not-in-force');
    const lateness = operator.clock.offsetMs;
    try {
      operator.clock.offsetMs += 2 * HOUR_MS;
      const later = await operator.signedIn('sophie-blanc');
      later.mailboxId = idOf(bernard);
      expect((await later.call('GET', '/v1/sync')).status).toBe(200);
      operator.clock.offsetMs += 2 * HOUR_MS;
      const over = await operator.signedIn('sophie-blanc');
      over.mailboxId = idOf(bernard);
      expect(codeOf(await over.call('GET', '/v1/sync'))).toBe('delegation.not-in-force');
      over.mailboxId = null;
      expect(codeOf(await end(over, planned.id))).toBe('delegation.settled');
    } finally {
      operator.clock.offsetMs = lateness;
    }
  });

  it.each([
    [
      'the owner is suspended',
      "UPDATE accounts SET suspended = 1 WHERE address = 'bernard.noel@demo.medimail.example'",
    ],
    ['the owner is closed', "UPDATE accounts SET closed = 1 WHERE address = 'bernard.noel@demo.medimail.example'"],
    [
      'the owner is not certified any more',
      "UPDATE accounts SET card = json_set(card, '$.certified', json('false')) WHERE address = 'bernard.noel@demo.medimail.example'",
    ],
    [
      'the delegate is not certified any more',
      "UPDATE accounts SET card = json_set(card, '$.certified', json('false')) WHERE address = 'sophie.blanc@demo.medimail.example'",
    ],
  ])('is not needed when %s', async (_what, change) => {
    await delegated(['open']);
    const run = (sql: string) => tamper(operator.dataFolder, (database) => database.exec(sql), 'with triggers');
    try {
      run(change);
      expect(codeOf(await sophie.call('GET', '/v1/sync'))).toBe('delegation.not-in-force');
    } finally {
      run("UPDATE accounts SET suspended = 0, closed = 0 WHERE address LIKE 'bernard.noel@%'");
      run(
        "UPDATE accounts SET card = json_set(card, '$.certified', json('true')) WHERE address LIKE 'bernard.noel@%' OR address LIKE 'sophie.blanc@%'",
      );
    }
    expect((await sophie.call('GET', '/v1/sync')).status).toBe(200);
  });

  it('is not needed when the delegate is suspended: no session of theirs opens anything', async () => {
    await delegated(['open']);
    const suspend = (value: 0 | 1) =>
      tamper(
        operator.dataFolder,
        (database) =>
          database.prepare('UPDATE accounts SET suspended = ? WHERE address = ?').run(value, addressOf('sophie.blanc')),
        'with triggers',
      );
    suspend(1);
    expect(codeOf(await sophie.call('GET', '/v1/sync'))).toBe('auth.account-suspended');
    suspend(0);
  });
});

describe('the lease of a mailbox', () => {
  it('lasts twelve hours or what is left, is the same while nothing changes, and another after an end', async () => {
    const first = await delegated(['open']);
    const lease = async () => (await sophie.call<MailboxLease>('GET', '/v1/mailbox/lease')).json;
    const one = await lease();
    expect(Buffer.from(one.key, 'base64')).toHaveLength(32);
    expect(Date.parse(one.expiresAt) - now()).toBeLessThanOrEqual(12 * 3_600_000);
    expect((await lease()).key).toBe(one.key);
    sophie.mailboxId = null;
    await end(bernard, first.id);
    await delegated(['open'], { until: instant(now() + 3_600_000) });
    const other = await lease();
    expect(other.key).not.toBe(one.key);
    expect(Date.parse(other.expiresAt) - now()).toBeLessThanOrEqual(3_600_000);
  });

  it('opens with the same key under a delegation that follows, granted before or after the other ran out', async () => {
    const day = instant(now() + DAY_MS);
    await delegated(['open', 'send'], { until: day });
    const { key } = (await sophie.call<MailboxLease>('GET', '/v1/mailbox/lease')).json;
    const next = await grant(bernard, sophie, ['open', 'send'], { from: day, until: instant(now() + 2 * DAY_MS) });
    sophie.mailboxId = null;
    expect((await act(sophie, next.id, 'accept')).status).toBe(200);
    operator.clock.offsetMs += DAY_MS + HOUR_MS;
    try {
      const later = await operator.signedIn('sophie-blanc');
      later.mailboxId = idOf(bernard);
      expect((await later.call<MailboxLease>('GET', '/v1/mailbox/lease')).json.key).toBe(key);
    } finally {
      operator.clock.offsetMs -= DAY_MS + HOUR_MS;
    }
  });

  it('is of no mailbox of one’s own', async () => {
    expect(codeOf(await bernard.call('GET', '/v1/mailbox/lease'))).toBe('auth.forbidden');
  });
});
