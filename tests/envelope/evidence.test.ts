import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { eventHash, eventLeaf } from '../../envelope/evidence/event-hash.ts';
import { verifyLogHead } from '../../envelope/evidence/log-head.ts';
import { type EvidenceInput, evidenceFiles } from '../../envelope/evidence/package.ts';
import { verifyEventChain } from '../../envelope/evidence/verify-events.ts';
import { zipOfEvidence } from '../../envelope/evidence/zip.ts';
import { makeSeal, verifySeal } from '../../envelope/seal/seal.ts';
import { toPem } from '../../envelope/x509/pem.ts';
import { cast } from '../support/pki/people.ts';
import { addDays, createPki } from '../support/pki/pki.ts';
import { bytesOf, cardSigner, inPieces, memorySigner, pki } from './material.ts';
import { openWorkshop, type Workshop } from './openssl.ts';
import { eventsOf, logOf, sealedEnvelope, statementOf } from './sealed.ts';

/** The fenced commands of VERIFY.md, one script for each block. */
function commandsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string);
}

async function unpack(input: EvidenceInput): Promise<{ shop: Workshop; names: string[]; commands: string[] }> {
  const shop = await openWorkshop();
  const names: string[] = [];
  for await (const { name, content } of evidenceFiles(input)) {
    names.push(name);
    await shop.write(name, await bytesOf(content));
  }
  return { shop, names, commands: commandsOf((await shop.read('VERIFY.md')).toString('utf8')) };
}

async function evidenceOf(
  signer: Parameters<typeof sealedEnvelope>[0]['signer'],
  more: Partial<Parameters<typeof sealedEnvelope>[0]> = {},
) {
  const from = more.pki ?? pki;
  const at = more.at ?? new Date();
  const made = await sealedEnvelope({ pki: from, at, ...(signer ? { signer } : {}), ...more });
  const events = eventsOf(5, at);
  return unpack({
    message: inPieces(made.raw),
    seal: made.seal,
    signature: made.signature,
    events,
    log: await logOf(events, made.sealSigner, at),
    trust: from.trustStore(),
  });
}

describe('the evidence of an envelope', () => {
  it.each([
    ['signed with RSA PKCS#1', 'claire-martin', 'rsa-pkcs1-sha256'],
    ['signed with RSA-PSS', 'claire-martin', 'rsa-pss-sha256'],
    ['signed with ECDSA', 'isabelle-girard', 'ecdsa-sha256'],
  ] as const)('%s verifies by the commands of VERIFY.md as written', async (_, name, scheme) => {
    const { shop, names, commands } = await evidenceOf(await cardSigner(name, scheme));
    expect(names).toEqual([
      'message.eml',
      'seal.json',
      'seal.p7s',
      'timestamp.tsr',
      'signature-timestamp.tsr',
      'events.json',
      'log-head.json',
      'log-head.p7s',
      'inclusion.json',
      'trust.pem',
      'certificates.pem',
      'signer.pem',
      'crls.pem',
      'VERIFY.md',
    ]);
    expect(commands).toHaveLength(10);
    const said = await shop.shell(commands.join('\n'));
    expect(said.match(/CMS Verification successful/g)).toHaveLength(3);
    expect(said.match(/: in the log/g)).toHaveLength(5);
    expect(said.match(/Verification: OK/g)).toHaveLength(2);
    expect(said).toContain('signer.pem: OK');
  });

  it('without a signature verifies too, and says that nobody signed', async () => {
    const { shop, names, commands } = await evidenceOf(undefined);
    expect(names).not.toContain('signer.pem');
    expect((await shop.read('VERIFY.md')).toString()).toContain('The sender did not sign this message.');
    expect(await shop.shell(commands.join('\n'))).toContain('Verification: OK');
  });

  it('six years old, with all leaf certificates ended five years ago, still verifies', async () => {
    const now = new Date();
    const at = addDays(now, -6 * 365);
    const own = await createPki({ now: at });
    const validity = { notBefore: addDays(now, -7 * 365), notAfter: addDays(now, -5 * 365) };
    const card = await own.issueCard({ ...cast['claire-martin'], seed: 'evidence-old', validity });
    const key = { ...card.signature, certificate: Buffer.from(card.signature.certificate, 'base64') };
    const signer = memorySigner(
      { ...key, chain: card.chain.map((der) => Buffer.from(der, 'base64')) },
      'rsa-pkcs1-sha256',
    );
    const { shop, names, commands } = await evidenceOf(signer, { pki: own, at, validity });
    expect(names).toContain('crls.pem');
    await shop.shell(commands.join('\n'));
  });

  it('fails the matching command when any file is changed', async () => {
    const { shop, commands } = await evidenceOf(await cardSigner('claire-martin'));
    const change = async (name: string, from: string, to: string): Promise<void> => {
      const bytes = await shop.read(name);
      const at = bytes.indexOf(from);
      expect(at).toBeGreaterThanOrEqual(0);
      await shop.write(name, Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]));
      await expect(shop.shell(commands.join('\n'))).rejects.toThrow();
      await shop.write(name, bytes);
    };
    await shop.shell(commands.join('\n'));
    await change('message.eml', 'Bonjour', 'Bonsoir');
    await change('seal.json', 'Claire', 'Clarie');
    await change('trust.pem', 'CERTIFICATE', 'CERTIFICATX');
  });

  it('fails the commands about the log when a head, an event or a proof is changed', async () => {
    const { shop, commands } = await evidenceOf(undefined);
    const [signature, inclusion] = commands.slice(-2) as [string, string];
    const change = async (command: string, name: string, from: string, to: string): Promise<void> => {
      const before = (await shop.read(name)).toString('utf8');
      expect(before).toContain(from);
      await shop.write(name, before.replace(from, to));
      await expect(shop.shell(command)).rejects.toThrow();
      await shop.write(name, before);
    };
    await change(signature, 'log-head.json', '"treeSize":7', '"treeSize":8');
    await change(inclusion, 'events.json', 'deposited', 'delivered');
    await change(inclusion, 'inclusion.json', '"leafIndex":0', '"leafIndex":1');
  });

  it.each([1, 3, 8])('shows by sh and openssl alone that each of %i events is in the log', async (count) => {
    const at = new Date();
    const made = await sealedEnvelope({ pki });
    const events = eventsOf(count, at);
    const log = await logOf(events, made.sealSigner, at, count % 3);
    const trust = pki.trustStore();
    const input = { message: inPieces(made.raw), seal: made.seal, signature: null, events, log, trust };
    const { shop, commands } = await unpack(input);
    await shop.write('inclusion.sh', commands.at(-1) as string);
    expect((await shop.shell('sh -eu inclusion.sh')).match(/: in the log/g)).toHaveLength(count);
    const text = (await shop.read('events.json')).toString('utf8');
    // An event that was changed, and one line too many that is no event.
    const others = [text.replace('Hélène', 'Helene'), text.replace('[\n', '[\n\n')];
    for (const other of others) {
      await shop.write('events.json', other);
      await expect(shop.shell('sh -eu inclusion.sh')).rejects.toThrow('not in the log');
    }
  });

  it('says so where no head of the log could be signed', async () => {
    const made = await sealedEnvelope({ pki });
    const trust = pki.trustStore();
    const events = eventsOf(2, new Date());
    const input = { message: inPieces(made.raw), seal: made.seal, signature: null, events, log: null, trust };
    const { shop, names } = await unpack(input);
    expect(names).not.toContain('log-head.json');
    expect((await shop.read('VERIFY.md')).toString()).toContain('No signed head of the log');
  });

  it('fails where a card holder sealed in the operator’s place', async () => {
    const made = await sealedEnvelope({ pki, signer: await cardSigner('claire-martin') });
    const card = await cardSigner('paul-leroy');
    const seal = await makeSeal(statementOf(made.message, new Date()), card, made.timestamp, made.signature);
    const trust = pki.trustStore();
    const forged = { message: inPieces(made.raw), seal, signature: made.signature, events: [], log: null, trust };
    const { shop, commands } = await unpack(forged);
    await expect(shop.shell(commands[2] as string)).rejects.toThrow();
  });

  it('fails where another hash of the statement is that of the file shown as the message', async () => {
    const { shop, commands } = await evidenceOf(undefined);
    const assertion = Buffer.from('a sign-in assertion');
    const sha256 = createHash('sha256').update(assertion).digest('hex');
    const statement = (await shop.read('seal.json')).toString('utf8');
    await shop.write('seal.json', statement.replace('"evidenceSha256":null', `"evidenceSha256":"${sha256}"`));
    await shop.write('message.eml', assertion);
    await expect(shop.shell(commands[1] as string)).rejects.toThrow();
  });

  it('shows the certificate of the very hand that signed, not the one that lies beside', async () => {
    const { shop, commands } = await evidenceOf(await cardSigner('claire-martin'));
    const other = toPem('CERTIFICATE', (await cardSigner('paul-leroy')).certificate);
    await shop.write('signer.pem', other);
    const said = await shop.shell(commands.slice(0, 6).join('\n'));
    expect(said).toContain('MARTIN');
    expect(said).not.toContain('LEROY');
  });

  it('holds the events as they were hashed, one on each line', async () => {
    const { shop, commands } = await evidenceOf(undefined);
    const text = (await shop.read('events.json')).toString('utf8');
    const lines = text
      .split('\n')
      .slice(1, -2)
      .map((line) => line.replace(/,$/, ''));
    const events = JSON.parse(text) as ReturnType<typeof eventsOf>;
    expect(lines).toEqual(events.map((event) => Buffer.from(eventLeaf(event)).toString('utf8')));
    expect(verifyEventChain(events)).toEqual({
      ok: true,
      linksChecked: 5,
      gaps: 0,
      head: eventHash(events[4] as (typeof events)[0]),
    });
    const said = await shop.shell(commands.find((command) => command.startsWith('sed -n 2p')) as string);
    expect(said).toContain(events[1]?.previousHash);
  });

  it('cannot be made of a seal that is none', async () => {
    const made = await sealedEnvelope({ pki });
    const input = { message: inPieces(made.raw), signature: null, events: [], log: null, trust: pki.trustStore() };
    await expect(unpack({ ...input, seal: { ...made.seal, signature: '!' } })).rejects.toMatchObject({
      code: 'envelope.altered',
    });
  });
});

describe('the chain of events', () => {
  const events = eventsOf(6, new Date());

  it('holds whole, and in parts with gaps', () => {
    expect(verifyEventChain(events)).toMatchObject({ ok: true, linksChecked: 6, gaps: 0 });
    expect(verifyEventChain([])).toEqual({ ok: true, linksChecked: 0, gaps: 0, head: null });
    expect(verifyEventChain(events.filter((_, index) => index !== 2 && index !== 3))).toMatchObject({
      linksChecked: 3,
      gaps: 1,
    });
    expect(verifyEventChain(events.slice(3))).toMatchObject({ linksChecked: 2, gaps: 1 });
  });

  it('breaks where a row was changed, doubled, or changed places', () => {
    const changed = events.map((event) => (event.seq === 3 ? { ...event, at: new Date(0).toISOString() } : event));
    expect(verifyEventChain(changed)).toEqual({ ok: false, seq: 4, reason: 'previous-hash' });
    const [one, two, three] = events as [(typeof events)[0], (typeof events)[0], (typeof events)[0]];
    expect(verifyEventChain([one, two, two, three])).toEqual({ ok: false, seq: 2, reason: 'order' });
    expect(verifyEventChain([two, one])).toEqual({ ok: false, seq: 1, reason: 'order' });
    expect(verifyEventChain([{ ...one, previousHash: '1'.repeat(64) }])).toEqual({
      ok: false,
      seq: 1,
      reason: 'previous-hash',
    });
  });
});

describe('a signed head of the log', () => {
  const at = new Date();
  const headOf = async (signer: CmsSigner) => (await logOf(eventsOf(3, at), signer, at)).head;

  it('holds under the operator’s seal key alone, for the very text that was signed', async () => {
    const { sealSigner } = await sealedEnvelope({ pki });
    const head = await headOf(sealSigner);
    const trust = pki.trustStore();
    expect(await verifyLogHead(head, trust)).toMatchObject({ ok: true, statement: { treeSize: 5 } });
    const other = await headOf(await cardSigner('claire-martin'));
    expect(await verifyLogHead(other, trust)).toMatchObject({ ok: false, reason: 'card.certificate-untrusted' });
    const reasons = await Promise.all(
      [
        { ...head, statement: head.statement.replace('"treeSize":5', '"treeSize":6') },
        { ...head, statement: `${head.statement} ` },
        { ...head, statement: '{' },
        { ...head, signature: '!' },
        { ...head, signature: 'AAAA' },
        { ...head, signature: other.signature },
      ].map(async (changed) => verifyLogHead(changed, trust)),
    );
    expect(reasons.map((verdict) => !verdict.ok && verdict.reason)).toEqual([
      'signature',
      'malformed',
      'malformed',
      'malformed',
      'signature',
      'card.certificate-untrusted',
    ]);
  });

  it('is not taken for a seal, nor a seal for a head', async () => {
    const { seal, message, sealSigner } = await sealedEnvelope({ pki });
    const trust = pki.trustStore();
    const head = await headOf(sealSigner);
    expect(await verifyLogHead(seal, trust)).toEqual({ ok: false, reason: 'malformed' });
    expect(await verifySeal({ ...seal, ...head }, message, trust)).toMatchObject({ reason: 'malformed' });
  });
});

describe('the zip of the evidence', () => {
  /** A message of many pieces, and whether who gives them was told that nobody wants more. */
  function message() {
    const given = { pieces: 0, isClosed: false };
    async function* content() {
      try {
        for (; given.pieces < 100; given.pieces += 1) yield Buffer.alloc(65_536, 'a');
      } finally {
        given.isClosed = true;
      }
    }
    return { given, content: content() };
  }

  it('keeps the message as it is, to be read at the speed of the disk, and makes the rest smaller', async () => {
    async function* files() {
      for (const name of ['message.eml', 'events.json']) yield { name, content: message().content };
    }
    const { length } = await bytesOf(zipOfEvidence(files(), new Date()));
    expect(length).toBeGreaterThan(100 * 65_536);
    expect(length).toBeLessThan(101 * 65_536);
  });

  it('closes the message when whoever reads it goes away', async () => {
    const { given, content } = message();
    let isOver = false;
    async function* files() {
      try {
        yield { name: 'message.eml', content };
      } finally {
        isOver = true;
      }
    }
    const zip = zipOfEvidence(files(), new Date());
    for await (const _ of zip) break;
    await expect.poll(() => [given.isClosed, isOver]).toEqual([true, true]);
    expect(given.pieces).toBeLessThan(100);
  });
});
