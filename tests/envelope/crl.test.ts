import { createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../envelope/x509/certificate.ts';
import { type ChainVerdict, validateChain } from '../../envelope/x509/chain.ts';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  time,
} from '../support/pki/der.ts';
import { addDays } from '../support/pki/pki.ts';
import { cardKey, pki, trust } from './material.ts';

const now = new Date();
const { certificate } = await cardKey('claire-martin');
const serial = Buffer.from(readCertificate(certificate).serialHex, 'hex');

interface ListRequest {
  readonly serials?: readonly Buffer[];
  readonly extensions?: readonly Uint8Array[];
  readonly nextUpdate?: Date | null;
  readonly innerAlgorithm?: Uint8Array;
}

const rsaWithSha256 = sequence(oid('1.2.840.113549.1.1.11'), nullValue());

/** A list of the cards' authority, as strange as asked. */
function makeList({
  serials = [],
  extensions = [],
  nextUpdate = addDays(now, 7),
  innerAlgorithm = rsaWithSha256,
}: ListRequest): Uint8Array {
  const revokedAt = time(addDays(now, -2));
  const toBeSigned = sequence(
    integer(1),
    innerAlgorithm,
    pki.persons.name,
    time(addDays(now, -1)),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(serials.length === 0 ? [] : [sequence(Buffer.concat(serials.map((one) => sequence(integer(one), revokedAt))))]),
    ...(extensions.length === 0 ? [] : [explicit(0, sequence(...extensions))]),
  );
  const signature = sign('sha256', toBeSigned, createPrivateKey(pki.persons.privateKeyPem));
  return sequence(toBeSigned, rsaWithSha256, bitString(signature));
}

const critical = (id: string, value: Uint8Array): Uint8Array => sequence(oid(id), boolean(true), octetString(value));
const scope = (...parts: Uint8Array[]): Uint8Array => critical('2.5.29.28', sequence(...parts));
const flag = (n: number): Uint8Array => implicit(n, Buffer.from([0xff]));
const distribution = (url: string): Uint8Array => explicit(0, explicit(0, implicit(6, Buffer.from(url))));

/** The verdict on the card when this list is the only one of its authority. */
function judge(list: Uint8Array): Promise<ChainVerdict> {
  const crls = [...trust.crls.filter(isOfRoot), list];
  return validateChain(certificate, [], { ...trust, crls }, { at: now, purpose: 'signature', revocation: 'required' });
}

function isOfRoot(crl: Uint8Array): boolean {
  return Buffer.from(crl).includes('TEST AC RACINE IGC-SANTE FORT');
}

describe('a revocation list', () => {
  it('is believed when it is whole and plain', async () => {
    expect(await judge(makeList({}))).toMatchObject({ ok: true });
    expect(await judge(makeList({ serials: [serial] }))).toMatchObject({ code: 'card.certificate-revoked' });
  });

  const silent: [string, ListRequest][] = [
    ['is only a difference (delta)', { extensions: [critical('2.5.29.27', integer(5))] }],
    ['has a critical extension that nobody knows', { extensions: [critical('1.2.3.4', nullValue())] }],
    ['is about authorities only', { extensions: [scope(flag(2))] }],
    ['is about attribute certificates only', { extensions: [scope(flag(5))] }],
    ['is about some reasons only', { extensions: [scope(implicit(3, Buffer.from([1, 0x40])))] }],
    ['speaks for other issuers', { extensions: [scope(flag(4))] }],
    ['belongs to another distribution point', { extensions: [scope(distribution('http://other.example/x.crl'))] }],
    ['does not say when the next is due', { nextUpdate: null }],
    ['states two algorithms', { innerAlgorithm: sequence(oid('1.2.840.113549.1.1.13'), nullValue()) }],
  ];
  it.each(silent)('proves nothing when it %s', async (_, request) => {
    expect(await judge(makeList(request))).toMatchObject({ ok: false, code: 'card.revocation-unknown' });
  });

  it('for holders’ certificates, or for this distribution point, is believed', async () => {
    const facts = /http:\/\/crl\.igc-sante\.example\/[0-9a-f]{16}\.crl/.exec(
      Buffer.from(certificate).toString('latin1'),
    );
    expect(await judge(makeList({ extensions: [scope(flag(1))] }))).toMatchObject({ ok: true });
    const own = scope(distribution(facts?.[0] as string));
    expect(await judge(makeList({ extensions: [own] }))).toMatchObject({ ok: true });
    expect(await judge(makeList({ extensions: [own], serials: [serial] }))).toMatchObject({
      code: 'card.certificate-revoked',
    });
  });

  it('of 100,000 entries is searched in little time', async () => {
    const serials = Array.from({ length: 100_000 }, (_, i) => {
      const other = Buffer.from(serial);
      other.writeUInt32BE(i, 8);
      return other;
    });
    const list = makeList({ serials: [...serials, serial] });
    await judge(makeList({}));
    const before = process.cpuUsage();
    expect(await judge(list)).toMatchObject({ code: 'card.certificate-revoked' });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});
