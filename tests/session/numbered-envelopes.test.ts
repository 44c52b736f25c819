import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmailAddress } from '../../contract/model/person.ts';
import type { MetPerson } from '../../main/session/core/envelope-store.ts';
import { recipientFacts } from '../../main/session/core/recipient-facts.ts';
import { entries } from '../../tools/renderer-preview/people.ts';
import { openStage, type Stage, writeDraft } from './support/stage.ts';

describe('a letter with more than one envelope takes', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  const sparse = (name: string, sizeBytes: number): string => {
    const path = join(stage.folder, name);
    const handle = openSync(path, 'w');
    ftruncateSync(handle, sizeBytes);
    closeSync(handle);
    return path;
  };

  it('is parted into numbered drafts with the same recipients, and nothing is copied or lost', async () => {
    // Long enough to be taken back on a busy machine.
    const { session } = await stage.signedIn('claire-martin', { config: { undoSeconds: 300 } });
    const files = [sparse('a.zip', 22_000_000), sparse('b.zip', 22_000_000), sparse('c.zip', 5_000_000)];
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Imagerie', text: 'Voici.', files });
    await expect(session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'envelope.too-large',
    });
    const { draftIds } = await session.draft.split({ draftId, continued: 'Suite.' });
    expect(draftIds[0]).toBe(draftId);
    const parts = await Promise.all(draftIds.map((id) => session.draft.get({ draftId: id })));
    expect(
      parts.map(({ content, attachments }) => [content.subject, content.text, attachments.map(({ name }) => name)]),
    ).toEqual([
      ['Imagerie (1/2)', 'Voici.', ['a.zip', 'c.zip']],
      ['Imagerie (2/2)', 'Suite.', ['b.zip']],
    ]);
    expect(parts[1]?.content.recipients).toEqual(parts[0]?.content.recipients);
    // What fits is left alone, however often it is asked; parts that were left behind are told with it.
    expect(await session.draft.split({ draftId, continued: '' })).toEqual({ draftIds });
    // Whoever corrects the recipients of the letter corrects those of its parts.
    const { content } = await session.draft.get({ draftId });
    const [recipient] = content.recipients;
    if (!recipient) throw new Error('the letter has a recipient');
    const corrected = [{ ...recipient, address: EmailAddress.parse('bernard.noel@demo.medimail.example') }];
    await session.draft.save({ draftId, content: { ...content, recipients: corrected } });
    const second = draftIds[1] ?? draftId;
    expect((await session.draft.get({ draftId: second })).content).toMatchObject({
      recipients: corrected,
      subject: 'Imagerie (2/2)',
    });
    await session.draft.save({ draftId, content });
    for (const id of [...draftIds].reverse()) {
      await session.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false });
    }
    expect((await session.draft.list({})).drafts).toEqual([]);
    // Taken back by any of its parts, it is one letter again.
    const undone = await session.outbox.cancel({ envelopeId: second });
    expect((await session.outbox.list({})).entries).toEqual([]);
    const whole = await session.draft.get(undone);
    expect(whole.content).toMatchObject({ subject: 'Imagerie', text: 'Voici.', recipients: content.recipients });
    expect(whole.attachments.map(({ name }) => name).toSorted()).toEqual(['a.zip', 'b.zip', 'c.zip']);
    expect((await session.draft.list({})).drafts).toHaveLength(1);
    expect(session.of('bug')).toEqual([]);
  });
});

describe('what is known of recipients', () => {
  const [entry] = entries;
  if (!entry) throw new Error('no entry');
  const person = (address: string, metAt: number): MetPerson => ({
    address,
    folded: '',
    entry: JSON.stringify({ ...entry, title: 'Dr', givenName: 'Paul', familyName: 'LE ROY', address }),
    metAt,
  });
  const about = (people: readonly MetPerson[], name = 'Dr Paul LE ROY') =>
    recipientFacts([{ address: EmailAddress.parse('paul@new.example'), name, role: 'to' }], {
      findPeople: () => people,
    });

  it('names the correspondent of the same name only where the recipient was never met', () => {
    const known = person('paul@known.example', 5);
    expect(about([known])).toEqual([
      {
        address: 'paul@new.example',
        hasMet: false,
        namesake: { name: 'Dr Paul LE ROY', address: 'paul@known.example' },
      },
    ]);
    expect(about([known, person('paul@new.example', 3)])).toMatchObject([{ hasMet: true, namesake: null }]);
    expect(about([person('paul@known.example', 0)])).toMatchObject([{ hasMet: false, namesake: null }]);
    expect(about([known], 'Mme Paule LE ROY')).toMatchObject([{ namesake: null }]);
    expect(about([known], '')).toMatchObject([{ namesake: null }]);
  });
});
