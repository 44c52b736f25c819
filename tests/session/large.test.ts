import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import { eventually } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

describe('forty megabytes', () => {
  let stage: Stage;
  let big: string;
  let sha256: string;
  beforeAll(async () => {
    stage = await openStage();
    big = join(stage.folder, 'imagerie.zip');
    const bytes = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), randomBytes(MAX_ATTACHMENTS_BYTES - 4)]);
    writeFileSync(big, bytes);
    sha256 = createHash('sha256').update(bytes).digest('hex');
  });
  afterAll(() => stage.close());

  /** Peak of the resident size above what it was, while `act` runs. */
  async function peakMB(pid: number, act: () => Promise<unknown>): Promise<number> {
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    const idle = resident();
    let peak = idle;
    const timer = setInterval(() => {
      peak = Math.max(peak, resident());
    }, 20);
    await act();
    clearInterval(timer);
    return peak - idle;
  }

  it('leave, arrive and are saved whole, in bounded memory on both sides', async () => {
    const claire = await stage.signedIn('claire-martin');
    const paul = await stage.signedIn('paul-leroy');
    await synced(paul.session);
    await synced(claire.session);
    const round = async (number: number) => {
      let envelopeId = '' as Awaited<ReturnType<typeof sendLetter>>;
      const send = async () => {
        const letter = { to: 'paul.leroy', subject: `Imagerie ${number}`, files: [big] };
        envelopeId = await sendLetter(claire.session, letter);
        await outboxEmpty(claire.session, 60_000);
      };
      const receiving = peakMB(paul.session.process.pid ?? 0, async () => {
        await eventually(() => envelopeId || null, 60_000);
        await arrived(paul.session, 'received', envelopeId, 60_000);
      });
      const peaks = { sender: await peakMB(claire.session.process.pid ?? 0, send), recipient: await receiving };
      const target = join(stage.folder, `saved-${number}.zip`);
      const grantId = paul.session.grant('write', target);
      await paul.session.mailbox.saveAttachment({ envelopeId, index: 0, grantId });
      const hash = createHash('sha256');
      for await (const piece of createReadStream(target)) hash.update(piece);
      expect(hash.digest('hex')).toBe(sha256);
      return peaks;
    };
    await round(1);
    const peaks = await round(2);
    expect(peaks.sender).toBeLessThan(64);
    expect(peaks.recipient).toBeLessThan(64);
    await eventually(async () => (await claire.session.outbox.list({})).entries.length === 0);
    for (const { session } of [claire, paul]) expect(session.of('bug')).toEqual([]);
  });

  it('and one byte are refused before anything is copied', async () => {
    const claire = await stage.signedIn('claire-martin', { folder: 'claire-2' });
    const tooBig = join(stage.folder, 'trop.bin');
    writeFileSync(tooBig, Buffer.alloc(MAX_ATTACHMENTS_BYTES + 1));
    await expect(writeDraft(claire.session, { to: 'paul.leroy', subject: 'x', files: [tooBig] })).rejects.toMatchObject(
      { code: 'attachment.too-large' },
    );
  });
});
