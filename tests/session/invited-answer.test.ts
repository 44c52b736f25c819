/** An answer by somebody without an account, as the workstation of whoever wrote to them shows it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { answerFrom } from '../operator/support/answer-form.ts';
import { awaitMails } from '../operator/support/mailbox.ts';
import { createReader, mailedLink } from '../operator/support/reader.ts';
import { arrived, openStage, outboxEmpty, type Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('arrives as deposited by the link and unsigned, and is answered like every other letter', async () => {
  const address = EmailAddress.parse('jean.dupont@cabinet-exemple.example');
  const dataFolder = join(stage.folder, 'operator');
  const { session } = await stage.signedIn('claire-martin', { direct: true });
  const { id } = await session.draft.create({ answerTo: null, toAll: false });
  const recipients = [{ address, name: '', role: 'to' as const }];
  const content = { recipients, subject: 'Avis demandé', text: 'Bonjour', inReplyTo: null };
  await session.draft.save({ draftId: id, content });
  const sent = await session.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false });
  await outboxEmpty(session);

  const ca = readFileSync(stage.operator.pki.anchorsFile, 'utf8');
  const reader = createReader({ url: stage.operator.url, ca });
  const page = await reader.post('/lire', { lien: await mailedLink({ dataFolder }, address) });
  const receipt = await answerFrom(reader, page, sent.envelopeId, { texte: 'Mon avis.' }, [
    { name: 'avis.txt', bytes: Buffer.from('favorable') },
  ]);
  expect(receipt.status, receipt.text).toBe(200);
  const answerId = EnvelopeId.parse(
    reader.at.split(/[/?]/).find((one) => EnvelopeId.safeParse(one).success && one !== sent.envelopeId),
  );
  await arrived(session, 'received', answerId);

  const view = await session.mailbox.open({ envelopeId: answerId });
  expect(view).toMatchObject({
    ...{ deposit: 'mailed-link', signature: { state: 'unsigned' }, seal: { state: 'valid' } },
    record: { sender: { kind: 'invited', accountId: null, address }, content: { inReplyTo: sent.envelopeId } },
    content: { headersDiffer: [], attachments: [{ name: 'avis.txt' }] },
  });
  expect(view.content?.text.trim()).toBe('Mon avis.');
  const { rows } = await session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 20 });
  expect(rows.find((row) => row.id === answerId)).toMatchObject({ who: address, signed: false, answered: false });
  const proof = await session.mailbox.proof({ envelopeId: answerId });
  expect(proof.statement.sender).toMatchObject({ accountId: null, authentication: { method: 'mailed-link' } });

  const again = await session.draft.create({ answerTo: answerId, toAll: false });
  const draft = await session.draft.get({ draftId: again.id });
  expect(draft.content.recipients).toMatchObject([{ address }]);
  await session.draft.save({ draftId: again.id, content: { ...draft.content, text: 'Merci.' } });
  await session.draft.send({ draftId: again.id, pin: '1234', finalTryConfirmed: false });
  await outboxEmpty(session);
  expect(await awaitMails(dataFolder, address, 2)).toHaveLength(2);
  await reader.close();
});
