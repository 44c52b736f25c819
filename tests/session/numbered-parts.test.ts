/** The parts of one letter in the journal and the outbox: addressed together, taken back together, one letter again. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { type DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { createDrafts, type DraftPorts } from '../../main/session/core/drafts.ts';
import { createOutboxEngine, type OutboxPorts } from '../../main/session/core/outbox/outbox-engine.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { makeAccountFolder } from './support/account-folder.ts';

const newId = () => EnvelopeId.parse(uuidv7());
const clock = { now: () => 1_000, wait: () => Promise.resolve() };

describe('the parts of a letter', () => {
  let folder: string;
  let stores: AccountStores;
  beforeEach(async () => {
    folder = await makeAccountFolder();
    stores = await openAccountStores(folder, randomBytes(32), () => undefined);
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const drafts = () =>
    createDrafts({
      journal: stores.journal,
      clock,
      newEnvelopeId: newId,
      onCount: () => undefined,
      onWritten: () => undefined,
    } as unknown as DraftPorts);
  const outbox = () =>
    createOutboxEngine({
      journal: stores.journal,
      blobs: { remove: async () => undefined },
      // It is told later: what is to be told is looked at here.
      operator: { call: () => new Promise(() => undefined) },
      clock,
      newDraftId: newId,
      onChanged: () => undefined,
      onBug: (error: unknown) => expect.fail(String(error)),
    } as unknown as OutboxPorts);
  const person = (name: string) => ({ address: EmailAddress.parse(`${name}@x.fr`), name, role: 'to' as const });

  /** A letter in two parts: its own id first. */
  function parted(): readonly DraftId[] {
    const id = newId();
    const content = {
      recipients: [person('paul')],
      subject: 'Imagerie',
      text: 'Voici.',
      inReplyTo: null,
      remindAfterDays: 3,
    };
    const attachments = ['a.zip', 'b.zip', 'c.zip'].map((name) => ({
      attachmentId: uuidv7(),
      name,
      mediaType: 'application/zip',
      sizeBytes: 20_000_000,
      blobId: name,
    }));
    stores.journal.beginDraft({ id, content, savedAt: 0, attachments });
    return drafts().split(id, 'Suite.');
  }
  function queue(id: DraftId, commitAttempted = false, undoUntil = 9_000): void {
    const draft = stores.journal.draft(id);
    if (!draft) throw new Error('no draft');
    const manifest = {
      envelopeId: id,
      sha256: '0'.repeat(64),
      sizeBytes: 1,
      recipients: [],
      signed: true,
      inReplyTo: null,
    };
    stores.journal.queue({
      id,
      content: draft.content,
      manifest,
      blobId: `message ${id}`,
      state: 'waiting',
      signedAt: 0,
      queuedAt: 0,
      undoUntil,
      leaveAt: null,
      nextTryAt: null,
      tries: 0,
      commitAttempted,
      error: null,
    });
  }

  it('go to whom the letter goes to, also when it is corrected after they were parted from it', () => {
    const [first, second] = parted();
    if (!first || !second) throw new Error('the letter has two parts');
    expect(stores.journal.draft(second)?.content).toMatchObject({ subject: 'Imagerie (2/2)', partOf: first });
    const content = stores.journal.draft(first)?.content;
    if (!content) throw new Error('no draft');
    drafts().save(first, { ...content, recipients: [person('anne')] });
    expect(stores.journal.draft(second)?.content).toMatchObject({
      recipients: [person('anne')],
      subject: 'Imagerie (2/2)',
      text: 'Suite.',
    });
    // Sending goes on with what a failure left behind.
    expect(drafts().split(first, '')).toEqual([first, second]);
  });

  it('come back together, whichever was asked for, as one letter with all its files', async () => {
    const [first, second] = parted();
    if (!first || !second) throw new Error('the letter has two parts');
    queue(second);
    queue(first);
    const draftId = await outbox().cancel(second);
    expect(stores.journal.outbox()).toEqual([]);
    expect(stores.journal.drafts()).toHaveLength(1);
    const whole = stores.journal.draft(draftId);
    expect(whole?.content).toEqual({
      recipients: [person('paul')],
      subject: 'Imagerie',
      text: 'Voici.',
      inReplyTo: null,
      remindAfterDays: 3,
    });
    expect(whole?.attachments.map(({ name }) => name)).toEqual(['a.zip', 'b.zip', 'c.zip']);
    expect(stores.journal.cancelledUploads().toSorted()).toEqual([first, second].toSorted());
  });

  it('that are still drafts stay drafts, and another letter is not touched', async () => {
    const [first, second] = parted();
    const [other] = parted();
    if (!first || !second || !other) throw new Error('the letters have parts');
    queue(second);
    queue(other);
    const draftId = await outbox().cancel(second);
    expect(stores.journal.draft(draftId)?.content).toMatchObject({ subject: 'Imagerie (2/2)', partOf: first });
    // It is still a part of it: it goes to whom the letter goes to, and with it.
    const content = stores.journal.draft(first)?.content;
    if (!content) throw new Error('no draft');
    drafts().save(first, { ...content, recipients: [person('anne')] });
    expect(stores.journal.draft(draftId)?.content.recipients).toEqual([person('anne')]);
    expect(drafts().split(first, '')).toEqual([first, draftId]);
    expect(stores.journal.draft(first)).not.toBeNull();
    expect(stores.journal.outbox().map(({ id }) => id)).toEqual([other]);
  });

  it('do not leave while it is asked at the operator what became of another', async () => {
    const [first, second] = parted();
    if (!first || !second) throw new Error('the letter has two parts');
    queue(first, true, 0);
    queue(second, false, 0);
    let answer = (): void => undefined;
    const deposits: string[] = [];
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const engine = createOutboxEngine({
      journal: stores.journal,
      cache: stores.cache,
      blobs: { remove: async () => undefined },
      operator: {
        async call(name: string, { params }: { params?: { envelopeId: string } }) {
          if (name !== 'uploadStatus' && name !== 'uploadCancel') deposits.push(name);
          if (name === 'uploadStatus' && params?.envelopeId === first) await asked;
          throw new AppError('upload.not-found');
        },
      },
      clock: { now: () => 10_000, wait: () => new Promise((resolve) => setTimeout(resolve, 1)) },
      random: () => 0.5,
      undoMs: 0,
      newDraftId: newId,
      onChanged: () => undefined,
      onBug: (error: unknown) => expect.fail(String(error)),
    } as unknown as OutboxPorts);
    const cancelled = engine.cancel(second);
    engine.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(deposits).toEqual([]);
    answer();
    await cancelled;
    engine.stop();
    expect(stores.journal.outbox()).toEqual([]);
    expect(stores.journal.drafts()).toHaveLength(1);
  });
});
