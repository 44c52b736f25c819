import { describe, expect, it } from 'vitest';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { layOutHistory, PICTURE_WIDTH } from '../../renderer/screens/proof/history-picture.ts';
import { proofChecks } from '../../renderer/screens/proof/proof-checks.ts';
import { hasHappened, timelineSteps } from '../../renderer/screens/reader/timeline-steps.ts';
import { me, proofOf, viewOf } from '../../tools/renderer-preview/envelopes.ts';

const now = new Date('2026-11-17T10:00:00.000Z');
const view = viewOf(0, 'pdf');

function recipient(index: number, part: Partial<Recipient> = {}): Recipient {
  return {
    address: `personne${index}@exemple.fr`,
    name: `Dr Numéro ${index}`,
    role: 'to',
    kind: 'medimail',
    accountId: null,
    profession: null,
    state: 'notified',
    openedAt: null,
    ...part,
  };
}

function event(seq: number, part: Partial<EnvelopeEvent>): EnvelopeEvent {
  const [first] = view.events;
  if (!first) throw new Error('no event');
  return { ...first, seq, ...part };
}

const withRecipients = (recipients: Recipient[]): EnvelopeRecord => ({ ...view.record, recipients });

describe('the history at the foot of the reader', () => {
  it('tells what happened in order, says « vous », names who waits, and ends with the erasure', () => {
    const steps = timelineSteps(view.record, view.events, me.accountId, now);
    expect(steps.map(({ kind }) => kind)).toEqual([
      'deposited',
      'sealed',
      'notified',
      'opened',
      'opened',
      'waiting',
      'erasure',
    ]);
    expect(steps[3]).toMatchObject({ name: null });
    expect(steps[4]).toMatchObject({ name: 'Mme Sandrine VIDAL', onBehalfOf: 'Dr Bernard NOËL' });
    expect(steps[5]).toMatchObject({ name: 'Dr Anne ROUX', receipt: true });
  });

  it('counts openings and waiting recipients when there are many', () => {
    const recipients = [1, 2, 3, 4].map((index) => recipient(index));
    const openings = [1, 2, 3].map((index) =>
      event(100 + index, { kind: 'opened', recipient: `autre${index}@exemple.fr`, at: '2026-11-17T09:50:00.000Z' }),
    );
    const steps = timelineSteps(withRecipients(recipients), openings, me.accountId, now);
    expect(steps.find(({ kind }) => kind === 'opened-many')).toMatchObject({ count: 3 });
    expect(steps.find(({ kind }) => kind === 'waiting-many')).toMatchObject({ count: 4 });
  });

  it('says of an opening without an account what was given: the link, or a code by telephone before it', () => {
    const one = recipient(1, { kind: 'invited', accountId: null });
    const by = { actor: { accountId: null, name: one.address }, onBehalfOf: null, recipient: one.address };
    const opened = event(103, { ...by, kind: 'opened' });
    const code = event(102, { ...by, kind: 'code-confirmed' });
    const ways = ([code, opened] as const).map((_, from) =>
      timelineSteps(withRecipients([one]), [code, opened].slice(from), me.accountId, now).find(
        ({ kind }) => kind === 'opened',
      ),
    );
    expect(ways).toMatchObject([{ byLink: 'link-and-code' }, { byLink: 'link' }]);
    // Somebody else's code says nothing.
    const others = [{ ...code, recipient: 'autre@exemple.fr' }, opened];
    const [step] = timelineSteps(withRecipients([one]), others, me.accountId, now).filter(
      ({ kind }) => kind === 'opened',
    );
    expect(step).toMatchObject({ byLink: 'link' });
  });

  it('never promises an opening outside Medimail', () => {
    const steps = timelineSteps(withRecipients([recipient(1, { kind: 'mssante' })]), [], me.accountId, now);
    expect(steps.find(({ kind }) => kind === 'waiting')).toMatchObject({ receipt: false });
  });

  it('knows from an empty history when the envelope was deposited and sealed', () => {
    const steps = timelineSteps(view.record, [], me.accountId, now);
    expect(steps[0]).toEqual({ kind: 'deposited', at: view.record.depositedAt });
    expect(steps[1]).toEqual({ kind: 'sealed', at: view.record.sealedAt });
  });

  it('draws a full line up to what happened only', () => {
    const after = new Date('2028-01-01T00:00:00.000Z');
    const steps = timelineSteps(view.record, [], me.accountId, after);
    expect(steps.map(hasHappened)).toEqual([true, true, false, false, true]);
    expect(steps.at(-1)).toMatchObject({ done: true });
  });
});

describe('the history as a picture', () => {
  const proof = proofOf(0);
  const picture = layOutHistory(proof.record, proof.events);

  it('has a lane for the sender, the vault and each recipient', () => {
    expect(picture.lanes.map(({ kind }) => kind)).toEqual(['sender', 'vault', 'recipient', 'recipient', 'recipient']);
  });

  it('puts marks from left to right in the order of time, all inside the picture', () => {
    const xs = picture.marks.map(({ x }) => x);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(new Set(xs).size).toBe(xs.length);
    for (const { x, y } of picture.marks) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(PICTURE_WIDTH);
      expect(y).toBeLessThan(picture.height);
    }
  });

  it('leaves an open end for who has not opened, with the number of notifications', () => {
    expect(picture.openEnds).toHaveLength(1);
    expect(picture.openEnds[0]).toMatchObject({ notified: 1, reason: 'not-opened' });
  });

  it('says on the axis how long each step took', () => {
    expect(picture.gaps.map(({ durationMs }) => durationMs)).toEqual([4_000, 2_000, 958_000, 1_320_000]);
  });

  it('gathers recipients beyond the fifth in one lane', () => {
    const many = layOutHistory(withRecipients(Array.from({ length: 40 }, (_, index) => recipient(index))), []);
    expect(many.lanes).toHaveLength(8);
    expect(many.lanes.at(-1)).toMatchObject({ kind: 'others', others: { count: 35, opened: 0 } });
  });

  it('stands without any event', () => {
    const bare = layOutHistory(withRecipients([]), []);
    expect(bare.marks.map(({ kind }) => kind)).toEqual(['deposited', 'sealed', 'erasure']);
  });
});

describe('the checks of a proof', () => {
  it('are four, all passed, for a whole envelope', () => {
    expect(proofChecks(proofOf(0)).map(({ look, title }) => `${look} ${title}`)).toEqual([
      'proof intact',
      'proof signature',
      'proof timestamp',
      'proof registered',
    ]);
  });

  it('see a digest that differs', () => {
    const proof = { ...proofOf(0), recomputedSha256: '0'.repeat(64) };
    expect(proofChecks(proof)[0]).toMatchObject({ look: 'danger', title: 'altered' });
  });

  it.each([
    ['mailed-link', 'byLinkDetail'],
    ['mailed-link-and-phone-code', 'byLinkAndCodeDetail'],
  ] as const)('say that an answer was deposited by an invitation’s link: %s', (method, word) => {
    const proof = proofOf(0);
    const sender = { ...proof.statement.sender, authentication: { method, evidenceSha256: null } };
    const [, signature] = proofChecks({
      ...{ ...proof, signature: { state: 'unsigned' } },
      statement: { ...proof.statement, sender, signature: null },
    });
    expect(signature).toMatchObject({
      ...{ look: 'warning', title: 'byLink', detail: { word, address: sender.address } },
    });
  });

  it('say what could not be checked here', () => {
    const proof = {
      ...proofOf(0),
      recomputedSha256: null,
      events: [],
      sealVerdict: { state: 'unverifiable', reason: 'timestamp' } as const,
      signature: { state: 'unsigned' } as const,
    };
    expect(proofChecks(proof).map(({ look }) => look)).toEqual(['warning', 'warning', 'warning', 'warning']);
  });
});
