/** A genuine session whose cache is made anew, and whose workstation loses its clock, before a real operator. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

const DAY_MS = 86_400_000;

describe('a workstation whose storage has a hard time', () => {
  let stage: Stage;
  let paul: SessionDriver;
  let file: string;
  beforeAll(async () => {
    stage = await openStage();
    file = join(stage.folder, 'imagerie.bin');
    writeFileSync(file, randomBytes(400_000));
    ({ session: paul } = await stage.signedIn('paul-leroy', { direct: true }));
  });
  afterAll(() => stage.close());

  const total = async (session: SessionDriver) =>
    (await session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 })).total;

  /** A clock that the test sets: what it says is this machine's plus what the file says, in milliseconds. */
  function clockOf(name: string): { readonly environment: NodeJS.ProcessEnv; set(offsetMs: number): void } {
    const offsetFile = join(stage.folder, `${name}.offset`);
    const hook = join(stage.folder, `${name}.mjs`);
    writeFileSync(offsetFile, '0');
    writeFileSync(
      hook,
      `import { readFileSync } from 'node:fs';
       const real = Date.now;
       Date.now = () => real() + Number(readFileSync(${JSON.stringify(offsetFile)}, 'utf8') || '0');`,
    );
    return {
      environment: { NODE_OPTIONS: `--import ${pathToFileURL(hook)}` },
      set: (offsetMs) => writeFileSync(offsetFile, String(offsetMs)),
    };
  }

  it('is killed while it makes its cache anew, whenever that is, and loses nothing that it alone had', async () => {
    for (const subject of ['Un', 'Deux']) await sendLetter(paul, { to: 'claire.martin', subject, files: [file] });
    await outboxEmpty(paul, 60_000);
    const first = await stage.signedIn('claire-martin');
    await synced(first.session, 60_000);
    const before = await total(first.session);
    const draftId = await writeDraft(first.session, { to: 'paul.leroy', subject: 'À finir', files: [file] });
    await first.session.kill();
    const killers: ((session: SessionDriver) => Promise<unknown>)[] = [
      async () => undefined,
      (session) =>
        new Promise((resolve) => session.storage.on('changed', (state) => state.rebuilding && resolve(state))),
      (session) => new Promise((resolve) => session.storage.on('changed', (state) => state.loss && resolve(state))),
    ];
    for (const moment of killers) {
      const { session } = await stage.signedIn('claire-martin');
      await synced(session, 60_000);
      const reached = moment(session);
      session.storage.rebuild({}).catch(() => undefined);
      await reached;
      await session.kill();
      const again = await stage.signedIn('claire-martin');
      await synced(again.session, 60_000);
      expect(await total(again.session)).toBe(before);
      const draft = await again.session.draft.get({ draftId });
      expect(draft).toMatchObject({ content: { subject: 'À finir' }, attachmentsBytes: 400_000 });
      expect(again.session.of('bug')).toEqual([]);
      await again.session.kill();
    }
    // Left alone it comes to its end, and says what was kept.
    const { session } = await stage.signedIn('claire-martin');
    await synced(session, 60_000);
    await session.storage.rebuild({});
    await synced(session, 60_000);
    expect(await total(session)).toBe(before);
    expect((await session.storage.state({})).loss).toMatchObject({ reason: 'asked', drafts: 1 });
    expect(session.of('bug')).toEqual([]);
    await session.kill();
  }, 240_000);

  it('has its clock set back by a year: letters come and leave as before, and it knows what time it is', async () => {
    const clock = clockOf('back');
    const sophie = await stage.signedIn('sophie-blanc', { environment: clock.environment, direct: true });
    await synced(sophie.session, 60_000);
    clock.set(-365 * DAY_MS);
    const id = await sendLetter(paul, { to: 'sophie.blanc', subject: 'Un an avant' });
    await outboxEmpty(paul, 60_000);
    await arrived(sophie.session, 'received', id, 60_000);
    await sendLetter(sophie.session, { to: 'paul.leroy', subject: 'Réponse' });
    await outboxEmpty(sophie.session, 60_000);
    await sophie.session.sync.now({});
    const { upToDateAt } = await sophie.session.sync.state({});
    expect(Math.abs(Date.parse(upToDateAt ?? '') - Date.now())).toBeLessThan(60_000);
    // A rule in days counts from the operator's time.
    await sophie.session.storage.setRule({ mode: 'days', days: 7 });
    expect(
      (await sophie.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 })).rows[0],
    ).toMatchObject({
      offline: true,
    });
    expect(sophie.session.of('bug')).toEqual([]);
    await sophie.session.kill();
  }, 180_000);
});
