import { describe, expect, it } from 'vitest';
import { invitedSender } from '../../contract/model/person.ts';
import type { DepositMethod, SealStatement } from '../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../contract/model/signature.ts';
import {
  differencesFromRecord,
  isOtherDeposit,
  isOtherSigner,
  type StatedHeaders,
} from '../../main/session/core/stated-headers.ts';
import { envelopeIdOf, recordOf } from './support/records.ts';

const record = recordOf(1);
const stated: StatedHeaders = {
  covered: true,
  from: record.sender.address,
  to: ['claire.martin@demo.medimail.example'],
  cc: [],
  subject: 'CR consultation 1',
  messageId: `${envelopeIdOf(1)}@demo.medimail.example`,
};

describe('what the operator says of a message', () => {
  it('is believed while the message says the same', () => {
    expect(differencesFromRecord(stated, record)).toEqual([]);
    expect(differencesFromRecord(stated, { ...record, content: null })).toEqual([]);
    expect(differencesFromRecord(null, record)).toEqual([]);
  });

  it.each<[string, Partial<StatedHeaders>]>([
    ['from', { from: 'autre@demo.medimail.example' }],
    ['to', { to: [] }],
    ['cc', { cc: ['autre@demo.medimail.example'] }],
    ['subject', { subject: 'CR consultation 2' }],
    ['message-id', { messageId: 'x@y' }],
    ['unprotected', { covered: false }],
  ])('is named where the message says otherwise: %s', (field, changes) => {
    expect(differencesFromRecord({ ...stated, ...changes }, record)).toEqual([field]);
  });
});

describe('the hand that signed', () => {
  const signer = { familyName: 'LEROY1', rpps: '89970000025', nationalId: '889970000025' };
  const valid = { state: 'valid', signer } as unknown as SignatureVerdict;
  const sender = { nationalId: '889970000025', address: record.sender.address };
  const statement = { sender } as unknown as SealStatement;

  it('is the sender’s when register number and seal agree', () => {
    const registered = { ...record, sender: { ...record.sender, rpps: '89970000025' } };
    expect(isOtherSigner(valid, registered, statement)).toBe(false);
    expect(isOtherSigner(valid, registered, null)).toBe(false);
    expect(isOtherSigner({ state: 'unsigned' }, registered, statement)).toBe(false);
  });

  it('is another’s, whatever the name, when one of them does not', () => {
    const registered = { ...record, sender: { ...record.sender, rpps: '89970000017' } };
    expect(isOtherSigner(valid, registered, null)).toBe(true);
    const other = { sender: { ...sender, nationalId: '889970000017' } } as unknown as SealStatement;
    expect(isOtherSigner(valid, record, other)).toBe(true);
    const elsewhere = { sender: { ...sender, address: 'autre@x.example' } } as unknown as SealStatement;
    expect(isOtherSigner(valid, record, elsewhere)).toBe(true);
  });
});

describe('the right by which an unsigned letter was deposited', () => {
  const guest = { ...record, sender: invitedSender('jean.dupont@cabinet-exemple.example') };
  const sealed = (method: DepositMethod, address: string) =>
    ({ sender: { address, authentication: { method } } }) as unknown as SealStatement;

  it('is the link’s for who has no account, and a session’s for everybody else', () => {
    expect(isOtherDeposit(guest, sealed('mailed-link', guest.sender.address))).toBe(false);
    expect(isOtherDeposit(record, sealed('code', record.sender.address))).toBe(false);
    expect(isOtherDeposit(record, sealed('card', record.sender.address))).toBe(false);
    expect(isOtherDeposit(record, null)).toBe(false);
  });

  it('never makes a colleague of whoever held a link, nor the other way round', () => {
    expect(isOtherDeposit(record, sealed('mailed-link', record.sender.address))).toBe(true);
    expect(isOtherDeposit(guest, sealed('code', guest.sender.address))).toBe(true);
    expect(isOtherDeposit(guest, sealed('mailed-link', 'autre@cabinet-exemple.example'))).toBe(true);
  });
});
