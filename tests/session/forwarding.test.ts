import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { quoteWords } from './support/quote-words.ts';
import { arrived, demoAddress, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

describe('an envelope that is passed on', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  afterEach(() => stage.link.mend());

  it('takes its text and its attachments along, byte for byte, without network too, and each can be removed', async () => {
    const { session: claire } = await stage.signedIn('claire-martin');
    const { session: paul } = await stage.signedIn('paul-leroy');
    const bytes = randomBytes(700_000);
    const files = ['CR.pdf', 'note.txt'].map((name) => join(stage.folder, name));
    writeFileSync(files[0] ?? '', bytes);
    writeFileSync(files[1] ?? '', 'à garder');
    const first = await sendLetter(claire, { to: 'paul.leroy', subject: 'CR — M. DUPONT', text: 'Merci.', files });
    for (const file of files) rmSync(file);
    await outboxEmpty(claire);
    await arrived(paul, 'received', first);
    stage.link.cut();

    const draft = await paul.draft.forward({ envelopeId: first, quote: quoteWords });
    expect(draft.content).toMatchObject({ recipients: [], subject: 'TR : CR — M. DUPONT', inReplyTo: null });
    expect(draft.content.text).toMatch(/^\n\n— Enveloppe transférée —\nDe : Dr Claire MARTIN\nDate : .*\n/);
    expect(draft.content.text).toMatch(/\nObjet : CR — M. DUPONT\n\nMerci\.$/);
    expect(draft.attachments.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['CR.pdf', 700_000],
      ['note.txt', 9],
    ]);
    const note = draft.attachments[1]?.attachmentId ?? '';
    const kept = await paul.draft.detach({ draftId: draft.id, attachmentId: note });
    expect(kept.attachments.map(({ name }) => name)).toEqual(['CR.pdf']);
    const again = await paul.draft.forward({ envelopeId: first, quote: quoteWords });
    expect(again.attachments).toHaveLength(2);
    await paul.draft.discard({ draftId: again.id });

    const to = { address: demoAddress('claire.martin'), name: '', role: 'to' as const };
    await paul.draft.save({ draftId: draft.id, content: { ...draft.content, recipients: [to] } });
    stage.link.mend();
    const { envelopeId } = await paul.draft.send({ draftId: draft.id, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(paul);
    await arrived(claire, 'received', envelopeId);
    const grantId = claire.grant('write', join(stage.folder, 'revenu.pdf'));
    await claire.mailbox.saveAttachment({ envelopeId, index: 0, grantId });
    expect(readFileSync(join(stage.folder, 'revenu.pdf')).equals(bytes)).toBe(true);
    for (const session of [claire, paul]) expect(session.of('bug')).toEqual([]);
  });

  it('is refused when it is unknown, and leaves no draft behind', async () => {
    const { session: claire } = await stage.signedIn('claire-martin', { folder: 'other-claire' });
    await synced(claire);
    const unknown = EnvelopeId.parse('019a0000-0000-7000-8000-000000000000');
    await expect(claire.draft.forward({ envelopeId: unknown, quote: quoteWords })).rejects.toMatchObject({
      code: 'envelope.not-found',
    });
    expect((await claire.draft.list({})).drafts).toEqual([]);
    expect(claire.of('bug')).toEqual([]);
  });

  it('is quoted below the signature of an answer, which is written without where it cannot be read', async () => {
    const { session: claire } = await stage.signedIn('claire-martin', { folder: 'third-claire' });
    const { session: paul } = await stage.signedIn('paul-leroy', { folder: 'third-paul' });
    await paul.settings.setSignature({ text: 'Dr Paul LEROY' });
    const first = await sendLetter(claire, { to: 'paul.leroy', subject: 'Avis', text: 'Deux lignes,\nvoilà.' });
    await outboxEmpty(claire);
    await arrived(paul, 'received', first);
    const draft = await paul.draft.create({ answerTo: first, toAll: false, quote: quoteWords });
    expect(draft.content).toMatchObject({ subject: 'Re: Avis', inReplyTo: first });
    expect(draft.content.text).toMatch(
      /^\n\nDr Paul LEROY\n\nLe .*, Dr Claire MARTIN a écrit :\n> Deux lignes,\n> voilà\.$/,
    );
    const bare = await paul.draft.create({ answerTo: first, toAll: false });
    expect(bare.content.text).toBe('\n\nDr Paul LEROY');
    for (const session of [claire, paul]) expect(session.of('bug')).toEqual([]);
  });
});
