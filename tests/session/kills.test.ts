import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallError } from '../../contract/ipc/define.ts';
import type { DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { openStage, outboxEmpty, type Stage, synced, writeDraft } from './support/stage.ts';

const kills = Number(process.env['MEDIMAIL_KILLS'] ?? '16');

describe('a session killed at random instants', () => {
  let stage: Stage;
  let file: string;
  beforeAll(async () => {
    stage = await openStage();
    file = join(stage.folder, 'piece.dcm');
    writeFileSync(file, randomBytes(3_000_000));
  });
  afterAll(() => stage.close());

  /** What was acknowledged to the user: drafts saved with their subject, and envelopes queued. */
  const saved = new Map<DraftId, string>();
  const queued = new Set<EnvelopeId>();
  let letters = 0;

  async function writeUntilKilled(session: SessionDriver): Promise<void> {
    for (;;) {
      letters += 1;
      const subject = `Lettre ${letters}`;
      const files = letters % 3 === 0 ? [file] : [];
      const draftId = await writeDraft(session, { to: 'paul.leroy', subject, files });
      saved.set(draftId, subject);
      const { envelopeId } = await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
      queued.add(envelopeId);
    }
  }

  it('loses no envelope, sends none twice, and starts again by itself', async () => {
    const paul = await stage.signedIn('paul-leroy');
    for (let round = 0; round < kills; round += 1) {
      const { session } = await stage.workstation('claire-martin');
      const killSoon = async () => {
        await new Promise((resolve) => setTimeout(resolve, randomInt(20, 1_500)));
        await session.kill();
      };
      // Every fourth dies while signing in, the others while they write, send and sync.
      let doomed = round % 4 === 0 ? killSoon() : null;
      try {
        await session.signIn();
        doomed ??= killSoon();
        await writeUntilKilled(session);
      } catch (error) {
        if (!(error instanceof CallError && error.code === 'session.ended')) throw error;
      }
      await doomed;
      await session.exited;
      expect(session.of('bug')).toEqual([]);
    }

    const claire = await stage.signedIn('claire-martin');
    await outboxEmpty(claire.session, 60_000);
    await synced(claire.session, 60_000);
    const rowsOf = async (session: SessionDriver, box: 'received' | 'sent') => {
      const rows = [];
      for (let offset = 0; ; offset += 200) {
        const page = await session.mailbox.rows({ box, filter: 'all', offset, limit: 200 });
        rows.push(...page.rows);
        if (rows.length >= page.total) return rows;
      }
    };
    const sent = (await rowsOf(claire.session, 'sent')).filter(({ id }) => saved.has(id));
    const drafts = (await claire.session.draft.list({})).drafts;
    for (const [id, subject] of saved) {
      const places = [...sent, ...drafts].filter((one) => one.id === id);
      expect(places, subject).toHaveLength(1);
      expect(places[0]?.subject).toBe(subject);
    }
    const sentIds = new Set(sent.map(({ id }) => id));
    for (const id of queued) expect(sentIds.has(id)).toBe(true);

    await eventually(async () => {
      const received = await rowsOf(paul.session, 'received');
      return sent.every(({ id }) => received.some((row) => row.id === id && row.offline));
    }, 60_000);
    const received = (await rowsOf(paul.session, 'received')).filter(({ subject }) => /^Lettre \d+$/.test(subject));
    expect(received.map(({ subject }) => subject).sort()).toEqual(sent.map(({ subject }) => subject).sort());
    for (const { id, attachments } of sent.slice(0, 30)) {
      const { events, seal } = await claire.session.mailbox.open({ envelopeId: id });
      expect(seal.state).toBe('valid');
      for (const kind of ['deposited', 'sealed']) {
        expect(events.filter((event) => event.kind === kind)).toHaveLength(1);
      }
      if (attachments > 0) {
        const { url } = await claire.session.mailbox.attachmentUrl({ envelopeId: id, index: 0 });
        expect((await claire.session.readStream(url)).bytes).toHaveLength(3_000_000);
      }
    }
    expect(queued.size).toBeGreaterThan(0);

    // Nothing half written stays behind once a start has swept.
    const [account = ''] = readdirSync(claire.accountsFolder).filter((name) => /^[0-9a-f]{64}$/.test(name));
    expect(readdirSync(join(claire.accountsFolder, account, 'blobs')).filter((name) => name.includes('.'))).toEqual([]);
    for (const session of [claire.session, paul.session]) expect(session.of('bug')).toEqual([]);
  }, 600_000);
});
