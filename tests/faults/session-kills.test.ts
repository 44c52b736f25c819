/** Both workstations are killed again and again while they write, send, receive and open; nothing is lost or doubled. */
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallError } from '../../contract/ipc/define.ts';
import type { Box, EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import type { DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import { openStage, outboxEmpty, type Stage, synced, writeDraft } from '../session/support/stage.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';

/** For each of the two workstations. */
const KILLS = 80;
const LONGEST_LIFE_MS = 1_500;
const ATTACHMENT_BYTES = 3_000_000;

/** A sequence of numbers that is the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function allRows(session: SessionDriver, box: Box): Promise<EnvelopeRow[]> {
  const rows: EnvelopeRow[] = [];
  for (;;) {
    const page = await session.mailbox.rows({ box, filter: 'all', offset: rows.length, limit: 200 });
    rows.push(...page.rows);
    if (rows.length >= page.total) return rows;
  }
}

describe(`two sessions killed ${KILLS} times each`, () => {
  let stage: Stage;
  let file: string;
  beforeAll(async () => {
    stage = await openStage();
    file = join(stage.folder, 'piece.dcm');
    writeFileSync(file, randomBytes(ATTACHMENT_BYTES));
  }, 120_000);
  afterAll(() => stage.close());

  /** What was acknowledged to the two people. */
  const saved = new Map<DraftId, string>();
  const queued = new Set<EnvelopeId>();
  const displayed = new Set<EnvelopeId>();
  let letters = 0;

  async function writeAndSend(session: SessionDriver): Promise<void> {
    letters += 1;
    const subject = `Lettre ${letters}`;
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject, files: letters % 4 === 0 ? [file] : [] });
    saved.set(draftId, subject);
    await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    queued.add(draftId);
  }

  async function readNewest(session: SessionDriver): Promise<void> {
    const { rows } = await session.mailbox.rows({ box: 'received', filter: 'unopened', offset: 0, limit: 1 });
    const [newest] = rows;
    if (!newest) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return;
    }
    await session.mailbox.open({ envelopeId: newest.id });
    await session.mailbox.displayed({ envelopeId: newest.id });
    displayed.add(newest.id);
  }

  /** Starts, works, is killed at a random instant; every fourth time already while signing in. */
  async function liveAndDie(
    name: 'claire-martin' | 'paul-leroy',
    work: (session: SessionDriver) => Promise<void>,
    random: () => number,
  ): Promise<void> {
    for (let life = 0; life < KILLS; life += 1) {
      const { session } = await stage.workstation(name, { direct: true });
      const killLater = async () => {
        await new Promise((resolve) => setTimeout(resolve, 10 + random() * LONGEST_LIFE_MS));
        await session.kill();
      };
      let end = life % 4 === 0 ? killLater() : null;
      try {
        await session.signIn();
        end ??= killLater();
        for (;;) await work(session);
      } catch (error) {
        if (!(error instanceof CallError && error.code === 'session.ended')) throw error;
      }
      await end;
      await session.exited;
      expect(session.of('bug')).toEqual([]);
    }
  }

  it('lose no envelope, send none twice, miss no event, and start again by themselves', {
    timeout: 600_000,
  }, async () => {
    await Promise.all([
      liveAndDie('claire-martin', writeAndSend, sequence(20_261_123)),
      liveAndDie('paul-leroy', readNewest, sequence(711)),
    ]);
    expect(queued.size).toBeGreaterThan(KILLS / 4);

    const claire = await stage.signedIn('claire-martin');
    await outboxEmpty(claire.session, 60_000);
    await synced(claire.session, 60_000);
    const sent = (await allRows(claire.session, 'sent')).filter(({ id }) => saved.has(id));
    const { drafts } = await claire.session.draft.list({});
    for (const [id, subject] of saved) {
      const places = [...sent, ...drafts].filter((one) => one.id === id);
      expect(places, subject).toHaveLength(1);
      expect(places[0]?.subject).toBe(subject);
    }
    const sentIds = new Set(sent.map(({ id }) => id));
    for (const id of queued) expect(sentIds.has(id)).toBe(true);

    const paul = await stage.signedIn('paul-leroy');
    await eventually(async () => {
      const here = new Set(
        (await allRows(paul.session, 'received')).filter(({ offline }) => offline).map(({ id }) => id),
      );
      return sent.every(({ id }) => here.has(id));
    }, 60_000);
    const received = (await allRows(paul.session, 'received')).filter(({ subject }) => /^Lettre \d+$/.test(subject));
    expect(received.map(({ subject }) => subject).sort()).toEqual(sent.map(({ subject }) => subject).sort());

    for (const { id, attachments } of sent) {
      const { events, seal } = await eventually(async () => {
        const view = await claire.session.mailbox.open({ envelopeId: id });
        const isStated = !displayed.has(id) || view.events.some(({ kind }) => kind === 'opened');
        return isStated ? view : null;
      });
      expect(seal.state).toBe('valid');
      for (const kind of ['deposited', 'sealed', ...(displayed.has(id) ? ['opened'] : [])]) {
        expect(
          events.filter((event) => event.kind === kind),
          kind,
        ).toHaveLength(1);
      }
      if (attachments > 0) {
        const { url } = await paul.session.mailbox.attachmentUrl({ envelopeId: id, index: 0 });
        expect((await paul.session.readStream(url)).bytes).toHaveLength(ATTACHMENT_BYTES);
      }
    }

    // Nothing half written stays behind once a start has swept.
    for (const { accountsFolder, session } of [claire, paul]) {
      const [account = ''] = readdirSync(accountsFolder).filter((name) => /^[0-9a-f]{64}$/.test(name));
      const blobs = readdirSync(join(accountsFolder, account, 'blobs'));
      expect(blobs.filter((name) => name.includes('.'))).toEqual([]);
      expect(session.of('bug')).toEqual([]);
    }
  });
});
