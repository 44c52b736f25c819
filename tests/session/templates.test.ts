import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/session-driver.ts';
import { openStage, type Stage, synced } from './support/stage.ts';

describe('models of letters', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('are kept without network, renamed, removed and put back, and are the same on another workstation', async () => {
    const { session } = await stage.signedIn('claire-martin');
    await synced(session);
    stage.link.cut();
    const template = { name: 'Été', subject: 'Avis', text: '{{destinataire}},' };
    const { id } = await session.draft.keepTemplate({ id: null, template });
    await session.draft.keepTemplate({ id: null, template: { ...template, name: 'Adressage' } });
    await session.draft.keepTemplate({ id, template: { ...template, name: 'étude 2' } });
    const names = async () => (await session.draft.templates({})).templates.map(({ name }) => name);
    expect(await names()).toEqual(['Adressage', 'étude 2']);
    await session.draft.removeTemplate({ id });
    await session.draft.removeTemplate({ id });
    expect(await names()).toEqual(['Adressage']);
    await session.draft.keepTemplate({ id, template });
    stage.link.mend();
    const other = await stage.signedIn('claire-martin', { folder: 'other-workstation' });
    await eventually(async () => {
      const { templates } = await other.session.draft.templates({});
      return templates.some((one) => one.id === id && one.text === template.text) && templates.length === 2;
    }, 90_000);
    for (const { of } of [session, other.session]) expect(of('bug')).toEqual([]);
  });
});
