import { describe, expect, it } from 'vitest';
import { departments, departmentsOfPostcode, regions } from '../../contract/model/departments.ts';
import { failedPasswordRules } from '../../contract/model/password.ts';
import { kindOfProfession } from '../../contract/model/professions.ts';
import { judgeProfile, normalizeProfile, type SubmittedProfile } from '../../contract/model/registration.ts';
import { fictitiousRpps } from '../support/pki/people.ts';

const doctor: SubmittedProfile = {
  rpps: fictitiousRpps(900),
  adeli: '',
  familyName: 'Pastor',
  givenName: 'Léa',
  organisation: '',
  privatePractice: true,
  profession: 'Médecin',
  address1: '12 rue des Oliviers',
  address2: '',
  postcode: '83000',
  town: 'Toulon',
  region: 'Provence-Alpes-Côte d’Azur',
  department: '83',
  phone1: '0494000001',
  phone2: '',
};
/** Reasons by field. */
const judge = (changed: Partial<SubmittedProfile>) =>
  Object.fromEntries(
    judgeProfile(normalizeProfile({ ...doctor, ...changed })).map(({ field, reason }) => [field, reason]),
  );

describe('a password', () => {
  it.each([
    ['abc12!', ['too-short']],
    ['abcdefG', ['no-digit']],
    ['1234567!', ['no-letter']],
    ['abcdef1', ['no-capital-or-symbol']],
    ['', ['too-short', 'no-letter', 'no-digit', 'no-capital-or-symbol']],
    ['abcdefG1', []],
    ['abcdef-1', []],
    ['écoles-1', []],
    [`A1${'x'.repeat(255)}`, ['too-long']],
  ])('%s fails at %j', (password, rules) => {
    expect(failedPasswordRules(password)).toEqual(rules);
  });

  it('may have to be longer than the guide says, never shorter', () => {
    expect(failedPasswordRules('abcdefG1', 12)).toEqual(['too-short']);
    expect(failedPasswordRules('abcG1', 3)).toEqual(['too-short']);
  });

  it('is the same however an accent was typed', () => {
    expect(failedPasswordRules('e\u0301cole1A')).toEqual([]);
    expect(failedPasswordRules('e\u0301cl1A!')).toEqual(['too-short']);
  });
});

describe('a profile', () => {
  it('is refused where a name holds what no database and no mail can hold, or what a page would choke on', () => {
    for (const familyName of ['Pas\ud800tor', 'Pas\u0000tor', 'Pas\ntor', '<b>']) {
      expect(judge({ familyName }), JSON.stringify(familyName)).toEqual({ familyName: 'invalid' });
    }
    expect(judge({ familyName: 'Pastor-\u{20bb7}' })).toEqual({});
  });

  it('is accepted when it is right, however numbers were spaced', () => {
    expect(judge({})).toEqual({});
    const spaced = `${doctor.rpps.slice(0, 3)} ${doctor.rpps.slice(3)}`;
    expect(judge({ rpps: spaced, phone1: '+33 4 94 00 00 01', phone2: '04.94.00.00.02', postcode: '83 000' })).toEqual(
      {},
    );
    expect(judge({ rpps: '', adeli: '83 9 12345 6' })).toEqual({});
    expect(judge({ rpps: '', adeli: '0b7010446' })).toEqual({});
  });

  it('names every compulsory field that is missing', () => {
    const empty = Object.fromEntries(Object.keys(doctor).map((field) => [field, ''])) as unknown as SubmittedProfile;
    expect(judge({ ...empty, privatePractice: null })).toEqual({
      ...{ familyName: 'missing', givenName: 'missing', privatePractice: 'missing', profession: 'missing' },
      ...{ address1: 'missing', postcode: 'missing', town: 'missing', region: 'missing', department: 'missing' },
      phone1: 'missing',
    });
  });

  it('needs RPPS or ADELI in health, and takes neither elsewhere', () => {
    expect(judge({ rpps: '' })).toEqual({ rpps: 'rpps-or-adeli' });
    const social = { profession: 'Assistant social' };
    expect(judge({ ...social, rpps: '' })).toEqual({});
    expect(judge(social)).toEqual({ rpps: 'only-health' });
    expect(judge({ ...social, rpps: '', adeli: '839123456' })).toEqual({ adeli: 'only-health' });
  });

  it('checks the numbers', () => {
    const last = Number(doctor.rpps.at(-1));
    expect(judge({ rpps: `${doctor.rpps.slice(0, -1)}${(last + 1) % 10}` })).toEqual({ rpps: 'check-digit' });
    expect(judge({ rpps: doctor.rpps.slice(1) })).toEqual({ rpps: 'invalid' });
    expect(judge({ rpps: '', adeli: '8391234' })).toEqual({ adeli: 'invalid' });
    expect(judge({ phone1: '0094', phone2: '12' })).toEqual({ phone1: 'invalid', phone2: 'invalid' });
  });

  it('wants the name of the structure from who does not practise privately', () => {
    expect(judge({ privatePractice: false })).toEqual({ organisation: 'missing' });
    expect(judge({ privatePractice: false, organisation: 'CH des Deux-Rives' })).toEqual({});
  });

  it('sees when postcode, department and region do not go together', () => {
    expect(judge({ postcode: '06000' })).toEqual({ department: 'not-of-postcode' });
    expect(judge({ postcode: '99000' })).toEqual({ postcode: 'invalid' });
    expect(judge({ region: 'Bretagne' })).toEqual({ region: 'not-of-department' });
    expect(judge({ department: '00' })).toEqual({ department: 'not-in-list' });
    expect(judge({ profession: 'Astrologue' })).toEqual({ profession: 'not-in-list' });
    for (const department of ['2A', '2B'])
      expect(judge({ postcode: '20000', department, region: 'Corse' })).toEqual({});
    expect(judge({ postcode: '97400', department: '974', region: 'La Réunion' })).toEqual({});
    expect(judge({ postcode: '97500', department: '975', region: '' })).toEqual({});
    expect(judge({ postcode: '97500', department: '975', region: 'Bretagne' })).toEqual({
      region: 'not-of-department',
    });
  });

  it('takes no control characters and no angle brackets', () => {
    expect(judge({ familyName: 'a\u0000b', town: '<b>' })).toEqual({ familyName: 'invalid', town: 'invalid' });
  });
});

describe('places and professions', () => {
  it('knows 101 departments of 18 regions, and the collectivities that belong to none', () => {
    const ofRegions = departments.filter(({ region }) => region !== null);
    expect(ofRegions).toHaveLength(101);
    expect(new Set(departments.map(({ code }) => code)).size).toBe(107);
    expect(regions).toHaveLength(18);
    for (const { code } of ofRegions.filter((one) => one.region !== 'Corse')) {
      expect(departmentsOfPostcode(`${code}000`.slice(0, 5))).toEqual([code]);
    }
  });

  it('tells the kind of account by the profession', () => {
    expect(kindOfProfession('Infirmier')).toBe('health');
    expect(kindOfProfession('Secrétaire médical')).toBe('administrative');
    expect(kindOfProfession('')).toBeNull();
  });
});
