import { describe, expect, it } from 'vitest';
import {
  plainTitle,
  splitTitle,
  surnameFirst,
  typesetFrench,
  typesetName,
} from '../../renderer/ui/format/typography.ts';

describe('French typography', () => {
  it('puts a narrow space before high punctuation and percent, a hard one before a colon and inside guillemets', () => {
    expect(typesetFrench('Vraiment ; si ! Oui ? 52 % : « oui »')).toBe(
      'Vraiment\u202f; si\u202f! Oui\u202f? 52\u202f%\u00a0: «\u00a0oui\u00a0»',
    );
  });

  it('keeps thousands, units and titles on their line', () => {
    expect(typesetFrench('1 240 enveloppes, 40 Mo, chez M. DUPONT et Dr LEROY')).toBe(
      '1\u202f240 enveloppes, 40\u00a0Mo, chez M.\u00a0DUPONT et Dr\u00a0LEROY',
    );
  });

  it('turns straight apostrophes and three dots into the French ones', () => {
    expect(typesetFrench("l'enveloppe...")).toBe('l’enveloppe…');
  });

  it('changes nothing when it is applied twice', () => {
    const once = typesetFrench("« L'envoi de 18 Mo part : 3 essais ! »");
    expect(typesetFrench(once)).toBe(once);
  });

  it('leaves an address and a time alone', () => {
    expect(typesetFrench('https://exemple.fr 10:42:07')).toBe('https://exemple.fr 10:42:07');
  });

  it('keeps a person’s title with the name', () => {
    expect(typesetName('Dr Claire MARTIN, Mme PETIT')).toBe('Dr\u00a0Claire MARTIN, Mme\u00a0PETIT');
  });
});

describe('a name in a list', () => {
  it('begins with the surname, without the title', () => {
    expect(surnameFirst('Dr Paul LEROY')).toBe('LEROY Paul');
    expect(surnameFirst('Mme Anne-Lise DE LA TOUR')).toBe('DE LA TOUR Anne-Lise');
    expect(surnameFirst('M. Jean Marc O’BRIEN')).toBe('O’BRIEN Jean Marc');
  });

  it('stays as it is for an organisation or an address', () => {
    expect(surnameFirst('CH des Deux-Rives · Cardiologie')).toBe('CH des Deux-Rives · Cardiologie');
    expect(surnameFirst('Labo du Port')).toBe('Labo du Port');
    expect(surnameFirst('EHPAD LES CÈDRES')).toBe('EHPAD LES CÈDRES');
    expect(surnameFirst('a@exemple.fr')).toBe('a@exemple.fr');
  });
});

describe('a title that a correspondent wrote', () => {
  it('loses what could imitate a verdict of ours', () => {
    expect(plainTitle('✔ Scellée ✅ 🔒 vérifiée')).toBe('Scellée vérifiée');
  });

  it('is one line without control or direction marks', () => {
    expect(plainTitle('Bilan\r\nX-Faux: oui\u202e\u200b\u0007fin')).toBe('Bilan X-Faux: oui fin');
  });

  it('keeps the letters, digits and signs of medical titles', () => {
    expect(plainTitle('INR 3,8 — Mme BLANC n° 4 (J+10) 50 µg/L ± 5 %')).toBe(
      'INR 3,8 — Mme BLANC n° 4 (J+10) 50 µg/L ± 5 %',
    );
  });

  it('is divided into the act and the patient', () => {
    expect(splitTitle('CR consultation — M. DUPONT Jean')).toEqual({
      act: 'CR consultation',
      patient: 'M.\u00a0DUPONT Jean',
    });
    expect(splitTitle('Lettre - de liaison - Mme PETIT Odette').patient).toBe('Mme\u00a0PETIT Odette');
    expect(splitTitle('Réunion — salle 3')).toEqual({ act: 'Réunion — salle 3', patient: null });
    expect(splitTitle('')).toEqual({ act: '', patient: null });
  });
});
