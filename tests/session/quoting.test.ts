import { describe, expect, it } from 'vitest';
import {
  type Original,
  prefixedSubject,
  QUOTED_CHARACTERS,
  quotedInAnswer,
  quotedInForward,
} from '../../main/session/core/quoting.ts';
import { viewOf } from '../../tools/renderer-preview/envelopes.ts';
import { quoteWords } from './support/quote-words.ts';

describe('a quoted letter', () => {
  const { record } = viewOf(0, 'pdf');
  const original: Original = {
    sender: { ...record.sender, title: 'Dr', givenName: 'Paul', familyName: 'LEROY' },
    recipients: [
      { ...record.recipients[0], address: record.sender.address, name: 'Dr Claire MARTIN', role: 'to' },
      { ...record.recipients[0], address: record.sender.address, name: '', role: 'cc' },
    ],
    subject: 'INR — Mme BLANC $1 {date}',
    sealedAt: '2026-03-03T09:05:00.000Z',
    text: 'Cher confrère,\r\n\r\n> déjà cité\r\nINR à 2,8.\r\n\r\n',
  };

  it('has each line marked in an answer, and says whose it is', () => {
    const [head, ...lines] = quotedInAnswer(original, quoteWords).split('\n');
    expect(head).toMatch(/^Le 3 mars 2026 .*, Dr Paul LEROY a écrit :$/);
    expect(lines).toEqual(['> Cher confrère,', '>', '>> déjà cité', '> INR à 2,8.']);
  });

  it('has its head field by field in a forwarded envelope, in the language of the interface', () => {
    const [mark, from, date, to, copy, subject, ...text] = quotedInForward(original, quoteWords).split('\n');
    expect([mark, from, to, copy]).toEqual([
      '— Enveloppe transférée —',
      'De : Dr Paul LEROY',
      'À : Dr Claire MARTIN',
      `Cc : ${record.sender.address}`,
    ]);
    expect(date).toMatch(/^Date : 3 mars 2026/);
    // What others wrote is never taken for a pattern.
    expect(subject).toBe('Objet : INR — Mme BLANC $1 {date}');
    expect(text.join('\n')).toBe('\nCher confrère,\n\n> déjà cité\nINR à 2,8.');
    expect(quotedInForward(original, { ...quoteWords, language: 'en' })).toContain('3 March 2026');
    expect(quotedInForward({ ...original, recipients: [] }, quoteWords)).not.toContain('Cc');
  });

  it('is shortened when it is very long, and says so', () => {
    const long = quotedInForward({ ...original, text: 'a'.repeat(QUOTED_CHARACTERS + 1) }, quoteWords);
    expect(long.length).toBeLessThan(QUOTED_CHARACTERS + 500);
    expect(long.endsWith('a\n[raccourci]')).toBe(true);
  });

  it('has its subject prefixed once, and never longer than a subject may be', () => {
    expect(prefixedSubject('TR : ', 'INR', /^\s*(tr|fwd?)\s*:/i)).toBe('TR : INR');
    expect(prefixedSubject('TR : ', 'tr: INR', /^\s*(tr|fwd?)\s*:/i)).toBe('tr: INR');
    expect(prefixedSubject('TR : ', 'a'.repeat(998), /^\s*(tr|fwd?)\s*:/i)).toHaveLength(998);
  });
});
