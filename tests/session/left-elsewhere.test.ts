/** What waits here to leave, when another workstation sends the same letter: over the real journal, with the operator at a port. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { createOutboxEngine, type OutboxPorts } from '../../main/session/core/outbox/outbox-engine.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { makeAccountFolder } from './support/account-folder.ts';

const newId = () => EnvelopeId.parse(uuidv7());
const content = { recipients: [], subject: 'Avis', text: 'écrit ici', inReplyTo: null, remindAfterDays: null };
const [own, other] = ['0'.repeat(64), '1'.repeat(64)];

let folder: string;
let stores: AccountStores;
/** What the operator was asked about the uploads, in order. */
let asked: string[];
/** What it says of the one that is asked about. */
let status: () => unknown;

beforeEach(async () => {
  folder = await makeAccountFolder();
  stores = await openAccountStores(folder, randomBytes(32), () => undefined);
  asked = [];
  status = () => {
    throw new AppError('upload.not-found');
  };
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

const outbox = () =>
  createOutboxEngine({
    journal: stores.journal,
    blobs: { remove: async () => undefined },
    operator: {
      async call(name: string) {
        asked.push(name);
        return name === 'uploadStatus' ? status() : {};
      },
    },
    clock: { now: () => 1_000, wait: () => Promise.resolve() },
    newDraftId: newId,
    onChanged: () => undefined,
    onBug: (error: unknown) => expect.fail(String(error)),
  } as unknown as OutboxPorts);

function queue(commitAttempted: boolean): EnvelopeId {
  const id = newId();
  stores.journal.queue({
    id,
    content,
    manifest: { envelopeId: id, sha256: own, sizeBytes: 1, recipients: [], signed: true, inReplyTo: null },
    ...{ blobId: `message ${id}`, state: 'waiting', signedAt: 0, queuedAt: 0, undoUntil: 0, leaveAt: null },
    ...{ nextTryAt: null, tries: 0, commitAttempted, error: null },
  });
  return id;
}

describe('a letter that waits here', () => {
  it('can be taken back when what was sealed under its id is another letter, and not when it is this one', async () => {
    const id = queue(true);
    const sealed = (sha256: string) => () => ({ state: 'sealed', receipt: { record: { message: { sha256 } } } });
    status = sealed(own);
    await expect(outbox().cancel(id)).rejects.toMatchObject({ code: 'outbox.already-leaving' });
    status = sealed(other);
    const draftId = await outbox().cancel(id);
    expect(stores.journal.draft(draftId)?.content.text).toBe('écrit ici');
    expect(stores.journal.outbox()).toEqual([]);
  });

  it('and is taken back takes nothing back at the operator that another workstation brings there under its id', async () => {
    const engine = outbox();
    const [left, refused, plain] = [queue(false), queue(false), queue(false)];
    engine.holdBack(left);
    stores.journal.updateEntry(refused, { state: 'failed', error: new AppError('envelope.conflict').toWire() });
    for (const id of [left, refused]) await engine.cancel(id);
    expect(asked).toEqual([]);
    await engine.cancel(plain);
    expect(asked).toEqual(['uploadCancel']);
    expect(stores.journal.drafts()).toHaveLength(3);
  });
});
