import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCardFile } from '../support/pki/demo.ts';
import { eventually, type SessionDriver, startSession } from '../support/session-driver.ts';
import { type CardProcesses, startCardProcesses } from '../support/virtual-card/card-processes.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { ins } from '../support/virtual-card/piv-applet.ts';
import { createVirtualCard, type VirtualCard } from '../support/virtual-card/virtual-card.ts';
import { openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

describe('a session over PC/SC, OpenSC and a card', () => {
  let stage: Stage;
  let pcscd: Pcscd;
  let card: VirtualCard;
  let processes: CardProcesses;
  let session: SessionDriver;
  let told: NodeJS.Timeout;
  beforeAll(async () => {
    stage = await openStage();
    pcscd = await startPcscd();
    card = createVirtualCard({ file: readCardFile(stage.operator.pki.cards['claire-martin']) });
    processes = startCardProcesses(pcscd.environment);
    session = await startSession({
      accountsFolder: join(stage.folder, 'claire'),
      operatorUrl: stage.operator.url,
      anchorsFile: stage.operator.pki.anchorsFile,
      tokens: {
        call: (method, input) => processes.tokens.call(method, input),
        readers: () => [...processes.monitor.latest.readers],
      },
    });
    let last = '';
    told = setInterval(() => {
      const now = JSON.stringify(processes.monitor.latest);
      if (now !== last) session.tellReaders();
      last = now;
    }, 20);
  });
  afterAll(async () => {
    clearInterval(told);
    await session.kill();
    await processes.close();
    await card.remove();
    await pcscd.close();
    await stage.close();
  });

  const ready = () =>
    eventually(async () => {
      const state = await session.card.state({});
      return state.state === 'ready' ? state.card : null;
    }, 30_000);

  it('follows the card in, counts a wrong PIN once, and signs in with the right one', async () => {
    await eventually(async () => (await session.card.state({})).state === 'no-card', 30_000);
    const [reader] = pcscd.readers;
    if (!reader) throw new Error('no reader');
    await card.insert(reader);
    expect(await ready()).toMatchObject({ familyName: 'MARTIN', pinPerSignature: true, problem: null });
    await expect(session.signIn('9999')).rejects.toMatchObject({ code: 'card.pin-incorrect' });
    expect(card.triesLeft).toBe(2);
    expect((await ready()).pin.triesLeft).toBe(2);
    const view = await session.signIn();
    expect(view).toMatchObject({ online: true, account: { familyName: 'Martin' } });
    await synced(session);
  });

  it('signs an envelope with the key that asks its PIN each time', async () => {
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Carte réelle' });
    await expect(session.draft.send({ draftId, pin: null, finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'card.pin-required',
    });
    const { envelopeId } = await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(session);
    const opened = await session.mailbox.open({ envelopeId });
    expect(opened).toMatchObject({ signature: { state: 'valid' }, seal: { state: 'valid' } });
    const second = await sendLetter(session, { to: 'paul.leroy', subject: 'Une autre' });
    expect(second).not.toBe(envelopeId);
    await outboxEmpty(session);
  });

  it('pulled while it signs fails within seconds and keeps the draft', async () => {
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Retirée' });
    const out = card.pullDuring(ins.generalAuthenticate);
    await expect(session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: expect.stringMatching(/^card\./),
    });
    await out;
    expect((await session.draft.get({ draftId })).content.subject).toBe('Retirée');
    expect((await session.outbox.list({})).entries).toEqual([]);
    expect(session.of('bug')).toEqual([]);
  });
});
