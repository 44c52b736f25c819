// Stands for the session process where only the shell is under test: signs in whoever asks, dies when told to.
const port = process.parentPort;
const config = JSON.parse(process.env.MEDIMAIL_SESSION);
const grants = new Map();
let readers = { service: false, readers: [] };
let loggedIn = () => undefined;
const say = (message) => port.postMessage(message);
const streams = new Map();
const attachment = Buffer.alloc(300_000, 'abcdefghij');

const methods = {
  'card.state': () => ({
    pid: process.pid,
    readers,
    config: { ...config, deviceSecret: config.deviceSecret?.length ?? null },
  }),
  'card.signIn': async ({ reader, pin }) => {
    if (pin) {
      say({
        type: 'token-call',
        id: 1,
        method: 'login',
        input: { reader, pin: Buffer.from(pin), finalTryConfirmed: false },
      });
      await new Promise((resolve) => {
        loggedIn = resolve;
      });
    }
    const state = readers.readers.find((candidate) => candidate.name === reader);
    say({
      type: 'signed-in',
      accountId: '01920000-0000-7000-8000-0000000000c1',
      person: 'Dr Essai PERSONNE',
      reader: state?.name ?? null,
      generation: state?.generation ?? null,
      address: null,
      revocation: null,
    });
    say({ type: 'waiting', drafts: 2, unsent: 1 });
    say({ type: 'unopened', count: 12 });
    return {};
  },
  'card.recover': () => process.exit(3),
  'sync.now': () => {
    say({ type: 'event', channel: 'sync.changed', payload: { fait: 1 } });
    return {};
  },
  'sync.state': () => new Promise(() => undefined),
  'draft.attach': ({ grantId }) => grants.get(grantId) ?? null,
  'mailbox.attachmentUrl': () => ({ url: 'attachment/ABCDEFGHIJKLMNOPQRSTUVWX' }),
};

port.on('message', async ({ data }) => {
  if (data.type === 'readers') readers = data;
  else if (data.type === 'grant') grants.set(data.grantId, { kind: data.kind, path: data.path });
  else if (data.type === 'token-reply') loggedIn(data.result);
  else if (data.type === 'quit') process.exit(0);
  else if (data.type === 'invoke') {
    const value = await methods[data.channel]?.(data.input);
    say({ type: 'reply', id: data.id, result: { ok: true, value } });
  } else if (data.type === 'stream-open') {
    if (!data.token.startsWith('ABCD')) return say({ type: 'stream-end', id: data.id, error: 'attachment.not-found' });
    streams.set(data.id, { at: data.start, end: Math.min(data.end ?? attachment.length, attachment.length) });
    say({ type: 'stream-head', id: data.id, mediaType: 'application/pdf', sizeBytes: attachment.length });
  } else if (data.type === 'stream-pull') {
    const stream = streams.get(data.id);
    if (stream.at >= stream.end) return say({ type: 'stream-end', id: data.id, error: null });
    const next = Math.min(stream.at + 65_536, stream.end);
    say({ type: 'stream-chunk', id: data.id, bytes: Uint8Array.from(attachment.subarray(stream.at, next)) });
    stream.at = next;
  } else if (data.type === 'stream-close') streams.delete(data.id);
});
say({ type: 'ready' });
