import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultNotificationPreferences, type NotificationPreferences } from '../../contract/model/notification.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { addMailsPage } from '../../operator/demo/mails-page.ts';
import { createDemoTelephone } from '../../operator/demo/telephone.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

const path = '/v1/account/notification-preferences';

describe('what an account wants to be told of', () => {
  it('has defaults, is kept as chosen, and is its own', async () => {
    const claire = await operator.signedIn('claire-martin');
    const paul = await operator.signedIn('paul-leroy');
    expect((await claire.call<NotificationPreferences>('GET', path)).json).toEqual(defaultNotificationPreferences);
    const chosen = { ...defaultNotificationPreferences, language: 'en', titleAllowed: true };
    for (let time = 0; time < 2; time += 1) {
      const answer = await claire.call<NotificationPreferences>('PUT', path, { body: chosen });
      expect([answer.status, answer.json]).toEqual([200, chosen]);
    }
    expect((await claire.call<NotificationPreferences>('GET', path)).json).toEqual(chosen);
    expect((await paul.call<NotificationPreferences>('GET', path)).json).toEqual(defaultNotificationPreferences);
  });

  it('is refused when something is missing, unknown or of another kind, and for nobody in particular', async () => {
    const claire = await operator.signedIn('claire-martin');
    const { channels } = defaultNotificationPreferences;
    const wrong = [
      {},
      { ...defaultNotificationPreferences, language: 'de' },
      { ...defaultNotificationPreferences, accountId: 'x' },
      { ...defaultNotificationPreferences, channels: { ...channels, reception: 'sms' } },
      { ...defaultNotificationPreferences, channels: { reception: 'email' } },
    ];
    for (const body of wrong) expect((await claire.call('PUT', path, { body })).error.code).toBe('request.invalid');
    const stranger = await operator.workstation('paul-leroy');
    expect((await stranger.call('GET', path)).status).toBe(401);
  });
});

describe('the settings of a mail server', () => {
  const parse = (mail: unknown) =>
    OperatorConfig.safeParse({ ...configOfPkiFolder('pki'), dataFolder: 'data', mail }).success;

  it.each([
    [true, { smtp: { host: 'mx.essai.example' } }],
    [true, { smtp: { host: 'mx.essai.example', user: 'op', passwordFile: '/run/mot-de-passe' }, titles: true }],
    [true, { smtp: { host: '127.0.0.1', port: 25, security: 'none' } }],
    [false, { smtp: { host: 'mx.essai.example', security: 'none' } }],
    [false, { smtp: { host: '127.0.0.1', security: 'none', user: 'op', passwordFile: '/x' } }],
    [false, { smtp: { host: 'mx.essai.example', user: 'op' } }],
    [false, { smtp: { host: 'mx.essai.example', password: 'secret' } }],
    [false, { smtp: { host: 'mx.essai.example', port: 0 } }],
    [false, { title: true }],
  ])('are taken (%s): %j', (taken, mail) => {
    expect(parse(mail)).toBe(taken);
  });
});

describe('the page of the demonstration’s mails', () => {
  it('is not there on any other operator', async () => {
    const claire = await operator.workstation('claire-martin');
    expect((await claire.call('GET', '/demo/mails', { proof: null })).status).toBe(404);
  });

  it('shows mails newest first, as text whatever they hold, and may load nothing', async () => {
    const spool = join(operator.folder, 'spool');
    const app = fastify();
    const telephone = createDemoTelephone('Medimail');
    addMailsPage(app, spool, telephone);
    expect((await app.inject('/demo/mails')).body).toContain('Aucun courriel');
    await mkdir(spool);
    const mail = (subject: string, date: string, text: string) =>
      `From: a@essai.example\r\nTo: b@essai.example\r\nSubject: ${subject}\r\nDate: ${date}\r\n\r\n${text}`;
    writeFileSync(join(spool, '1.eml'), mail('Ancien', 'Mon, 23 Nov 2026 08:00:00 +0000', 'premier'));
    const script = '<script>alert(1)</script>';
    writeFileSync(join(spool, '2.eml'), mail(`Nouveau ${script}`, 'Tue, 24 Nov 2026 08:00:00 +0000', `"' & ${script}`));
    writeFileSync(join(spool, '.3.part'), 'unfinished');
    const { body, headers } = await app.inject('/demo/mails');
    expect(body.indexOf('Nouveau')).toBeGreaterThan(0);
    expect(body.indexOf('Nouveau')).toBeLessThan(body.indexOf('Ancien'));
    expect(body).not.toContain('<script');
    expect(body).not.toContain('Téléphone');
    const call = { number: '+33612345678', channel: 'sms', language: 'fr' } as const;
    await telephone.send({ ...call, id: 'one', code: '000111' });
    await telephone.send({ ...call, id: 'two', code: '654321', channel: 'voice' });
    const rung = (await app.inject('/demo/mails')).body;
    expect(rung.indexOf('6, 5, 4, 3, 2, 1')).toBeGreaterThan(rung.indexOf('Téléphone'));
    expect(rung.indexOf('000111')).toBeGreaterThan(rung.indexOf('6, 5, 4, 3, 2, 1'));
    expect(rung.indexOf('Nouveau')).toBeGreaterThan(rung.indexOf('000111'));
    expect(body).toContain('&quot;&#39; &amp; &lt;script&gt;');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    await app.close();
  });
});
