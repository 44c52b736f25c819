import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { invitedSender } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { createBounceFolder } from '../../operator/mail/bounce-folder.ts';
import { readFailedDelivery } from '../../operator/mail/delivery-status.ts';
import { recordBounce, recordReturned } from '../../operator/services/mail-fate.ts';
import { type MailDesk, openMailDesk, person } from './support/mail-desk.ts';

let desk: MailDesk;
let maildir: string;
beforeEach(async () => {
  desk = await openMailDesk();
  maildir = join(desk.folder, 'retours');
  mkdirSync(join(maildir, 'new'), { recursive: true });
});
afterEach(() => desk.close());

interface ReportFacts {
  readonly envelopeId?: string;
  readonly messageId?: string;
  readonly action?: string;
}

/** A report as servers write them (RFC 3464 §2). */
function report({ envelopeId, messageId = 'autre', action = 'failed' }: ReportFacts): string {
  return [
    'From: MAILER-DAEMON@mx.essai.example',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.essai.example',
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
    '',
    'Final-Recipient: rfc822; paul@essai.example',
    `Action: ${action}`,
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: <${messageId}@essai.example>`,
    '',
    'text',
    '--b--',
    '',
  ].join('\r\n');
}

const put = (name: string, content: string | Buffer) => writeFileSync(join(maildir, 'new', name), content);
const read = () => recordReturned(desk.parts, createBounceFolder(maildir));
const bouncesOf = async (envelopeId: string) =>
  (await desk.stores.envelopes.events(envelopeId)).filter((one) => one.kind === 'bounced').length;

async function notified(): Promise<{ readonly envelopeId: string; readonly mailId: string }> {
  const envelopeId = await desk.publish('Bilan');
  await desk.notifier().handOver();
  return { envelopeId, mailId: desk.mailer.taken.at(-1)?.id ?? '' };
}

describe('a mail that comes back', () => {
  it('is known by its envelope id or its Message-ID, bounces once, and its report is removed', async () => {
    const one = await notified();
    const other = await notified();
    put('1', report({ envelopeId: one.mailId }));
    put('2', report({ messageId: other.mailId }));
    put('3', report({ envelopeId: one.mailId }));
    await read();
    await read();
    expect([await bouncesOf(one.envelopeId), await bouncesOf(other.envelopeId)]).toEqual([1, 1]);
    expect(readdirSync(join(maildir, 'new'))).toEqual([]);
    expect((await desk.stores.envelopes.find(one.envelopeId))?.recipients[0]?.state).toBe('notified');
  });

  it('is not one that is late, arrived, never left, or that somebody who never saw it speaks of', async () => {
    const { envelopeId, mailId } = await notified();
    desk.mailer.answer = () => ({ outcome: 'later', because: 'mail' });
    const waiting = await desk.publish('Autre', [person('anne.roux')]);
    const [queued] = await desk.stores.mails.claim(desk.now, new Date(0), 1);
    put('1', report({ envelopeId: mailId, action: 'delayed' }));
    put('2', report({ envelopeId: mailId, action: 'delivered' }));
    put('3', report({ envelopeId }));
    put('4', report({ envelopeId: '0'.repeat(32) }));
    put('5', report({ envelopeId: queued?.id ?? '' }));
    await read();
    expect([await bouncesOf(envelopeId), await bouncesOf(waiting)]).toEqual([0, 0]);
    expect(readdirSync(join(maildir, 'cur')).sort()).toEqual(['1:2,S', '2:2,S', '3:2,S', '4:2,S']);
  });

  it('is found among spam, nonsense, links and reports without end', async () => {
    const { envelopeId, mailId } = await notified();
    const good = report({ envelopeId: mailId });
    put('01', Buffer.alloc(3_000_000, 'A'));
    put('02', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 31) % 256)));
    put('03', good.replace('multipart/report', 'multipart/mixed'));
    put('04', `${'Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n'.repeat(500)}${good}`);
    put(
      '05',
      good
        .replace('Final-Recipient', 'Original-Envelope-Id: x\r\nFinal-Recipient')
        .replace('Message-ID', 'Message-ID: <a@b>\r\nMessage-ID'),
    );
    put('06', good.replace('Action', `${'X: y\r\n\r\n'.repeat(5000)}Action`));
    put('07', '');
    writeFileSync(join(desk.folder, 'elsewhere'), good);
    symlinkSync(join(desk.folder, 'elsewhere'), join(maildir, 'new', '08'));
    mkdirSync(join(maildir, 'new', '09'));
    await read();
    expect(await bouncesOf(envelopeId)).toBe(0);
    put('10', good);
    await read();
    expect(await bouncesOf(envelopeId)).toBe(1);
    expect(desk.log.join('')).not.toContain('paul');
  });

  it('counts where neither who wrote nor who was written to has an account', async () => {
    const paul = person('paul.leroy');
    const envelopeId = await desk.publish('Bilan', [], {
      senderAccountId: null,
      sender: invitedSender('laure@essai.example'),
      recipients: [
        { address: paul.address, name: 'Paul', role: 'to', kind: 'invited', accountId: null, profession: null },
      ].map((one) => ({ ...one, state: 'sealed', openedAt: null }) as Recipient),
    });
    const warning = { kind: 'expiring', accountId: null, recipient: paul.address, at: desk.now.toISOString() } as const;
    await desk.stores.envelopes.warn(envelopeId, desk.now, [warning]);
    const mail = (await desk.stores.mails.claim(desk.now, new Date(0), 10)).find((one) => one.kind === 'expiring');
    if (!mail) throw new Error('nobody is warned');
    await recordBounce(desk.parts, mail);
    expect(await bouncesOf(envelopeId)).toBe(1);
  });

  it('may be told in upper case, with bare line feeds, and with everything after it cut off', () => {
    const text = report({ envelopeId: 'ab12' }).replace('Action: failed', 'ACTION: Failed').replaceAll('\r\n', '\n');
    expect(readFailedDelivery(Buffer.from(text))).toEqual({ mailIds: ['ab12', 'autre'] });
    const cut = text.slice(0, text.indexOf('Content-Type: message/rfc822'));
    expect(readFailedDelivery(Buffer.from(cut))).toEqual({ mailIds: ['ab12'] });
  });
});
