import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../envelope/x509/certificate.ts';
import { type ChainQuestion, type TrustStore, validateChain } from '../../envelope/x509/chain.ts';
import { fromPem } from '../../envelope/x509/pem.ts';
import { cast } from '../support/pki/people.ts';
import { addDays, createPki, dayStart } from '../support/pki/pki.ts';
import { cardKey, pki, trust } from './material.ts';
import { openWorkshop } from './openssl.ts';

const now = new Date();
const question: ChainQuestion = { at: now, purpose: 'signature', revocation: 'required' };

const judge = (
  leaf: Uint8Array,
  more: Partial<ChainQuestion> = {},
  store: TrustStore = trust,
  extra: Uint8Array[] = [],
) => validateChain(leaf, extra, store, { ...question, ...more });

describe('a card of the trust space', () => {
  it('is trusted, with the chain and the lists that prove it', async () => {
    const { certificate } = await cardKey('claire-martin');
    const verdict = await judge(certificate);
    if (!verdict.ok) throw new Error(verdict.detail);
    expect(verdict.chain.map((der) => readCertificate(der).subjectName.split(',')[0])).toEqual([
      `CN=8${cast['claire-martin'].rpps}`,
      'CN=TEST AC IGC-SANTE FORT PERSONNES',
      'CN=TEST AC RACINE IGC-SANTE FORT',
    ]);
    expect(verdict.crls).toHaveLength(2);
    expect(verdict.revokedLater).toBeUndefined();
  });

  it('is trusted when the intermediate comes with it instead of being known', async () => {
    const { certificate, chain } = await cardKey('isabelle-girard');
    const store = { ...trust, intermediates: [] };
    expect(await judge(certificate, {}, store)).toMatchObject({ ok: false, code: 'card.certificate-untrusted' });
    expect(await judge(certificate, {}, store, chain)).toMatchObject({ ok: true });
  });

  it('is not trusted because a stranger sends the anchor along', async () => {
    const { certificate, chain } = await cardKey('luc-simon');
    const foreignRoot = pki.foreign.certificate;
    const verdict = await judge(certificate, { revocation: 'if-known' }, trust, [...chain, foreignRoot]);
    expect(verdict).toMatchObject({ ok: false, code: 'card.certificate-untrusted' });
  });

  it.each([
    ['marc-durand', 'card.certificate-expired'],
    ['emma-laurent', 'card.certificate-not-yet-valid'],
    ['helene-moreau', 'card.certificate-revoked'],
    ['luc-simon', 'card.certificate-untrusted'],
  ] as const)('of %s is refused as %s', async (name, code) => {
    const { certificate, chain } = await cardKey(name);
    expect(await judge(certificate, {}, trust, chain)).toMatchObject({ ok: false, code });
  });

  it('serves for what its key is made for, and for nothing else', async () => {
    const signature = (await cardKey('claire-martin')).certificate;
    const authentication = (await cardKey('claire-martin', 'authentication')).certificate;
    expect(await judge(authentication, { purpose: 'clientAuth' })).toMatchObject({ ok: true });
    expect(await judge(signature, { purpose: 'any' })).toMatchObject({ ok: true });
    const wrong: [Uint8Array, ChainQuestion['purpose']][] = [
      [signature, 'clientAuth'],
      [authentication, 'signature'],
      [signature, 'timestamping'],
      [signature, 'seal'],
      [pki.persons.certificate, 'signature'],
      [pki.persons.certificate, 'any'],
      [(await pki.issueTimestamp()).certificate, 'signature'],
      [(await pki.issueTimestamp()).certificate, 'seal'],
      [(await pki.issueSeal()).certificate, 'timestamping'],
      [(await pki.issueServer(['localhost'])).certificate, 'signature'],
      [(await pki.issueServer(['localhost'])).certificate, 'clientAuth'],
    ];
    for (const [leaf, purpose] of wrong) {
      expect(await judge(leaf, { purpose })).toMatchObject({ ok: false, code: 'card.certificate-untrusted' });
    }
  });

  it('bytes that are no certificate are not trusted, whoever sends them', async () => {
    const { certificate } = await cardKey('claire-martin');
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      Buffer.concat([certificate, Buffer.alloc(1)]),
      certificate.subarray(0, 300),
    ]) {
      expect(await judge(bytes)).toMatchObject({ ok: false, code: 'card.certificate-untrusted' });
    }
    const noise = {
      anchors: [Buffer.from('x'), ...trust.anchors],
      intermediates: [Buffer.from('y'), ...trust.intermediates],
      crls: [Buffer.from('z'), ...trust.crls],
    };
    expect(await judge(certificate, {}, noise)).toMatchObject({ ok: true });
  });

  it('is not trusted with any byte changed', async () => {
    const { certificate } = await cardKey('claire-martin');
    for (let at = 0; at < certificate.length; at += 13) {
      const changed = Buffer.from(certificate);
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(await judge(changed), `byte ${at}`).toMatchObject({ ok: false });
    }
  });
});

describe('revocation', () => {
  it('must be known where it is required, for every link', async () => {
    const { certificate } = await cardKey('claire-martin');
    const all = trust;
    expect(await judge(certificate, {}, { ...all, crls: [] })).toMatchObject({
      ok: false,
      code: 'card.revocation-unknown',
    });
    expect(await judge(certificate, { revocation: 'if-known' }, { ...all, crls: [] })).toMatchObject({ ok: true });
    for (const missing of all.crls) {
      const crls = all.crls.filter((crl) => crl !== missing);
      const verdict = await judge(certificate, {}, { ...all, crls });
      expect(verdict.ok || verdict.code === 'card.revocation-unknown').toBe(true);
    }
  });

  it('is unknown once the list is overdue, until the grace ends', async () => {
    const { certificate } = await cardKey('claire-martin');
    const crls = pki.crls({ thisUpdate: addDays(now, -9), nextUpdate: addDays(now, -2) });
    const store = { ...trust, crls };
    expect(await judge(certificate, {}, store)).toMatchObject({ ok: false, code: 'card.revocation-unknown' });
    expect(await judge(certificate, { graceMs: 3 * 86_400_000 }, store)).toMatchObject({ ok: true });
    expect(await judge(certificate, { graceMs: 1 * 86_400_000 }, store)).toMatchObject({ ok: false });
  });

  it('counts even on an overdue list', async () => {
    const { certificate } = await cardKey('helene-moreau');
    const store = { ...trust, crls: pki.crls({ thisUpdate: addDays(now, -9), nextUpdate: addDays(now, -8) }) };
    for (const revocation of ['required', 'if-known'] as const) {
      expect(await judge(certificate, { revocation }, store)).toMatchObject({ code: 'card.certificate-revoked' });
    }
  });

  it('is not stated by a list that somebody else signed or changed', async () => {
    const { certificate } = await cardKey('helene-moreau');
    const genuine = trust.crls;
    for (const crl of genuine) {
      for (const at of [40, crl.length - 20, Math.floor(crl.length / 2)]) {
        const changed = Buffer.from(crl);
        changed[at] = (changed[at] as number) ^ 1;
        const crls = genuine.map((one) => (one === crl ? changed : one));
        expect((await judge(certificate, {}, { ...trust, crls })).ok).toBe(false);
      }
    }
  });

  it('after the instant in question does not undo what was signed, and is told', async () => {
    const own = await createPki({});
    const card = await own.issueCard({ ...cast['claire-martin'], seed: 'revoked-later' });
    const certificate = Buffer.from(card.signature.certificate, 'base64');
    own.revoke(certificate, addDays(dayStart(now), -1));
    const before = addDays(dayStart(now), -3);
    const verdict = await validateChain(certificate, [], own.trustStore(), { ...question, at: before });
    expect(verdict).toMatchObject({ ok: true, revokedLater: addDays(dayStart(now), -1) });
    expect(await validateChain(certificate, [], own.trustStore(), question)).toMatchObject({
      ok: false,
      code: 'card.certificate-revoked',
      revokedAt: addDays(dayStart(now), -1),
    });
  });

  it('of the authority takes its cards along', async () => {
    const own = await createPki({});
    const card = await own.issueCard(cast['claire-martin']);
    own.revoke(own.persons.certificate, addDays(now, -1));
    const verdict = await validateChain(
      Buffer.from(card.signature.certificate, 'base64'),
      [],
      own.trustStore(),
      question,
    );
    expect(verdict).toMatchObject({ ok: false, code: 'card.certificate-untrusted', detail: 'authority-revoked' });
  });
});

describe('years later', () => {
  it('a chain is judged as of the instant of the signature', async () => {
    const validity = { notBefore: addDays(now, -7 * 365), notAfter: addDays(now, -5 * 365) };
    const own = await createPki({ now: addDays(now, -6 * 365) });
    const card = await own.issueCard({ ...cast['claire-martin'], seed: 'long-ago', validity });
    const certificate = Buffer.from(card.signature.certificate, 'base64');
    const then = addDays(now, -6 * 365);
    const store = own.trustStore();
    expect(await validateChain(certificate, [], store, { ...question, at: then })).toMatchObject({ ok: true });
    expect(await validateChain(certificate, [], store, question)).toMatchObject({
      ok: false,
      code: 'card.certificate-expired',
    });
  });

  it('a list made after the certificate ended says nothing by its silence', async () => {
    const { certificate } = await cardKey('marc-durand');
    const at = addDays(now, -30);
    const crls = (thisUpdate: Date) => pki.crls({ thisUpdate, nextUpdate: addDays(now, 7) });
    expect(await judge(certificate, { at }, { ...trust, crls: crls(addDays(now, -1)) })).toMatchObject({
      code: 'card.revocation-unknown',
    });
    expect(await judge(certificate, { at }, { ...trust, crls: crls(addDays(now, -31)) })).toMatchObject({ ok: true });
  });
});

describe('constraints of authorities', () => {
  const config = `[req]
distinguished_name=dn
[dn]
[ca0]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[canosign]
basicConstraints=critical,CA:TRUE
keyUsage=critical,digitalSignature
[notca]
basicConstraints=critical,CA:FALSE
keyUsage=critical,keyCertSign,digitalSignature
[constrained]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
nameConstraints=critical,permitted;email:example.org
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,nonRepudiation
[strange]
keyUsage=critical,digitalSignature
1.2.3.4=critical,DER:0500
`;

  /** Builds root → middle → leaf (or longer) by openssl, which judges the same chain. */
  async function openAuthorities() {
    const shop = await openWorkshop();
    await shop.write('config', config);
    const makeKey = async (name: string, kind: readonly string[]) => {
      await shop.openssl('genpkey', ...kind, '-out', `${name}.key`);
    };
    const ec = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    return {
      shop,
      async root(name: string, section = 'ca', kind: readonly string[] = ec, options: readonly string[] = []) {
        await makeKey(name, kind);
        await shop.openssl(
          'req',
          '-x509',
          '-new',
          '-config',
          'config',
          '-extensions',
          section,
          '-key',
          `${name}.key`,
          '-subj',
          `/CN=${name}`,
          '-days',
          '30',
          '-out',
          `${name}.pem`,
          ...options,
        );
        return this.read(name);
      },
      async below(
        issuer: string,
        name: string,
        section: string,
        kind: readonly string[] = ec,
        options: readonly string[] = [],
      ) {
        await makeKey(name, kind);
        await shop.openssl(
          'req',
          '-new',
          '-config',
          'config',
          '-key',
          `${name}.key`,
          '-subj',
          `/CN=${name}`,
          '-out',
          `${name}.csr`,
        );
        await shop.openssl(
          'x509',
          '-req',
          '-in',
          `${name}.csr`,
          '-CA',
          `${issuer}.pem`,
          '-CAkey',
          `${issuer}.key`,
          '-CAcreateserial',
          '-extfile',
          'config',
          '-extensions',
          section,
          '-days',
          '30',
          '-out',
          `${name}.pem`,
          ...options,
        );
        return this.read(name);
      },
      async read(name: string) {
        const [der] = fromPem('CERTIFICATE', (await shop.read(`${name}.pem`)).toString());
        return der as Uint8Array;
      },
    };
  }

  const any = { at: new Date(Date.now() + 60_000), purpose: 'signature', revocation: 'if-known' } as const;

  it.each([
    ['RSA PKCS#1 with SHA-384', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], ['-sha384'], true],
    [
      'RSA-PSS',
      ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
      ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
      true,
    ],
    ['RSA-PSS by a key for PSS alone', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'], [], true],
    ['ECDSA P-256', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], [], true],
    ['ECDSA P-384 with SHA-512', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], ['-sha512'], true],
    ['RSA with SHA-1', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], ['-sha1'], false],
    ['RSA of 1024 bits', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], [], false],
    ['Ed25519', ['-algorithm', 'ED25519'], [], false],
  ] as const)('a certificate signed with %s: %j', async (_, kind, options, isTrusted) => {
    const made = await openAuthorities();
    const root = await made.root('root', 'ca', kind);
    const leaf = await made.below('root', 'leaf', 'leaf', undefined, options);
    const verdict = await validateChain(leaf, [], { anchors: [root], intermediates: [], crls: [] }, any);
    expect(verdict.ok).toBe(isTrusted);
  });

  it.each([
    ['an authority below one that allows none below it', ['ca0', 'ca', 'leaf']],
    ['an issuer that may not sign certificates', ['ca', 'canosign', 'leaf']],
    ['an issuer that is no authority', ['ca', 'notca', 'leaf']],
    ['an authority with name constraints, which are not understood', ['ca', 'constrained', 'leaf']],
    ['a critical extension that nobody knows', ['ca', 'ca', 'strange']],
  ])('refuse %s', async (_, [rootSection, middleSection, leafSection]) => {
    const made = await openAuthorities();
    const root = await made.root('root', rootSection);
    const middle = await made.below('root', 'middle', middleSection as string);
    const leaf = await made.below('middle', 'leaf', leafSection as string);
    const verdict = await validateChain(leaf, [middle], { anchors: [root], intermediates: [], crls: [] }, any);
    expect(verdict).toMatchObject({ ok: false, code: 'card.certificate-untrusted' });
  });

  it('accept a chain as long as allowed, and find it among many certificates', async () => {
    const made = await openAuthorities();
    const root = await made.root('root');
    const one = await made.below('root', 'one', 'ca');
    const two = await made.below('one', 'two', 'ca0');
    const leaf = await made.below('two', 'leaf', 'leaf');
    const crowd = [...pki.intermediates, ...pki.anchors, leaf, root, two, one];
    const verdict = await validateChain(
      leaf,
      crowd,
      { anchors: [...pki.anchors, root], intermediates: [], crls: [] },
      any,
    );
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.ok && verdict.chain).toHaveLength(4);
  });

  it('do not trust an expired authority', async () => {
    const made = await openAuthorities();
    const root = await made.root('root');
    const leaf = await made.below('root', 'leaf', 'leaf');
    const trustIt = { anchors: [root], intermediates: [], crls: [] };
    const later = { ...any, at: new Date(Date.now() + 40 * 86_400_000) };
    expect(await validateChain(leaf, [], trustIt, later)).toMatchObject({
      ok: false,
      code: 'card.certificate-untrusted',
    });
  });

  it('end the search on a set made to be endless', async () => {
    const made = await openAuthorities();
    const root = await made.root('root');
    // Thirty authorities of one name and key, each able to be the issuer of every other.
    const twins: Uint8Array[] = [];
    await made.root('twin');
    for (let i = 0; i < 30; i += 1) {
      await made.shop.openssl(
        'req',
        '-x509',
        '-new',
        '-config',
        'config',
        '-extensions',
        'ca',
        '-key',
        'twin.key',
        '-subj',
        '/CN=twin',
        '-days',
        '30',
        '-set_serial',
        String(i + 5),
        '-out',
        'copy.pem',
      );
      twins.push(await made.read('copy'));
    }
    const leaf = await made.below('twin', 'leaf', 'leaf');
    const before = process.cpuUsage();
    const verdict = await validateChain(leaf, twins, { anchors: [root], intermediates: [], crls: [] }, any);
    const { user } = process.cpuUsage(before);
    expect(verdict).toMatchObject({ ok: false, detail: 'no-path' });
    expect(user / 1000).toBeLessThan(2000);
  });
});
