/** The operator has sealed, and the workstation dies before it hears of it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncState } from '../../contract/ipc/sync.contract.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

/** What the screens were last told of the state of things. */
function lastTold(session: SessionDriver): SyncState | null {
  const told = session.of('event').filter(({ channel }) => channel === 'sync.changed');
  return (told.at(-1)?.payload ?? null) as SyncState | null;
}

describe('an envelope sealed unheard', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('is taken over from the outbox, and nothing is said to be still coming', async () => {
    const file = join(stage.folder, 'image.dcm');
    writeFileSync(file, randomBytes(12_000_000));
    const paul = await stage.signedIn('paul-leroy', { direct: true });
    const claire = await stage.signedIn('claire-martin');
    await synced(claire.session);
    const id = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Non entendue', files: [file] });
    await eventually(async () => {
      const [entry] = (await claire.session.outbox.list({})).entries;
      if (entry?.state === 'sealing') stage.link.slowDown(5_000);
      return entry?.state === 'sealing';
    }, 60_000);
    await arrived(paul.session, 'received', id, 30_000);
    await claire.session.kill();
    stage.link.slowDown(0);

    const again = await stage.workstation('claire-martin', { token: claire.token });
    expect(await again.session.signIn()).toMatchObject({ unsent: 1 });
    await outboxEmpty(again.session, 30_000);
    await arrived(again.session, 'sent', id);
    await eventually(() => lastTold(again.session)?.pendingBytes === 0, 5_000);
    expect(again.session.of('bug')).toEqual([]);
  });
});
