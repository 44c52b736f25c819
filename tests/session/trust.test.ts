import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPki, type Pki } from '../support/pki/pki.ts';
import { eventually } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

/** The operator behind somebody who reads and changes what passes: same certificate authority, other hands. */
async function openMeddler(operatorUrl: string, pki: Pki, anchorsFile: string) {
  const target = new URL(operatorUrl);
  const tls = await pki.issueServer(['localhost', '127.0.0.1', '::1']);
  const meddler = { change: (_path: string, body: Buffer): Buffer => body, url: '', close: () => server.close() };
  const ca = readFileSync(anchorsFile);
  const server: Server = createServer({ cert: tls.certificateChainPem, key: tls.privateKeyPem }, (near, answer) => {
    const options = { host: target.hostname, port: target.port, path: near.url, method: near.method, ca };
    const far = request({ ...options, headers: { ...near.headers } }, (reply) => {
      if (reply.headers['content-type']?.startsWith('text/event-stream')) {
        answer.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(answer);
        return;
      }
      const pieces: Buffer[] = [];
      reply.on('data', (piece: Buffer) => pieces.push(piece));
      reply.on('end', () => {
        const body = meddler.change(near.url ?? '', Buffer.concat(pieces));
        const headers = { ...reply.headers, 'content-length': String(body.length) };
        delete headers['transfer-encoding' as keyof typeof headers];
        answer.writeHead(reply.statusCode ?? 500, headers);
        answer.end(body);
      });
    });
    far.on('error', () => answer.destroy());
    near.on('error', () => far.destroy());
    near.pipe(far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  meddler.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return meddler;
}

describe('what a workstation believes', () => {
  let stage: Stage;
  let pki: Pki;
  let meddler: Awaited<ReturnType<typeof openMeddler>>;
  beforeAll(async () => {
    stage = await openStage();
    pki = await createPki({ keyDirectory: join(stage.operator.pki.directory, 'keys') });
    meddler = await openMeddler(stage.operator.url, pki, stage.operator.pki.anchorsFile);
  });
  afterEach(() => {
    meddler.change = (_path, body) => body;
    stage.link.mend();
  });
  afterAll(async () => {
    meddler.close();
    await stage.close();
  });

  const flipInside = (body: Buffer): Buffer => {
    const changed = Buffer.from(body);
    const at = changed.length >> 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };

  it('is no message that differs from its seal: it is refused, asked for again, and kept once it is right', async () => {
    const claire = await stage.signedIn('claire-martin', { direct: true });
    const big = join(stage.folder, 'image.dat');
    writeFileSync(big, Buffer.alloc(600_000, 5));
    meddler.change = (path, body) => (path.endsWith('/message') ? flipInside(body) : body);
    const paul = await stage.signedIn('paul-leroy', { config: { operatorUrl: meddler.url } });
    const small = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Petite' });
    const large = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Grande', files: [big] });
    await outboxEmpty(claire.session);
    for (const envelopeId of [small, large]) {
      await eventually(async () => {
        const { rows } = await paul.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 20 });
        return rows.some(({ id }) => id === envelopeId);
      });
      await expect(paul.session.mailbox.open({ envelopeId })).rejects.toMatchObject({
        code: expect.stringMatching(/^envelope\.(altered|malformed)$/),
      });
    }
    meddler.change = (_path, body) => body;
    for (const id of [small, large])
      expect((await paul.session.mailbox.open({ envelopeId: id })).seal.state).toBe('valid');
    await arrived(paul.session, 'received', large);
    expect(paul.session.of('bug')).toEqual([]);
  });

  it('is no seal whose signature or timestamp does not hold', async () => {
    const claire = await stage.signedIn('claire-martin', { direct: true, folder: 'claire-2' });
    const reseal = (seal: { signature: string }) => {
      const der = Buffer.from(seal.signature, 'base64');
      der[der.length - 3] = (der[der.length - 3] ?? 0) ^ 1;
      seal.signature = der.toString('base64');
    };
    meddler.change = (path, body) => {
      if (!path.startsWith('/v1/sync?')) return body;
      const page = JSON.parse(body.toString('utf8')) as { changes: { type: string; seal?: { signature: string } }[] };
      for (const { seal } of page.changes ?? []) if (seal) reseal(seal);
      return Buffer.from(JSON.stringify(page));
    };
    const anne = await stage.signedIn('anne-roux', { config: { operatorUrl: meddler.url } });
    const envelopeId = await sendLetter(claire.session, { to: 'anne.roux', subject: 'Scellée' });
    await arrived(anne.session, 'received', envelopeId);
    const { seal, signature } = await anne.session.mailbox.open({ envelopeId });
    expect(seal.state).not.toBe('valid');
    // The sender's own signature stands on its own feet.
    expect(signature.state).toBe('valid');
    expect((await anne.session.mailbox.proof({ envelopeId })).sealVerdict.state).not.toBe('valid');
  });

  it('is neither sender nor title that the signature contradicts', async () => {
    const claire = await stage.signedIn('claire-martin', { direct: true, folder: 'claire-3' });
    meddler.change = (path, body) =>
      path.startsWith('/v1/sync?')
        ? Buffer.from(
            body
              .toString('utf8')
              .replaceAll('"subject":"Vraie"', '"subject":"Fausse"')
              .replaceAll('"address":"claire.martin@', '"address":"anne.roux@')
              .replaceAll('"rpps":"89970000017"', '"rpps":"89970000033"'),
          )
        : body;
    const paul = await stage.signedIn('paul-leroy', { config: { operatorUrl: meddler.url }, folder: 'paul-3' });
    const envelopeId = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Vraie' });
    await arrived(paul.session, 'received', envelopeId);
    const spoofed = await paul.session.mailbox.open({ envelopeId });
    expect(spoofed.signature.state).toBe('valid');
    expect(spoofed.record.content?.subject).toBe('Vraie');
    expect(spoofed.content?.headersDiffer).toEqual(['from', 'subject', 'sender']);
    const own = await claire.session.mailbox.open({ envelopeId });
    expect(own.content?.headersDiffer).toEqual([]);
  });

  it('is no feed that makes no sense: the lists stay, and the reason is shown', async () => {
    const bernard = await stage.signedIn('bernard-noel', { config: { operatorUrl: meddler.url } });
    const before = await synced(bernard.session);
    meddler.change = (path, body) => (path.startsWith('/v1/sync?') ? Buffer.from('{"changes":[{"type":"x"}]}') : body);
    await expect(bernard.session.sync.now({})).rejects.toMatchObject({ code: 'operator.protocol' });
    await eventually(async () => (await bernard.session.sync.state({})).problem === 'operator.protocol');
    expect((await bernard.session.sync.state({})).envelopes).toBe(before.envelopes);
    meddler.change = (_path, body) => body;
    await bernard.session.sync.now({});
    expect((await bernard.session.sync.state({})).connection).toBe('online');
    expect(bernard.session.of('bug')).toEqual([]);
  });

  it('is no card that is known here to be revoked, nor one about which nothing recent is known, without the operator', async () => {
    const first = await stage.signedIn('paul-leroy', { folder: 'paul-crl' });
    await synced(first.session);
    await first.session.kill();
    stage.link.cut();
    const path = join(first.accountsFolder, 'validation.json');
    const material = JSON.parse(readFileSync(path, 'utf8')) as { crls: string[] };
    const write = (crls: readonly Uint8Array[]) =>
      writeFileSync(
        path,
        JSON.stringify({ ...material, crls: crls.map((der) => Buffer.from(der).toString('base64')) }),
      );
    const day = 86_400_000;

    write(pki.crls({ thisUpdate: new Date(Date.now() - 9 * day), nextUpdate: new Date(Date.now() - 2 * day) }));
    const stale = await stage.workstation('paul-leroy', { folder: 'paul-crl' });
    await expect(stale.session.signIn()).rejects.toMatchObject({ code: 'card.revocation-unknown' });
    await stale.session.kill();

    const card = JSON.parse(readFileSync(stage.operator.pki.cards['paul-leroy'], 'utf8')) as {
      authentication: { certificate: string };
    };
    const other = await createPki({ keyDirectory: join(stage.operator.pki.directory, 'keys') });
    other.revoke(Buffer.from(card.authentication.certificate, 'base64'));
    write(other.crls());
    const revoked = await stage.workstation('paul-leroy', { folder: 'paul-crl' });
    await expect(revoked.session.signIn()).rejects.toMatchObject({ code: 'card.certificate-revoked' });
    expect(revoked.token.calls['login']).toBeUndefined();
    await revoked.session.kill();

    write(pki.crls());
    const again = await stage.workstation('paul-leroy', { folder: 'paul-crl' });
    expect((await again.session.signIn()).online).toBe(false);
  });
});
