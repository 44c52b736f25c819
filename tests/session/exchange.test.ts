import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { type DemoOperator, startDemoOperator } from '../../tools/demo/operator.ts';
import { readCardFile } from '../support/pki/demo.ts';
import type { CastName } from '../support/pki/people.ts';
import { eventually, type SessionDriver, startSession } from '../support/session-driver.ts';
import { createSoftwareToken } from '../support/software-token.ts';
import { copySeededOperator } from './support/global-setup.ts';

describe('two professionals with cards', () => {
  let folder: string;
  let operator: DemoOperator;
  const sessions: SessionDriver[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'medimail-session-'));
    operator = await startDemoOperator(copySeededOperator(inject('seededOperator'), folder));
  });
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.kill()));
    await operator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (name: CastName) => {
    const session = await startSession({
      accountsFolder: join(folder, name),
      operatorUrl: operator.url,
      anchorsFile: operator.pki.anchorsFile,
      tokens: createSoftwareToken(readCardFile(operator.pki.cards[name])),
    });
    sessions.push(session);
    return session;
  };

  it('sign in, exchange a signed envelope, and see it opened', async () => {
    const claire = await open('claire-martin');
    const paul = await open('paul-leroy');
    const view = await claire.signIn();
    expect(view).toMatchObject({ online: true, method: 'card', unsent: 0 });
    expect(view.recoveryCode).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
    await paul.signIn();
    const before = await eventually(async () => {
      const state = await paul.sync.state({});
      return state.connection === 'online' && state.pendingBytes === 0 ? state : null;
    });

    const draft = await claire.draft.create({ answerTo: null, toAll: false });
    await claire.draft.save({
      draftId: draft.id,
      content: {
        recipients: [
          { address: EmailAddress.parse('paul.leroy@demo.medimail.example'), name: 'Dr Paul LEROY', role: 'to' },
        ],
        subject: 'CR consultation — M. DUPONT Jean',
        text: 'Cher confrère,\n\nmerci de voir ce patient.',
        inReplyTo: null,
      },
    });
    await expect(claire.draft.send({ draftId: draft.id, pin: null, finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'card.pin-required',
    });
    const { envelopeId } = await claire.draft.send({ draftId: draft.id, pin: '1234', finalTryConfirmed: false });
    await eventually(async () => (await claire.outbox.list({})).entries.length === 0);
    const sent = await claire.mailbox.rows({ box: 'sent', filter: 'all', offset: 0, limit: 10 });
    expect(sent.rows[0]).toMatchObject({ id: envelopeId, subject: 'CR consultation — M. DUPONT Jean', offline: true });

    const row = await eventually(async () => {
      const { rows } = await paul.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 10 });
      return rows.find(({ id, offline }) => id === envelopeId && offline);
    });
    expect(row).toMatchObject({ who: 'Dr Claire MARTIN', opened: false, signed: true });
    const opened = await paul.mailbox.open({ envelopeId: envelopeId as EnvelopeId });
    expect(opened.content?.text).toContain('merci de voir ce patient');
    expect(opened.seal.state).toBe('valid');
    expect(opened.signature).toMatchObject({ state: 'valid', signer: { familyName: 'MARTIN', givenName: 'Claire' } });
    await paul.mailbox.displayed({ envelopeId: envelopeId as EnvelopeId });
    const start = Date.now();
    await eventually(async () => {
      const seen = await claire.mailbox.open({ envelopeId: envelopeId as EnvelopeId });
      return seen.events.some(({ kind }) => kind === 'opened');
    });
    expect(Date.now() - start).toBeLessThan(2_000);
    const proof = await claire.mailbox.proof({ envelopeId: envelopeId as EnvelopeId });
    expect(proof.recomputedSha256).toBe(proof.statement.message.sha256);
    expect(before.envelopes).toBeGreaterThan(0);
    for (const session of [claire, paul]) expect(session.of('bug')).toEqual([]);
  });
});
