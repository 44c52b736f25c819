import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage, writeDraft } from './support/stage.ts';

describe('a draft', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('that was saved is there after the process was killed in the same instant, with the signature of letters', async () => {
    const { session } = await stage.signedIn('claire-martin');
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Avis' });
    const { content } = await session.draft.get({ draftId });
    const texts = Array.from({ length: 20 }, (_, count) => 'Mot. '.repeat(count + 1));
    for (const text of texts) await session.draft.save({ draftId, content: { ...content, text } });
    await session.settings.setSignature({ text: 'Dr Claire MARTIN' });
    await session.kill();
    const again = await stage.signedIn('claire-martin');
    expect((await again.session.draft.get({ draftId })).content.text).toBe(texts.at(-1));
    expect(await again.session.settings.signature({})).toEqual({ text: 'Dr Claire MARTIN' });
    expect(again.session.of('bug')).toEqual([]);
  });
});
