/** Telephone numbers as people write them. */
import { describe, expect, it } from 'vitest';
import { judgePhone, lastDigits, PhoneNumber } from '../../contract/model/phone-code.ts';

describe('a number that was typed', () => {
  it.each([
    ['06 12 34 56 78', '+33612345678'],
    ['06.12.34.56.78', '+33612345678'],
    ['06-12-34-56-78', '+33612345678'],
    ['+33 (0)6 12 34 56 78', '+33612345678'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['06\u00a012\u202f34\u00a056\u00a078', '+33612345678'],
    ['0692 12 34 56', '+262692123456'],
    ['0690 12 34 56', '+590690123456'],
    ['0041 79 123 45 67', '+41791234567'],
    ['+1 (202) 555-0123', '+12025550123'],
  ])('%s is %s', (typed, number) => {
    expect(judgePhone(typed, 'sms')).toEqual({ number, problem: null });
    expect(PhoneNumber.safeParse(number).success).toBe(true);
  });

  it.each([
    '',
    '06 12 34 56',
    '06 12 34 56 78 9',
    '612345678',
    '+33 06 12 34 56 78',
    '+',
    'poste 12',
    '06 12 34 56 7x',
    '+0612345678',
    '112',
    '3620',
    '+33123',
    '+999999999999999999',
  ])('%s is no whole number', (typed) => {
    expect(judgePhone(typed, 'voice')).toEqual({ number: null, problem: 'format' });
  });

  it('that costs its caller more is none to be called, whoever asks', () => {
    for (const typed of ['08 99 70 12 34', '+33 899 70 12 34']) {
      expect(judgePhone(typed, 'voice').problem).toBe('premium');
    }
    expect(PhoneNumber.safeParse('+33899701234').success).toBe(false);
  });

  it('of a landline is called and gets no SMS', () => {
    for (const typed of ['04 94 00 00 01', '09 70 00 00 01']) {
      expect(judgePhone(typed, 'sms').problem).toBe('no-sms');
      expect(judgePhone(typed, 'voice').problem).toBeNull();
    }
  });

  it('is told by its last two digits', () => {
    expect(lastDigits('+33612345678')).toBe('78');
  });
});
