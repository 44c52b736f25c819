/** Favourites and groups on two workstations of one person. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SessionDriver } from '../support/session-driver.ts';
import { openStage, type Stage, synced } from './support/stage.ts';

describe('people who are kept at hand', () => {
  let stage: Stage;
  let practice: SessionDriver;
  let ward: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    practice = (await stage.signedIn('claire-martin', { direct: true })).session;
    ward = (await stage.signedIn('claire-martin', { folder: 'ward' })).session;
    await synced(practice);
    await synced(ward);
  });
  afterAll(() => stage.close());
  const soon = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

  it('come first while one types, on each workstation, without network too, until they are none any more', async () => {
    const criteria = { familyName: 'Moreau', profession: 'Médecin' };
    const { hits } = await practice.directory.search({ criteria, offset: 0, limit: 50 });
    const chosen = hits.at(-1)?.entry;
    if (!chosen) throw new Error('the demonstration has namesakes');
    await practice.people.setFavourite({ entry: chosen, isFavourite: true });
    expect((await practice.directory.suggest({ text: 'moreau' })).hits[0]?.entry.address).toBe(chosen.address);
    await soon(async () => {
      const { favourites } = await ward.people.list({});
      expect(favourites.map(({ entry }) => entry.address)).toEqual([chosen.address]);
    });
    stage.link.cut();
    ward.networkChanged(false);
    await soon(async () => {
      const suggested = await ward.directory.suggest({ text: 'mor' });
      expect(suggested.offline).toBe(true);
      expect(suggested.hits[0]?.entry.address).toBe(chosen.address);
    });
    // Changed without network, told once it is back.
    await ward.people.setFavourite({ entry: chosen, isFavourite: false });
    stage.link.mend();
    ward.networkChanged(true);
    await soon(async () => expect((await practice.people.list({})).favourites).toEqual([]));
  });

  it('make groups, under one name each, that come back after they were removed', async () => {
    const paul = { address: 'paul.leroy@demo.medimail.example', name: 'Dr Paul LEROY' };
    const anne = { address: 'anne.roux@demo.medimail.example', name: 'Dr Anne ROUX' };
    const group = { name: 'Cardiologie', members: [paul, anne, paul] };
    const { groupId } = await practice.people.saveGroup({ groupId: null, group });
    const expected = [{ id: groupId, name: 'Cardiologie', members: [paul, anne] }];
    await soon(async () => expect((await ward.people.list({})).groups).toEqual(expected));
    await expect(
      practice.people.saveGroup({ groupId: null, group: { name: ' cardiologie ', members: [] } }),
    ).rejects.toMatchObject({ code: 'group.name-taken' });
    await ward.people.removeGroup({ groupId });
    await ward.people.removeGroup({ groupId });
    await soon(async () => expect((await practice.people.list({})).groups).toEqual([]));
    await ward.people.saveGroup({ groupId, group: { name: 'Cardio', members: [anne] } });
    await soon(async () =>
      expect((await practice.people.list({})).groups).toEqual([{ id: groupId, name: 'Cardio', members: [anne] }]),
    );
  });
});
