import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import type { SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, type Workstation, writeDraft } from './support/stage.ts';

describe('a file that is dropped or pasted', () => {
  let stage: Stage;
  let station: Workstation;
  let claire: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    station = await stage.signedIn('claire-martin');
    claire = station.session;
  });
  afterAll(() => stage.close());

  /** Encrypted files of the account, whatever they hold. */
  const blobs = (): string[] => {
    const [account = ''] = readdirSync(station.accountsFolder).filter((name) => /^[0-9a-f]{64}$/.test(name));
    return readdirSync(join(station.accountsFolder, account, 'blobs')).sort();
  };
  const draft = () => writeDraft(claire, { to: 'paul.leroy', subject: 'Déposée' });

  it('arrives whole, piece by piece, each answered once it is kept', async () => {
    const draftId = await draft();
    const bytes = randomBytes(2_500_000);
    const { intakeId, url } = await claire.draft.openIntake({ draftId, name: 'scan.pdf', sizeBytes: bytes.length });
    for (let at = 0; at < bytes.length; at += 1_000_000) {
      expect(await claire.post(url, bytes.subarray(at, at + 1_000_000))).toBeNull();
    }
    const kept = await claire.draft.closeIntake({ intakeId, cancelled: false });
    expect(kept).toMatchObject({ attachments: [{ name: 'scan.pdf', sizeBytes: 2_500_000 }] });
    // The address is good for one file.
    expect(await claire.post(url, bytes.subarray(0, 1))).toBe('attachment.not-found');
    await expect(claire.draft.closeIntake({ intakeId, cancelled: false })).rejects.toMatchObject({
      code: 'file.grant-unknown',
    });
    const paul = await stage.signedIn('paul-leroy');
    const { envelopeId } = await claire.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(claire);
    await arrived(paul.session, 'received', envelopeId);
    const { url: saved } = await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 });
    const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(hash((await paul.session.readStream(saved)).bytes)).toBe(hash(bytes));
  });

  it('leaves nothing behind when it is given up, cut short, or grows', async () => {
    const draftId = await draft();
    const before = blobs();
    const cancelled = await claire.draft.openIntake({ draftId, name: 'a', sizeBytes: 100 });
    expect(await claire.post(cancelled.url, Buffer.alloc(40))).toBeNull();
    expect(await claire.draft.closeIntake({ intakeId: cancelled.intakeId, cancelled: true })).toBeNull();

    const short = await claire.draft.openIntake({ draftId, name: 'b', sizeBytes: 100 });
    expect(await claire.post(short.url, Buffer.alloc(99))).toBeNull();
    await expect(claire.draft.closeIntake({ intakeId: short.intakeId, cancelled: false })).rejects.toMatchObject({
      code: 'attachment.changed',
    });

    const long = await claire.draft.openIntake({ draftId, name: 'c', sizeBytes: 100 });
    expect(await claire.post(long.url, Buffer.alloc(101))).toBe('attachment.changed');
    await expect(claire.draft.closeIntake({ intakeId: long.intakeId, cancelled: false })).rejects.toMatchObject({
      code: 'attachment.changed',
    });
    expect((await claire.draft.get({ draftId })).attachments).toEqual([]);
    expect(blobs()).toEqual(before);
    expect(claire.of('bug')).toEqual([]);
  });

  it('is refused before its bytes when it is too large, and when its draft has gone', async () => {
    const draftId = await draft();
    const refusal = async (sizeBytes: number): Promise<string> => {
      const { intakeId, url } = await claire.draft.openIntake({ draftId, name: 'x', sizeBytes });
      expect(await claire.post(url, Buffer.alloc(1))).not.toBeNull();
      return claire.draft.closeIntake({ intakeId, cancelled: false }).catch(({ code }) => code);
    };
    expect(await refusal(MAX_ATTACHMENTS_BYTES + 1)).toBe('attachment.too-large');
    await claire.draft.discard({ draftId });
    expect(await refusal(10)).toBe('draft.not-found');
    expect(await claire.post('intake/never-given-out-never-given', Buffer.alloc(1))).toBe('attachment.not-found');
    expect(claire.of('bug')).toEqual([]);
  });
});
