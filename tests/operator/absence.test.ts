/** Absences: what those who write meanwhile are told, by the operator and once each, and what is handed over to a delegate. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { AbsenceAnswer, AbsenceState, AbsentRecipient } from '../../contract/model/absence.ts';
import type { Delegation, DelegationOverview, DelegationScope } from '../../contract/model/delegation.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { forgetAbsenceTexts } from '../../operator/services/absences.ts';
import { composeMail } from '../../operator/services/compose-mail.ts';
import type { MailAct, QueuedMail } from '../../operator/services/ports/mail.ts';
import { toMail } from '../../operator/store/sql/mail-rows.ts';
import { deposit, type LetterOptions, writeLetter } from './support/letter.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Answer, Workstation } from './support/workstation.ts';

const DAY_MS = 86_400_000;
const addressOf = (name: string) => `${name}@demo.medimail.example`;
const TEXT = 'Je suis en congé.\nPour M. Durand, voir le secrétariat.';

let operator: TestOperator;
/** Is absent. */
let bernard: Workstation;
/** Acts for Bernard. */
let sophie: Workstation;
/** Writes to Bernard. */
let claire: Workstation;
let paul: Workstation;

const idOf = (workstation: Workstation) => workstation.tokens?.account.accountId ?? '';
const now = () => Date.now() + operator.clock.offsetMs;
const instant = (ms: number) => new Date(ms).toISOString();
const codeOf = (answer: Answer) => (answer.status < 400 ? 'done' : answer.error.code);

const statement = (changes: object = {}) => ({
  id: randomUUID(),
  from: instant(now() - 1000),
  until: instant(now() + 7 * DAY_MS),
  text: TEXT,
  delegateId: null,
  ...changes,
});
const state = (by: Workstation, changes: object = {}) =>
  by.call<AbsenceState>('PUT', '/v1/absence', { body: statement(changes) });

async function absent(by: Workstation, changes: object = {}): Promise<AbsenceState> {
  const answer = await state(by, changes);
  expect(answer.status, answer.bytes.toString()).toBe(200);
  return answer.json;
}

async function write(by: Workstation, to: readonly string[], options: Partial<LetterOptions> = {}): Promise<string> {
  const letter = await writeLetter(by, { to: to.map(addressOf), ...options });
  const sealed = await deposit(by, letter);
  expect(sealed.status, sealed.bytes.toString()).toBe(200);
  return letter.manifest.envelopeId;
}

async function delegated(scopes: readonly DelegationScope[], changes: object = {}, by = bernard): Promise<string> {
  const offer = { id: randomUUID(), delegateId: idOf(sophie), scopes, reason: 'Congés', ...changes };
  const period = { from: instant(now() - 1000), until: instant(now() + 30 * DAY_MS) };
  const { json } = await by.call<Delegation>('POST', '/v1/delegations', { body: { ...period, ...offer } });
  expect((await sophie.call('POST', `/v1/delegations/${json.id}/accept`, { body: {} })).status).toBe(200);
  return json.id;
}

/** The operator's clock goes on, and everybody's with it. */
async function pass(ms: number): Promise<void> {
  operator.clock.offsetMs += ms;
  for (const one of [bernard, sophie, claire, paul]) {
    one.offsetMs = operator.clock.offsetMs;
    await one.signIn();
  }
}

async function answersIn(envelopeId: string): Promise<EnvelopeEvent[]> {
  return (await operator.stores.envelopes.events(envelopeId)).filter(({ kind }) => kind === 'absence-answered');
}
const isAnswered = async (envelopeId: string) => (await answersIn(envelopeId)).length > 0;

/** Everything that an account's feed tells of absences. */
async function told(by: Workstation): Promise<AbsenceAnswer[]> {
  const answers: AbsenceAnswer[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await by.call<SyncPage>('GET', `/v1/sync?limit=500${cursor}`);
    answers.push(...json.changes.flatMap((change) => (change.type === 'absence' ? [change.answer] : [])));
    if (!json.more) return answers;
    cursor = `&cursor=${encodeURIComponent(json.cursor)}`;
  }
}

/** The mails of an act, as they would leave now; null where none would. */
async function mailsOf(envelopeId: string, act: MailAct) {
  const { stores } = operator;
  const parts = {
    ...{ ...stores, clock: () => new Date(now()), operatorName: 'Opérateur d’essai', invitationLinks: null },
    mailPolicy: { titles: true, supportAddress: 'aide@essai.example', readerUrl: 'https://lecture.essai.example/' },
  };
  let due: QueuedMail[] = [];
  tamper(
    operator.dataFolder,
    (database) => {
      const rows = database.prepare('SELECT * FROM mails WHERE envelope_id = ? AND act = ?').all(envelopeId, act);
      due = rows.map((row) => toMail(row as Parameters<typeof toMail>[0]));
    },
    'with triggers',
  );
  return Promise.all(due.map((mail) => composeMail(parts, mail)));
}

beforeAll(async () => {
  operator = await startTestOperator();
  bernard = await operator.signedIn('bernard-noel');
  sophie = await operator.signedIn('sophie-blanc');
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
});
afterAll(() => operator.close());
afterEach(async () => {
  sophie.mailboxId = null;
  for (const one of [bernard, claire]) await one.call('DELETE', '/v1/absence');
  const { json } = await bernard.call<DelegationOverview>('GET', '/v1/delegations');
  for (const { id, state: at } of json.given)
    if (at === 'accepted') await bernard.call('DELETE', `/v1/delegations/${id}`);
});

describe('whoever writes to somebody absent', () => {
  it('is told once in each absence, by the operator and not by a letter, and reads it in the feed alone', async () => {
    const { absence } = await absent(bernard);
    const first = await write(claire, ['bernard.noel', 'anne.roux']);
    const second = await write(claire, ['bernard.noel']);
    const operatorItself = { accountId: null, name: 'Opérateur d’essai' };
    const onBehalfOf = { accountId: idOf(bernard), name: 'Dr Bernard NOËL' };
    expect(await answersIn(first)).toMatchObject([
      { actor: operatorItself, onBehalfOf, recipient: addressOf('bernard.noel') },
    ]);
    expect(await answersIn(second)).toEqual([]);
    const mine = (await told(claire)).filter(({ envelopeId }) => envelopeId === first);
    expect(mine).toEqual([
      {
        ...{ envelopeId: first, recipient: addressOf('bernard.noel'), text: TEXT, delegate: null },
        ...{ from: absence?.from, until: absence?.until },
      },
    ]);
    // The owner and the other recipients see in the history that it was answered, and no word of it.
    expect(await told(bernard)).toEqual([]);
    expect(await told(await operator.signedIn('anne-roux'))).toEqual([]);
    expect((await bernard.call<AbsenceState>('GET', '/v1/absence')).json.absence?.answered).toBe(1);
    // Another absence says something else: it is told anew.
    await absent(bernard, { text: 'Je reviens plus tard que prévu.' });
    expect(await isAnswered(await write(claire, ['bernard.noel']))).toBe(true);
  });

  it('is told only while it lasts: not before, not after its end, not after the return', async () => {
    await absent(bernard, { from: instant(now() + DAY_MS), until: instant(now() + 2 * DAY_MS) });
    const before = await write(claire, ['bernard.noel']);
    await pass(1.5 * DAY_MS);
    const during = await write(claire, ['bernard.noel']);
    await pass(DAY_MS);
    const after = await write(paul, ['bernard.noel']);
    expect((await bernard.call<AbsenceState>('GET', '/v1/absence')).json.absence).toBeNull();
    await absent(bernard);
    const { json } = await bernard.call<AbsenceState>('DELETE', '/v1/absence');
    expect(json.absence).toBeNull();
    const back = await write(paul, ['bernard.noel']);
    expect(await Promise.all([before, during, after, back].map(isAnswered))).toEqual([false, true, false, false]);
  });

  it('answers nothing by being absent too: an answer is no letter that could be answered', async () => {
    await absent(bernard);
    await absent(claire);
    const id = await write(claire, ['bernard.noel', 'claire.martin']);
    // One answer, to Claire; none for what she wrote to herself.
    expect(await answersIn(id)).toHaveLength(1);
    expect((await bernard.call<AbsenceState>('GET', '/v1/absence')).json.absence?.answered).toBe(1);
    expect((await claire.call<AbsenceState>('GET', '/v1/absence')).json.absence?.answered).toBe(0);
  });

  it('is mailed that it is so and until when, without what the absent person says, unless mails of openings are unwanted', async () => {
    await absent(bernard);
    const id = await write(claire, ['bernard.noel'], { subject: 'M. Durand' });
    const [mail] = await mailsOf(id, 'absence-answered');
    expect(mail?.subject).toMatch(/^\[MEDIMAIL\u00a0: Absence\] Absence de Dr Bernard NOËL jusqu’au /);
    expect(`${mail?.subject}${mail?.text}`).not.toMatch(/Durand|congé/);
    const { channels } = defaultNotificationPreferences;
    const silent = { ...defaultNotificationPreferences, channels: { ...channels, opening: 'none' as const } };
    await operator.stores.preferences.put(idOf(claire), silent);
    expect(await mailsOf(id, 'absence-answered')).toEqual([null]);
    await operator.stores.preferences.put(idOf(claire), defaultNotificationPreferences);
    // Once the person is back, the mail would say what is no more true.
    await bernard.call('DELETE', '/v1/absence');
    expect(await mailsOf(id, 'absence-answered')).toEqual([null]);
  });

  it('learns it before writing, until when and who acts; nothing of whoever is not absent or does not exist', async () => {
    await delegated(['open']);
    const { absence } = await absent(bernard, { delegateId: idOf(sophie) });
    const body = { addresses: ['bernard.noel', 'paul.leroy', 'nobody'].map(addressOf) };
    const { json } = await claire.call<{ absent: AbsentRecipient[] }>('POST', '/v1/absences/search', { body });
    const person = { address: addressOf('bernard.noel'), until: absence?.until, delegate: 'Mme Sophie BLANC' };
    expect(json.absent).toEqual([person]);
  });

  it('finds the text forgotten with the content of what it answered', async () => {
    await absent(bernard);
    const id = await write(paul, ['bernard.noel']);
    const texts = async () => (await told(paul)).filter(({ envelopeId }) => envelopeId === id);
    const at = (days: number) => ({ absences: operator.stores.absences, clock: () => new Date(now() + days * DAY_MS) });
    await forgetAbsenceTexts(at(98));
    expect(await texts()).toHaveLength(1);
    await forgetAbsenceTexts(at(101));
    expect(await texts()).toEqual([]);
  });
});

describe('an absence', () => {
  it.each([
    ['period-backwards', () => ({ until: instant(now() - 2000) })],
    ['period-over', () => ({ from: instant(now() - DAY_MS), until: instant(now() - 1) })],
    ['period-too-long', () => ({ until: instant(now() + 5_000 * DAY_MS) })],
    ['delegate-may-not-open', () => ({ delegateId: idOf(sophie) })],
    ['delegate-may-not-open', () => ({ delegateId: randomUUID() })],
  ])('is refused for its %s, and what was stated before stays', async (reason, changes) => {
    const { absence } = await absent(bernard);
    const refused = await state(bernard, changes());
    expect([codeOf(refused), refused.error.details]).toMatchObject(['absence.refused', { reason }]);
    expect((await bernard.call<AbsenceState>('GET', '/v1/absence')).json.absence?.id).toBe(absence?.id);
  });

  it('is one however often it is stated, its id is nobody else’s, and its text is of lines alone', async () => {
    const body = statement();
    await bernard.call('PUT', '/v1/absence', { body });
    const again = await bernard.call<AbsenceState>('PUT', '/v1/absence', { body: { ...body, text: 'Autre chose' } });
    expect(again.json.absence).toMatchObject({ id: body.id, text: TEXT });
    expect(codeOf(await claire.call('PUT', '/v1/absence', { body }))).toBe('request.invalid');
    expect((await claire.call<AbsenceState>('GET', '/v1/absence')).json.absence).toBeNull();
    for (const text of ['', ' ', 'a\u0000b', 'a\ud800', 'x'.repeat(1_001)])
      expect(codeOf(await state(claire, { text }))).toBe('request.invalid');
  });

  it('is the owner’s alone to see, state and end, whatever a delegation allows', async () => {
    await delegated(['open', 'answer', 'file', 'send']);
    await absent(bernard);
    sophie.mailboxId = idOf(bernard);
    const tries = [
      await state(sophie),
      await sophie.call('GET', '/v1/absence'),
      await sophie.call('DELETE', '/v1/absence'),
    ];
    expect(tries.map(codeOf)).toEqual(['auth.forbidden', 'auth.forbidden', 'auth.forbidden']);
    sophie.mailboxId = null;
    expect((await sophie.call<AbsenceState>('GET', '/v1/absence')).json.absence).toBeNull();
    expect((await sophie.call<AbsenceState>('DELETE', '/v1/absence')).status).toBe(200);
    expect((await bernard.call<AbsenceState>('GET', '/v1/absence')).json.absence?.text).toBe(TEXT);
  });
});

describe('a delegate of whoever wrote', () => {
  it('reads what an absent recipient says where letters may be opened, and not with titles alone', async () => {
    await absent(bernard);
    await write(paul, ['bernard.noel']);
    const [said] = await told(paul);
    expect(said?.text).toBe(TEXT);
    for (const scopes of [['open'], ['titles']] as const) {
      const id = await delegated(scopes, {}, paul);
      sophie.mailboxId = idOf(paul);
      expect(await told(sophie)).toEqual(scopes[0] === 'open' ? [said] : []);
      sophie.mailboxId = null;
      expect((await paul.call('DELETE', `/v1/delegations/${id}`)).status).toBe(200);
    }
  });
});

describe('the delegate whom an absent owner named', () => {
  const handedOver = async () =>
    (await sophie.call<DelegationOverview>('GET', '/v1/delegations')).json.mailboxes[0]?.handedOver ?? null;

  it('is told of what arrives meanwhile, and no more once the owner is back or the delegation has ended', async () => {
    const delegation = await delegated(['open']);
    await write(claire, ['bernard.noel']);
    await pass(60_000);
    await absent(bernard, { delegateId: idOf(sophie) });
    expect(await handedOver()).toMatchObject({ arrived: 0 });
    const id = await write(claire, ['bernard.noel']);
    expect(await handedOver()).toMatchObject({ arrived: 1 });
    const [mail] = await mailsOf(id, 'handed-over');
    expect(mail?.subject).toBe(
      '[MEDIMAIL\u00a0: Délégation] Dr Claire MARTIN a écrit à Dr Bernard NOËL, que vous remplacez',
    );
    expect((await told(claire)).at(-1)).toMatchObject({ delegate: 'Mme Sophie BLANC' });
    await bernard.call('DELETE', `/v1/delegations/${delegation}`);
    expect([await handedOver(), await mailsOf(id, 'handed-over')]).toEqual([null, [null]]);
    const { json } = await bernard.call<AbsenceState>('GET', '/v1/absence');
    expect(json.absence).toMatchObject({ delegateMayAct: false, delegate: { familyName: 'Blanc' } });
    // Nobody is told any more that she acts.
    const later = await write(paul, ['bernard.noel']);
    expect((await told(paul)).find(({ envelopeId }) => envelopeId === later)).toMatchObject({ delegate: null });
  });

  it('must be allowed to open: whoever may see titles alone cannot act', async () => {
    await delegated(['titles']);
    expect(codeOf(await state(bernard, { delegateId: idOf(sophie) }))).toBe('absence.refused');
    expect(await handedOver()).toBeNull();
  });

  it('may be one whose delegation begins with the absence, and is told nothing of what she wrote herself', async () => {
    const from = instant(now() + DAY_MS);
    await delegated(['open', 'send'], { from });
    await absent(bernard, { from, until: instant(now() + 3 * DAY_MS), delegateId: idOf(sophie) });
    expect(await handedOver()).toBeNull();
    await pass(2 * DAY_MS);
    expect(await handedOver()).not.toBeNull();
    expect(await mailsOf(await write(sophie, ['bernard.noel']), 'handed-over')).toEqual([]);
  });
});
