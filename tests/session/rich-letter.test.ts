import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraftContent } from '../../contract/model/draft-content.ts';
import { MAX_TEXT_BYTES } from '../../contract/model/limits.ts';
import type { LetterBlock } from '../../contract/model/rich-letter.ts';
import type { SessionDriver } from '../support/session-driver.ts';
import { quoteWords } from './support/quote-words.ts';
import { arrived, demoAddress, openStage, outboxEmpty, type Stage, writeDraft } from './support/stage.ts';

const line = (text: string, look = {}): LetterBlock => ({ kind: 'line', runs: text === '' ? [] : [{ text, ...look }] });

const blocks: LetterBlock[] = [
  line('Cher confrère,', { bold: true }),
  line(''),
  { kind: 'list', numbered: false, items: [[line('apixaban')], [line('< 5 mg & "à jeun"')]] },
  { kind: 'quote', blocks: [line('avis ?')] },
  { kind: 'line', runs: [{ text: 'fiche', link: 'https://has.example/a?b=1&c=2' }] },
];
const plain = 'Cher confrère,\n\n– apixaban\n– < 5 mg & "à jeun"\n> avis ?\nfiche (https://has.example/a?b=1&c=2)';

/** What Python's own mail package finds in the message of an evidence package: the types in order, and the texts. */
function readByPython(zip: string): { types: string[]; texts: Record<string, string> } {
  const script = `
import email, email.policy, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as package:
    name = next(name for name in package.namelist() if name.endswith('.eml'))
    message = email.message_from_bytes(package.read(name), policy=email.policy.default)
assert not any(part.defects for part in message.walk())
parts = [part for part in message.walk() if part.get_content_maintype() == 'text']
print(json.dumps({'types': [part.get_content_type() for part in message.walk()],
                  'texts': {part.get_content_type(): part.get_content().replace('\\r\\n', '\\n') for part in parts},
                  'preferred': message.get_body(('html', 'plain')).get_content_type()}))`;
  return JSON.parse(execFileSync('python3', ['-c', script, zip], { encoding: 'utf8' }));
}

describe('a formatted letter', () => {
  let stage: Stage;
  let claire: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    ({ session: claire } = await stage.signedIn('claire-martin'));
  });
  afterAll(() => stage.close());

  it('is sent as plain text and HTML of the same words, signed over both, shown and quoted rightly', async () => {
    const { session: paul } = await stage.signedIn('paul-leroy');
    const { id: draftId, content } = await claire.draft.create({ answerTo: null, toAll: false });
    const to = { address: demoAddress('paul.leroy'), name: '', role: 'to' as const };
    const written: DraftContent = { ...content, recipients: [to], subject: 'Avis', rich: { blocks } };
    // A page that says one thing in words and another in HTML is not believed.
    await claire.draft.save({ draftId, content: { ...written, text: 'Tout autre chose' } });
    expect((await claire.draft.get({ draftId })).content).toMatchObject({ text: plain, rich: { blocks } });

    const { envelopeId } = await claire.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(claire);
    await arrived(paul, 'received', envelopeId);
    const view = await paul.mailbox.open({ envelopeId });
    expect(view.signature.state).toBe('valid');
    expect(view.content?.text).toBe(plain);
    expect(view.content?.html).toContain('<li>&lt; 5 mg &amp; &quot;à jeun&quot;</li>');
    expect(view.content?.attachments).toEqual([]);

    const zip = join(stage.folder, 'preuve.zip');
    await paul.mailbox.exportEvidence({ envelopeId, grantId: paul.grant('write', zip) });
    const read = readByPython(zip);
    expect(read).toMatchObject({
      types: [
        'multipart/signed',
        'multipart/mixed',
        'multipart/alternative',
        'text/plain',
        'text/html',
        'application/pkcs7-signature',
      ],
      preferred: 'text/html',
    });
    expect(read.texts['text/plain']?.trimEnd()).toBe(plain);
    expect(read.texts['text/html']).toContain('<p><strong>Cher confrère,</strong></p>\n<ul>\n<li>apixaban</li>');
    expect(read.texts['text/html']).toContain('<a href="https://has.example/a?b=1&amp;c=2">fiche</a>');

    const draft = await paul.draft.create({ answerTo: envelopeId, toAll: false, quote: quoteWords });
    expect(draft.content.text).toMatch(
      /a écrit :\n> Cher confrère,\n>\n> – apixaban\n> – < 5 mg & "à jeun"\n>> avis \?\n/,
    );
    expect(draft.content.rich).toBeUndefined();
    const passedOn = await paul.draft.forward({ envelopeId, quote: quoteWords });
    expect(passedOn.content.text).toContain('\n– apixaban\n');
    for (const session of [claire, paul]) expect(session.of('bug')).toEqual([]);
  });

  it('is plain text as ever once its formatting is gone', async () => {
    const draftId = await writeDraft(claire, { to: 'paul.leroy', subject: 'Avis' });
    const { content } = await claire.draft.get({ draftId });
    await claire.draft.save({
      draftId,
      content: { ...content, rich: { blocks: [line('Bonjour'), { kind: 'quote', blocks: [line('avis ?')] }] } },
    });
    expect((await claire.draft.get({ draftId })).content).toEqual({ ...content, text: 'Bonjour\n> avis ?' });
    const { envelopeId } = await claire.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(claire);
    await arrived(claire, 'sent', envelopeId);
    expect((await claire.mailbox.open({ envelopeId })).content).toMatchObject({
      text: 'Bonjour\n> avis ?',
      html: null,
    });
    expect(claire.of('bug')).toEqual([]);
  });

  it('is refused, and kept, where its HTML would be shown cut', async () => {
    const draftId = await writeDraft(claire, { to: 'paul.leroy', subject: 'Long' });
    const { content } = await claire.draft.get({ draftId });
    const rich = { blocks: [line('&'.repeat(MAX_TEXT_BYTES / 4), { bold: true })] };
    await claire.draft.save({ draftId, content: { ...content, rich } });
    await expect(claire.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'draft.text-too-long',
    });
    expect((await claire.draft.get({ draftId })).content.rich).toEqual(rich);
    expect((await claire.outbox.list({})).entries).toEqual([]);
    expect(claire.of('bug')).toEqual([]);
  });
});
