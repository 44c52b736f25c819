/** Acting on somebody else's mailbox from a workstation: a copy of its own, gone with the right to it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DelegationId, type DelegationScope } from '../../contract/model/delegation.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { openOrganisationMailbox } from './support/organisation.ts';
import {
  arrived,
  demoAddress,
  openStage,
  outboxEmpty,
  type Stage,
  sendLetter,
  synced,
  type Workstation,
  writeDraft,
} from './support/stage.ts';

const SECRET = 'SECRET-DU-PATIENT-7Q4Z';

let stage: Stage;
let bernard: Workstation;
let sophie: Workstation;
let claire: Workstation;
let ownerId: AccountId;
let delegateId: AccountId;

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

/** Bernard grants, Sophie accepts. */
async function delegated(scopes: DelegationScope[], until = inAWeek()): Promise<DelegationId> {
  const id = DelegationId.parse(crypto.randomUUID());
  const from = new Date(Date.now() - 1000).toISOString();
  await bernard.session.delegation.grant({ id, delegateId, scopes, from, until, reason: 'Secrétariat' });
  await sophie.session.delegation.accept({ delegationId: id });
  return id;
}

async function endAll(): Promise<void> {
  const { given } = await bernard.session.delegation.overview({});
  for (const { id, state } of given) {
    if (state === 'accepted' || state === 'offered') await bernard.session.delegation.end({ delegationId: id });
  }
}

const folderOf = ({ accountsFolder }: Workstation): string | null => {
  for (const name of readdirSync(accountsFolder)) {
    const folder = join(accountsFolder, name, 'delegated', ownerId);
    if (existsSync(folder)) return folder;
  }
  return null;
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const rowsOf = async (session: SessionDriver, box: 'received' | 'sent' = 'received') =>
  (await session.mailbox.rows({ box, filter: 'all', offset: 0, limit: 200 })).rows;

/** The envelope is in the list; a delegate's workstation does not fetch it by itself. */
const listed = (session: SessionDriver, id: string, box: 'received' | 'sent' = 'received') =>
  eventually(async () => (await rowsOf(session, box)).find((row) => row.id === id) ?? null);

beforeAll(async () => {
  stage = await openStage();
  [bernard, sophie, claire] = await Promise.all([
    stage.signedIn('bernard-noel'),
    stage.signedIn('sophie-blanc'),
    stage.signedIn('claire-martin'),
  ]);
  ownerId = (await bernard.session.settings.identity({})).account.accountId;
  delegateId = (await sophie.session.settings.identity({})).account.accountId;
  await Promise.all([bernard, sophie, claire].map(({ session }) => synced(session)));
}, 120_000);
afterEach(async () => {
  await sophie.session.delegation.leave({});
  await endAll();
  await sophie.session.delegation.overview({});
});
afterAll(() => stage.close());

describe('somebody else’s mailbox', () => {
  it('is entered, read under one’s own name and left, and the own one is as it was', async () => {
    const id = await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Bilan', text: SECRET });
    await arrived(bernard.session, 'received', id);
    const own = await rowsOf(sophie.session);
    await delegated(['open']);
    const mailbox = await sophie.session.delegation.enter({ ownerId });
    expect(mailbox).toMatchObject({ owner: { familyName: 'Noël' }, scopes: ['titles', 'open'] });
    await listed(sophie.session, id);
    const view = await sophie.session.mailbox.open({ envelopeId: id });
    expect(view.content?.text).toContain(SECRET);
    await sophie.session.mailbox.displayed({ envelopeId: id });
    const opening = await eventually(async () => {
      const { events } = await bernard.session.mailbox.open({ envelopeId: id });
      return events.find(({ kind }) => kind === 'opened-by-delegate') ?? null;
    });
    expect([opening.actor.name, opening.onBehalfOf?.name]).toEqual(['Mme Sophie BLANC', 'Dr Bernard NOËL']);
    await sophie.session.delegation.leave({});
    expect(await rowsOf(sophie.session)).toEqual(own);
    await expect(sophie.session.mailbox.open({ envelopeId: id })).rejects.toThrow('envelope.not-found');
  }, 60_000);

  it('has its own copy here, which holds nothing in clear and fetches only what is opened', async () => {
    const [read, unread] = [
      await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Lue', text: SECRET }),
      await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Non lue', text: SECRET }),
    ];
    await arrived(bernard.session, 'received', unread);
    await delegated(['open']);
    await sophie.session.delegation.enter({ ownerId });
    await listed(sophie.session, read);
    await listed(sophie.session, unread);
    await sophie.session.mailbox.open({ envelopeId: read });
    const rows = await rowsOf(sophie.session);
    expect(rows.find((row) => row.id === read)?.offline).toBe(true);
    expect(rows.find((row) => row.id === unread)?.offline).toBe(false);
    const folder = folderOf(sophie);
    if (folder === null) throw new Error('no folder of its own');
    const files = filesBelow(folder);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const word of [SECRET, 'Bilan', 'NOËL']) expect(bytes.includes(word), file).toBe(false);
    }
  }, 60_000);

  it('shows lists alone to who may see no more, and says why an envelope stays closed', async () => {
    const id = await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Titre seul', text: SECRET });
    await arrived(bernard.session, 'received', id);
    await delegated(['titles']);
    await sophie.session.delegation.enter({ ownerId });
    expect((await listed(sophie.session, id)).subject).toBe('Titre seul');
    await expect(sophie.session.mailbox.open({ envelopeId: id })).rejects.toThrow('delegation.scope-missing');
  }, 60_000);

  it('cannot be entered without a delegation, and the own one stays in view', async () => {
    await expect(sophie.session.delegation.enter({ ownerId })).rejects.toThrow('delegation.not-in-force');
    expect((await sophie.session.settings.identity({})).account.familyName).toBe('Blanc');
    expect((await sophie.session.sync.state({})).connection).toBe('online');
  }, 30_000);
});

describe('a mailbox of a structure', () => {
  it('is entered by each of its holders, who make its folders together and answer in its name', async () => {
    const address = EmailAddress.parse('secretariat@deux-rives.example');
    const julie = await stage.signedIn('julie-lambert');
    const organisationId = await openOrganisationMailbox(join(stage.folder, 'operator'), {
      ...{ name: 'Secrétariat de cardiologie', address },
      holders: [demoAddress('sophie.blanc'), demoAddress('julie.lambert')],
    });
    const question = await sendLetter(claire.session, { to: address, subject: 'Rendez-vous', text: SECRET });
    for (const { session } of [sophie, julie]) {
      const { mailboxes } = await session.delegation.overview({});
      expect(mailboxes.map(({ owner }) => owner.familyName)).toContain('Secrétariat de cardiologie');
      await session.delegation.enter({ ownerId: organisationId });
      await listed(session, question);
    }
    const { folderId } = await sophie.session.folder.create({ name: 'À rappeler', parentId: null });
    await sophie.session.mailbox.file({ filings: [{ envelopeId: question, place: folderId }] });
    const seen = await eventually(async () => {
      const { folders } = await julie.session.folder.list({});
      return folders.find((folder) => folder.id === folderId) ?? null;
    });
    expect(seen.name).toBe('À rappeler');
    const id = await sendLetter(julie.session, {
      to: 'claire.martin',
      subject: 'Re : Rendez-vous',
      inReplyTo: question,
    });
    await arrived(claire.session, 'received', id);
    const view = await claire.session.mailbox.open({ envelopeId: id });
    expect(view.record.sender).toMatchObject({ kind: 'organisation', familyName: 'Secrétariat de cardiologie' });
    expect(view.events[0]).toMatchObject({ onBehalfOf: { name: 'Secrétariat de cardiologie' } });
    const { received } = await julie.session.delegation.overview({});
    const held = received.find(({ owner }) => owner.accountId === organisationId);
    if (!held) throw new Error('not held');
    await julie.session.delegation.end({ delegationId: held.id });
    await expect(julie.session.delegation.enter({ ownerId: organisationId })).rejects.toThrow(
      'delegation.not-in-force',
    );
    await julie.session.kill();
  }, 90_000);
});

describe('a letter in the owner’s name', () => {
  it('is signed by the delegate, comes from the owner, and leaves although one has gone back', async () => {
    const question = await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Question' });
    await arrived(bernard.session, 'received', question);
    await delegated(['answer', 'send']);
    await sophie.session.delegation.enter({ ownerId });
    await listed(sophie.session, question);
    const id = await sendLetter(sophie.session, {
      to: 'claire.martin',
      subject: 'Re : Question',
      inReplyTo: question,
    });
    await sophie.session.delegation.leave({});
    await arrived(claire.session, 'received', id);
    const view = await claire.session.mailbox.open({ envelopeId: id });
    expect(view.record.sender.familyName).toBe('Noël');
    expect(view.signature).toMatchObject({ state: 'valid', signer: { familyName: expect.stringMatching(/blanc/i) } });
    expect(view.events[0]).toMatchObject({
      kind: 'deposited',
      actor: { name: 'Mme Sophie BLANC' },
      onBehalfOf: { name: 'Dr Bernard NOËL' },
    });
    expect(await listed(bernard.session, id, 'sent')).toBeTruthy();
    expect((await rowsOf(sophie.session, 'sent')).some((row) => row.id === id)).toBe(false);
  }, 60_000);

  it('stays a draft of that mailbox alone', async () => {
    await delegated(['send']);
    await sophie.session.delegation.enter({ ownerId });
    const draftId = await writeDraft(sophie.session, { to: 'claire.martin', subject: 'Brouillon' });
    await sophie.session.delegation.leave({});
    const own = (await sophie.session.draft.list({})).drafts.map(({ id }) => id);
    expect(own).not.toContain(draftId);
    await sophie.session.delegation.enter({ ownerId });
    expect((await sophie.session.draft.list({})).drafts.map(({ id }) => id)).toEqual([draftId]);
  }, 60_000);

  it('is counted with what waits, for whoever locks or leaves the workstation', async () => {
    await delegated(['send']);
    await sophie.session.delegation.enter({ ownerId });
    const before = sophie.session.of('waiting').at(-1)?.drafts ?? 0;
    await writeDraft(sophie.session, { to: 'claire.martin', subject: 'Compté' });
    await eventually(async () => (sophie.session.of('waiting').at(-1)?.drafts === before + 1 ? true : null));
  }, 60_000);
});

describe('the end of the right', () => {
  it('brings whoever is in the mailbox back to the own one, and leaves nothing of it on the workstation', async () => {
    const id = await sendLetter(claire.session, { to: 'bernard.noel', subject: 'Retiré', text: SECRET });
    await arrived(bernard.session, 'received', id);
    const delegationId = await delegated(['open']);
    await sophie.session.delegation.enter({ ownerId });
    await listed(sophie.session, id);
    expect(folderOf(sophie)).not.toBeNull();
    const closed: unknown[] = [];
    const stop = sophie.session.delegation.on('closed', (payload) => closed.push(payload));
    await bernard.session.delegation.end({ delegationId });
    await eventually(async () => (closed.length > 0 ? true : null), 30_000);
    stop();
    expect(closed).toEqual([{ ownerId }]);
    await eventually(async () => (folderOf(sophie) === null ? true : null));
    expect((await rowsOf(sophie.session)).some((row) => row.id === id)).toBe(false);
    expect((await sophie.session.sync.state({})).connection).toBe('online');
    expect(sophie.session.of('bug')).toEqual([]);
  }, 60_000);

  it('that came while nobody was signed in is found at the next sign-in, and what was kept goes', async () => {
    const delegationId = await delegated(['open']);
    const folder = 'sophie-elsewhere';
    const station = await stage.signedIn('sophie-blanc', { folder });
    await station.session.delegation.enter({ ownerId });
    expect(folderOf(station)).not.toBeNull();
    await station.session.kill();
    await bernard.session.delegation.end({ delegationId });
    const again = await stage.signedIn('sophie-blanc', { folder });
    await again.session.delegation.overview({});
    expect(folderOf(again)).toBeNull();
    await again.session.kill();
  }, 90_000);

  it('leaves what was to leave in the owner’s name until the next sign-in, and then it leaves', async () => {
    await delegated(['send']);
    const folder = 'sophie-later';
    const station = await stage.signedIn('sophie-blanc', { folder, config: { undoSeconds: 600 } });
    await station.session.delegation.enter({ ownerId });
    const id = await sendLetter(station.session, { to: 'claire.martin', subject: 'Parti plus tard' });
    await station.session.kill();
    const again = await stage.signedIn('sophie-blanc', { folder });
    await again.session.delegation.overview({});
    await again.session.delegation.enter({ ownerId });
    const { entries } = await again.session.outbox.list({});
    expect(entries.map((entry) => entry.id)).toEqual([id]);
    await again.session.kill();
    expect(demoAddress('claire.martin')).toContain('@');
    await outboxEmpty(claire.session);
  }, 90_000);
});
