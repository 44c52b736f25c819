/** How an address in the trust space is built from a name. */
import { describe, expect, it } from 'vitest';
import { EmailAddress } from '../../contract/model/person.ts';
import { aliasBase, aliasCandidate } from '../../operator/services/mssante-alias.ts';

describe('the beginning of an address', () => {
  it.each([
    ['Claire', 'Martin', 'claire.martin'],
    ['CLAIRE', 'MARTIN', 'claire.martin'],
    ['Hélène', 'Lefèvre', 'helene.lefevre'],
    ['François-Xavier', 'Noël', 'francois-xavier.noel'],
    ['Anne Marie', 'Roux', 'anne-marie.roux'],
    ['Anne–Marie', 'Roux‑Petit', 'anne-marie.roux-petit'],
    ['Chloé', "D'Alessio", 'chloe.dalessio'],
    ['Chloé', 'D’Alessio', 'chloe.dalessio'],
    ["N'Golo", 'Kanté', 'ngolo.kante'],
    ['Jean', 'de La Tour', 'jean.de-la-tour'],
    ['Jean', 'Le Gall', 'jean.le-gall'],
    ['Cœur', 'Læticia', 'coeur.laeticia'],
    ['Jürgen', 'Weiß', 'jurgen.weiss'],
    ['Søren', 'Łukasz', 'soren.lukasz'],
    ['Đặng', 'Nguyễn', 'dang.nguyen'],
    ['İbrahim', 'Yıldız', 'ibrahim.yildiz'],
    ['Ünal', 'Çelik', 'unal.celik'],
    ['J. P.', 'Martin', 'j-p.martin'],
    ['  Jean  ', '  Martin  ', 'jean.martin'],
    ['', 'Martin', 'martin'],
    ['Jean', '', 'jean'],
    ['Jean', '--Martin--', 'jean.martin'],
    ['Jean', 'Martin<script>', 'jean.martin-script'],
    ['Jean', 'Martin@evil.example', 'jean.martin-evil-example'],
    ['Jean', 'Martin\r\nRCPT', 'jean.martin-rcpt'],
    ['Jean', 'Ma\u202Ertin', 'jean.ma-rtin'],
    ['Jean', 'Martin 3', 'jean.martin-3'],
  ])('of « %s » « %s » is %s', (given, family, expected) => {
    expect(aliasBase(given, family)).toBe(expected);
  });

  it('is none for a name without any letter that can be written so', () => {
    for (const [given, family] of [
      ['', ''],
      ['李', '明'],
      ['—', '…'],
      ['1', '2'],
    ] as const) {
      expect(aliasBase(given, family)).toBeNull();
    }
  });
});

describe('candidates', () => {
  it('are numbered for namesakes, from the second on', () => {
    expect([1, 2, 3, 12].map((number) => aliasCandidate('jean.martin', number))).toEqual([
      'jean.martin',
      'jean.martin2',
      'jean.martin3',
      'jean.martin12',
    ]);
  });

  it('are never a reserved word', () => {
    for (const word of ['postmaster', 'abuse', 'admin', 'support', 'ne-pas-repondre', 'mssante']) {
      expect(aliasCandidate(word, 1)).toBe(`${word}2`);
      expect(aliasCandidate(word, 2)).toBe(`${word}3`);
    }
    expect(aliasCandidate('jean.admin', 1)).toBe('jean.admin');
  });

  it('hold 64 octets at most, number included, and end with a letter', () => {
    const base = aliasBase('Marie-Charlotte-Antoinette', `${'Montmorency-'.repeat(8)}Luxembourg`) ?? '';
    for (const number of [1, 2, 10, 1_000]) {
      const candidate = aliasCandidate(base, number);
      expect(candidate.length).toBeLessThanOrEqual(64);
      expect(candidate).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
      expect(EmailAddress.safeParse(`${candidate}@azur.mssante.example`).success).toBe(true);
    }
    expect(aliasCandidate(`${'a'.repeat(63)}-b`, 1)).toBe('a'.repeat(63));
  });
});
