/** Notifications through a real Postfix: taken, refused at the door, refused behind it, and while it is not there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { streamOf } from '../../envelope/bytes.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { createBounceFolder } from '../../operator/mail/bounce-folder.ts';
import { createSmtpMailer } from '../../operator/mail/smtp-mailer.ts';
import { recordReturned } from '../../operator/services/mail-fate.ts';
import type { Mailer, Notification } from '../../operator/services/ports/mail.ts';
import { type MailDesk, openMailDesk, person } from '../operator/support/mail-desk.ts';
import { testPki } from '../operator/support/test-pki.ts';
import { type Postfix, preparePostfix } from './support/postfix.ts';

const domain = 'essai.example';
const from = { name: 'Opérateur d’essai', address: `retours@${domain}` };
const paul = person('paul.leroy');

let desk: MailDesk;
let postfix: Postfix;
let caFile: string;

beforeAll(async () => {
  desk = await openMailDesk();
  const pki = await testPki(join(desk.folder, 'pki'));
  caFile = pki.anchorsFile;
  postfix = await preparePostfix(pki.tls);
});
beforeEach(() => postfix.start());
afterAll(async () => {
  await postfix.close();
  desk.close();
});

/** A mailer to this Postfix that sends everything to one address, whoever it is for. */
function mailerTo(name: string, changes: { readonly caFile?: string; readonly host?: string } = {}): Mailer {
  const smtp = { host: '127.0.0.1', port: postfix.port, security: 'starttls', maxConnections: 2, caFile } as const;
  const mailer = createSmtpMailer({ ...smtp, ...changes }, from);
  return {
    handOver: (notification: Notification) => mailer.handOver({ ...notification, to: `${name}@${domain}` }),
    close: () => mailer.close(),
  };
}

async function handOver(mailer: Mailer): Promise<void> {
  try {
    await desk.notifier({ mailer }).handOver();
  } finally {
    mailer.close();
  }
}

const lastEvents = async (envelopeId: string) =>
  (await desk.stores.envelopes.events(envelopeId)).slice(2).map((event) => event.kind);

describe('a notification through Postfix', () => {
  it('arrives over STARTTLS with its subject, and is recorded as notified', async () => {
    const id = await desk.publish('Bilan');
    await handOver(mailerTo('paul'));
    await expect.poll(() => postfix.arrived('paul').length, { timeout: 20_000 }).toBe(1);
    const raw = readFileSync(postfix.arrived('paul')[0] ?? '');
    const { outer, text } = await parseMessage(streamOf(raw));
    expect(outer.subject).toBe('[MEDIMAIL\u00a0: Réception] Dr Claire MARTIN vous a écrit');
    expect(outer.from?.name).toBe(from.name);
    expect(text).toContain('https://lecture.essai.example/');
    expect(raw.toString('latin1')).toMatch(/^Return-Path: <retours@essai\.example>$/m);
    expect(raw.toString('latin1')).toMatch(/ESMTPS/);
    expect(await lastEvents(id)).toEqual(['notified']);
  });

  it('to an address that the server refuses bounces at once', async () => {
    const id = await desk.publish('Bilan');
    await handOver(mailerTo('personne'));
    expect(await lastEvents(id)).toEqual(['bounced']);
    const mailbox = await desk.stores.envelopes.find(id);
    expect(mailbox?.recipients[0]?.state).toBe('sealed');
  });

  it('that fails behind the server comes back as a report, and bounces once', async () => {
    const id = await desk.publish('Bilan');
    await handOver(mailerTo('pleine'));
    expect(await lastEvents(id)).toEqual(['notified']);
    await expect.poll(() => postfix.arrived('retours').length, { timeout: 20_000 }).toBe(1);
    const report = readFileSync(postfix.arrived('retours')[0] ?? '', 'latin1');
    expect(report).toMatch(/^Original-Envelope-Id: [0-9a-f]{32}$/m);
    const bounces = createBounceFolder(postfix.maildir('retours'));
    await recordReturned(desk.parts, bounces);
    await recordReturned(desk.parts, bounces);
    expect(await lastEvents(id)).toEqual(['notified', 'bounced']);
    expect(postfix.arrived('retours')).toEqual([]);
    const [bounced] = (await desk.stores.envelopes.events(id)).slice(-1);
    expect(bounced?.recipient).toBe(paul.address);
  });

  it('waits while Postfix is not there or has a certificate of nobody we know, and leaves once it is', async () => {
    const before = postfix.arrived('anne').length;
    const id = await desk.publish('Bilan');
    await handOver(mailerTo('anne', { caFile: join(desk.folder, 'pki', 'seal.pem') }));
    await postfix.stop();
    await handOver(mailerTo('anne'));
    expect(await lastEvents(id)).toEqual([]);
    expect(await desk.stores.mails.waiting()).toBe(1);
    await postfix.start();
    await expect
      .poll(
        async () => {
          await handOver(mailerTo('anne'));
          return lastEvents(id);
        },
        { timeout: 30_000, interval: 500 },
      )
      .toEqual(['notified']);
    await expect.poll(() => postfix.arrived('anne').length, { timeout: 20_000 }).toBe(before + 1);
  });
});
