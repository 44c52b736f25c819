/** What the window and the desktop hear of, while another's mailbox is in view. */
import { describe, expect, it } from 'vitest';
import type { FromSession } from '../../contract/ipc/process.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createViewGate } from '../../main/session/view-gate.ts';

const owner = '00000000-0000-4000-8000-000000000001' as AccountId;
const event = (channel: string): FromSession => ({ type: 'event', channel, payload: {} });
const notice = (kind: 'arrived' | 'needs-you'): FromSession => ({
  type: 'notice',
  notice: { kind, count: 1, name: null, envelopeId: null },
});

describe('with several mailboxes', () => {
  it('the window hears of the one in view, and of the favourites that are at hand in each', () => {
    const heard: FromSession[] = [];
    const gate = createViewGate((message) => heard.push(message));
    gate.show(owner);
    gate.postOf(null)(event('mailbox.changed'));
    gate.postOf(null)(event('people.changed'));
    gate.postOf(owner)(event('mailbox.changed'));
    expect(heard).toEqual([event('people.changed'), event('mailbox.changed')]);
  });

  it('the storage that is told of is always one’s own, also while another mailbox is in view', () => {
    const heard: FromSession[] = [];
    const gate = createViewGate((message) => heard.push(message));
    gate.show(owner);
    gate.postOf(owner)(event('storage.changed'));
    expect(heard).toEqual([]);
    gate.postOf(null)(event('storage.changed'));
    expect(heard).toEqual([event('storage.changed')]);
  });

  it('the desktop hears of a letter in another’s name that needs a decision, and not of what that mailbox receives', () => {
    const heard: FromSession[] = [];
    const gate = createViewGate((message) => heard.push(message));
    gate.postOf(owner)(notice('arrived'));
    gate.postOf(owner)(notice('needs-you'));
    gate.postOf(null)(notice('arrived'));
    expect(heard).toEqual([notice('needs-you'), notice('arrived')]);
  });
});
