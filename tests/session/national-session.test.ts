import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { openStage, type Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const online = (session: SessionDriver) =>
  eventually(async () => ((await session.sync.state({})).connection === 'online' ? true : null));
/** Asks until it is here: the operator makes the first edition once somebody asked for one. */
const fetched = (session: SessionDriver) =>
  eventually(async () => {
    const state = await session.directory.national({});
    if (!state.edition && !state.progress) await session.directory.updateNational({});
    return state.edition && !state.progress ? state : null;
  }, 50_000);
/** A name that nobody here wrote to or met. */
const search = (session: SessionDriver, from: 'here' | 'operator' = 'operator') =>
  session.directory.search({ criteria: { familyName: 'rou', department: '83' }, offset: 0, limit: 50, from });
const idsOf = (found: Awaited<ReturnType<typeof search>>) => found.hits.map(({ entry }) => entry.id).sort();

describe('the national directory of a workstation', () => {
  it('is fetched behind the mail, answers at once, and goes on answering without network', async () => {
    const { session, accountsFolder } = await stage.signedIn('claire-martin', { folder: 'shared' });
    await online(session);
    expect(await session.directory.national({})).toMatchObject({ isKept: true, mayChoose: true, edition: null });
    const theirs = await search(session);
    expect(theirs).toMatchObject({ offline: false, here: null });
    const { edition, checkedAt } = await fetched(session);
    expect(edition?.entries).toBeGreaterThan(4_000);
    expect(checkedAt).not.toBeNull();
    expect(readdirSync(join(accountsFolder, 'national-directory')).filter((name) => name.endsWith('.db'))).toHaveLength(
      1,
    );
    const told = session.of('event').filter(({ channel }) => channel === 'directory.nationalChanged');
    expect(told.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ progress: expect.objectContaining({ step: 'build' }) }),
    );

    const here = await search(session, 'here');
    expect(here).toMatchObject({ offline: false, here: { edition: edition?.madeAt } });
    expect([idsOf(here), here.total]).toEqual([idsOf(theirs), theirs.total]);

    stage.link.cut();
    session.networkChanged(false);
    const offline = await eventually(async () => {
      const found = await search(session);
      return found.offline ? found : null;
    });
    expect([idsOf(offline), offline.total, offline.here]).toEqual([idsOf(theirs), theirs.total, here.here]);
    const suggested = await session.directory.suggest({ text: 'roua' });
    expect(suggested.hits[0]?.entry.familyName).toMatch(/^Roua/i);
    stage.link.mend();
    await session.kill();
  });

  it('serves whoever signs in next on the same workstation, and nobody who is not certified', async () => {
    const paul = await stage.signedIn('paul-leroy', { folder: 'shared' });
    expect((await search(paul.session, 'here')).here?.edition).not.toBeNull();
    await paul.session.kill();
    const hugo = await stage.signedIn('hugo-fabre', { folder: 'shared' });
    expect(await search(hugo.session, 'here')).toMatchObject({ hits: [], here: { edition: null } });
    expect((await hugo.session.directory.national({})).edition).toBeNull();
    await hugo.session.kill();
  });

  it('is limited to departments, and removed, as somebody chooses', async () => {
    const { session, accountsFolder } = await stage.signedIn('claire-martin', { folder: 'shared' });
    await online(session);
    await session.directory.chooseNational({ isKept: true, departments: ['06'] });
    await eventually(async () => {
      const { hits } = await session.directory.search({
        criteria: { familyName: 'rou' },
        offset: 0,
        limit: 50,
        from: 'here',
      });
      return hits.length > 0 && hits.every(({ entry }) => (entry.department ?? '06') === '06') ? true : null;
    });
    await session.directory.chooseNational({ isKept: false, departments: null });
    await eventually(() =>
      readdirSync(join(accountsFolder, 'national-directory')).some((name) => name.endsWith('.db')) ? null : true,
    );
    expect(await session.directory.national({})).toMatchObject({ isKept: false, edition: null });
    await session.kill();
  });

  it('is the administrator’s to decide where a policy says so', async () => {
    const { session } = await stage.signedIn('claire-martin', {
      folder: 'policy',
      config: { offlineDirectory: false },
    });
    await session.directory.updateNational({});
    expect(await session.directory.national({})).toMatchObject({ isKept: false, mayChoose: false });
    await expect(session.directory.chooseNational({ isKept: true, departments: null })).rejects.toThrow(
      'app.cancelled',
    );
    await session.kill();
  });
});
