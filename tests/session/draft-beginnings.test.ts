import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeView } from '../../contract/ipc/mailbox.contract.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { answer, type BeginningPorts, forward } from '../../main/session/core/draft-beginnings.ts';
import { viewOf } from '../../tools/renderer-preview/envelopes.ts';
import { quoteWords } from './support/quote-words.ts';

describe('a draft that begins with another envelope', () => {
  const shown = viewOf(0, 'pdf');
  const ports = (view: EnvelopeView | AppError): BeginningPorts => ({
    account: AccountCard.parse(shown.record.sender),
    cache: {
      envelope: () => ({ record: shown.record, seal: {}, box: 'received' }),
    } as unknown as BeginningPorts['cache'],
    reading: {
      open: () => (view instanceof AppError ? Promise.reject(view) : Promise.resolve(view)),
    } as unknown as BeginningPorts['reading'],
    newLetter: () => '',
    remindAfterDays: () => null,
  });
  const { id } = shown.record;
  const refusal = (view: EnvelopeView | AppError) => forward(id, quoteWords, ports(view)).catch(({ code }) => code);

  it('is not begun with what was erased, is not here, or is not what was sealed', async () => {
    expect(await refusal({ ...shown, content: null })).toBe('envelope.expired');
    expect(await refusal(new AppError('envelope.not-available-offline'))).toBe('envelope.not-available-offline');
    expect(await refusal({ ...shown, seal: { state: 'altered', sha256: shown.record.message.sha256 } })).toBe(
      'envelope.altered',
    );
    expect(await refusal({ ...shown, signature: { state: 'altered' } as EnvelopeView['signature'] })).toBe(
      'envelope.altered',
    );
  });

  it('answers all the same, without quoting', async () => {
    for (const view of [{ ...shown, content: null }, new AppError('envelope.not-available-offline')]) {
      const content = await answer(id, false, quoteWords, ports(view));
      expect(content).toMatchObject({ text: '', inReplyTo: id });
    }
    const broken = { ...ports(shown), reading: { open: () => Promise.reject(new TypeError('a bug')) } };
    await expect(answer(id, false, quoteWords, broken as unknown as BeginningPorts)).rejects.toThrow('a bug');
  });

  it('quotes the words of a letter that has no plain text', async () => {
    const content = { ...shown.content, text: ' ', html: '<p>INR <b>2,8</b></p>' } as EnvelopeView['content'];
    expect((await forward(id, quoteWords, ports({ ...shown, content }))).text).toMatch(/\n\nINR 2,8$/);
  });
});
