/** The one thing that matters: a signed letter goes from one card to another, and both have proof. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { verifyEventChain } from '../../envelope/evidence/verify-events.ts';
import { verifySeal } from '../../envelope/seal/seal.ts';
import { readPem } from '../../operator/trust-files.ts';
import { attachment, deposit, writeLetter } from './support/letter.ts';
import { logEvents } from './support/log-events.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

describe('a signed letter', () => {
  it('is sealed, synced, downloaded and opened, and its sender learns each step', async () => {
    const claire = await operator.signedIn('claire-martin');
    const paul = await operator.signedIn('paul-leroy');
    const letter = await writeLetter(claire, {
      to: [paul.address],
      cc: ['cardiologie.deux-rives@demo.medimail.example'],
      attachments: [attachment('CR.pdf', 2_000_000)],
    });
    const sealed = await deposit(claire, letter);
    expect(sealed.status, sealed.bytes.toString()).toBe(200);
    const { record, seal } = sealed.json;
    expect(record.content?.attachments.map((one) => one.name)).toEqual(['CR.pdf']);
    const trust = {
      anchors: readPem(operator.pki.anchorsFile, 'CERTIFICATE'),
      intermediates: readPem(operator.pki.intermediatesFile, 'CERTIFICATE'),
      crls: readPem(operator.pki.crlsFile, 'X509 CRL'),
    };
    expect(await verifySeal(seal, letter.manifest, trust)).toMatchObject({ state: 'valid' });

    const received = (await paul.call<SyncPage>('GET', '/v1/sync')).json;
    const arrived = received.changes.find((change) => change.type === 'envelope');
    expect(arrived).toMatchObject({ box: 'received', record: { id: letter.manifest.envelopeId } });

    const path = `/v1/envelopes/${letter.manifest.envelopeId}`;
    const message = await paul.call('GET', `${path}/message`);
    expect(createHash('sha256').update(message.bytes).digest('hex')).toBe(letter.manifest.sha256);

    const statement = await paul.openingStatement({
      envelopeId: letter.manifest.envelopeId,
      sha256: letter.manifest.sha256,
      openedAt: new Date().toISOString(),
      offline: false,
    });
    const opened = await paul.call<{ event: EnvelopeEvent }>('POST', `${path}/opened`, { body: { statement } });
    expect(opened.json.event).toMatchObject({ kind: 'opened', recipient: paul.address, source: 'operator' });

    await expect
      .poll(async () => (await claire.call<{ events: EnvelopeEvent[] }>('GET', `${path}/events`)).json.events.length)
      .toBe(6);
    const sent = (await claire.call<SyncPage>('GET', '/v1/sync')).json;
    const kinds = sent.changes.flatMap((change) => (change.type === 'event' ? change.event.kind : []));
    expect(kinds.slice(0, 2)).toEqual(['deposited', 'sealed']);
    expect(kinds.slice(2).sort()).toEqual(['delivered', 'notified', 'notified', 'opened']);
    const box = sent.changes.find((change) => change.type === 'envelope');
    expect(box?.type === 'envelope' && box.record.recipients.map((one) => one.state)).toEqual(['opened', 'notified']);
    expect(verifyEventChain(await logEvents(operator.stores.log))).toMatchObject({ ok: true, gaps: 0 });
  });
});
