import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperatorClock } from '../../main/session/operator/clock.ts';
import { createOperatorSession } from '../../main/session/operator/operator-session.ts';
import { startDemoOperator } from '../../tools/demo/operator.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { eventually } from '../support/session-driver.ts';
import { leaveRoom, smallDisk } from './support/small-disk.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

describe('a workstation in trouble', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('with a full disk says so, keeps what it has, and goes on when there is room', async (context) => {
    const folder = join(stage.folder, 'small');
    const disk = smallDisk(folder, '32m');
    if (!disk) return context.skip();
    try {
      const claire = await stage.signedIn('claire-martin', { folder: 'small' });
      await synced(claire.session);
      const ballast = join(folder, 'ballast');
      const big = join(stage.folder, 'gros.bin');
      writeFileSync(big, randomBytes(4_000_000));
      const draftId = await writeDraft(claire.session, { to: 'paul.leroy', subject: 'Plein', files: [big] });
      const attach = () => claire.session.draft.attach({ draftId, grantId: claire.session.grant('read', big) });
      leaveRoom(ballast, 3_000_000);
      await expect(attach()).rejects.toMatchObject({ code: 'store.disk-full' });
      // The message itself, with its attachment inside, has no room either: the draft stays as it was.
      await expect(claire.session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject(
        { code: 'store.disk-full' },
      );
      expect(await claire.session.draft.get({ draftId })).toMatchObject({ attachmentsBytes: 4_000_000 });
      rmSync(ballast);
      await claire.session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
      await outboxEmpty(claire.session);
      expect(claire.session.of('bug')).toEqual([]);

      // Receiving on a full disk: the list is there, the bytes follow when there is room.
      const paul = await stage.signedIn('paul-leroy', { direct: true });
      leaveRoom(ballast, 4_000_000);
      writeFileSync(big, randomBytes(6_500_000));
      const id = await sendLetter(paul.session, { to: 'claire.martin', subject: 'Trop gros', files: [big] });
      await outboxEmpty(paul.session, 60_000);
      await eventually(async () => {
        const { rows } = await claire.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 5 });
        return rows[0]?.id === id;
      });
      await expect(claire.session.mailbox.open({ envelopeId: id })).rejects.toMatchObject({ code: 'store.disk-full' });
      expect(claire.session.of('bug')).toEqual([]);
      await claire.session.kill();
    } finally {
      disk.unmount();
    }
  });

  it('whose clock is a day off signs in, sends, and states the right time', async () => {
    const card = readCardFile(stage.operator.pki.cards['claire-martin']);
    const key = createPrivateKey(card.authentication.privateKeyPem);
    for (const off of [-86_400_000, 86_400_000]) {
      const clock = createOperatorClock(() => Date.now() + off);
      const session = createOperatorSession({
        url: stage.operator.url,
        authorities: [readFileSync(stage.operator.pki.anchorsFile, 'utf8')],
        proxy: null,
        clock,
        onTokens: () => undefined,
        onEnded: () => undefined,
      });
      const chain = [card.authentication.certificate, ...card.chain].map((der) => Buffer.from(der, 'base64'));
      await session.signIn({ algorithm: 'RS256', chain, sign: async (bytes) => sign('sha256', bytes, key) });
      expect(Math.abs(clock.skewMs() - off)).toBeLessThan(60_000);
      expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
      expect((await session.call('account', {})).familyName).toBe('Martin');
      await session.close();
    }
  });

  it('behind a proxy reaches the operator through it', async () => {
    const seen: string[] = [];
    const proxy: Server = createServer();
    proxy.on('connect', (request, socket, head) => {
      seen.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const far = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        far.write(head);
        far.pipe(socket);
        socket.pipe(far);
      });
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const anne = await stage.signedIn('anne-roux', { direct: true, config: { proxy: url } });
    await synced(anne.session);
    expect(seen.length).toBeGreaterThan(0);
    await anne.session.kill();
    proxy.closeAllConnections();
    proxy.close();
  });

  it('whose operator lost its history rebuilds the lists and keeps its drafts', async () => {
    const bernard = await stage.signedIn('bernard-noel');
    const id = await sendLetter(bernard.session, { to: 'paul.leroy', subject: 'Avant' });
    await outboxEmpty(bernard.session);
    const draftId = await writeDraft(bernard.session, { to: 'paul.leroy', subject: 'À finir' });
    await bernard.session.kill();

    // Another operator under the same name: none of the cursors that the old one gave means anything to it.
    const other = await startDemoOperator({
      dataFolder: join(stage.folder, 'operator-2'),
      pkiFolder: join(stage.folder, 'pki'),
    });
    try {
      const again = await stage.workstation('bernard-noel', { config: { operatorUrl: other.url } });
      await again.session.signIn();
      await synced(again.session);
      const { rows } = await again.session.mailbox.rows({ box: 'sent', filter: 'all', offset: 0, limit: 50 });
      expect(rows.some((row) => row.id === id)).toBe(false);
      expect((await again.session.draft.get({ draftId })).content.subject).toBe('À finir');
      expect(again.session.of('bug')).toEqual([]);
      await again.session.kill();
    } finally {
      await other.stop();
    }
  });

  it('finds its operator again after that was killed and restarted', async () => {
    const claire = await stage.signedIn('claire-martin', { folder: 'claire-9' });
    await synced(claire.session);
    const port = Number(new URL(stage.operator.url).port);
    stage.operator.process.kill('SIGKILL');
    const id = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Pendant la panne' });
    await eventually(async () => (await claire.session.sync.state({})).connection === 'offline');
    const restarted = await startDemoOperator({
      dataFolder: join(stage.folder, 'operator'),
      pkiFolder: join(stage.folder, 'pki'),
      port,
    });
    try {
      await outboxEmpty(claire.session, 60_000);
      await arrived(claire.session, 'sent', id);
      expect(claire.session.of('lock')).toEqual([]);
      expect(claire.session.of('bug')).toEqual([]);
    } finally {
      await restarted.stop();
    }
  });
});
