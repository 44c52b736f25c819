/** A new workstation learns of 50,000 envelopes, beside a mail client that fetches as many headers from Dovecot. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Seal } from '../../contract/model/seal.ts';
import { newContentId, sealMetadata } from '../../operator/services/contents.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { type DemoOperator, startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Dovecot, startDovecot } from './dovecot.ts';
import { type Figure, figureBeside, inTurn, timed } from './figure.ts';
import { softwareSigner } from './material.ts';
import { prepareSmall } from './small-deposits.ts';
import { signInWorkstation } from './workstation.ts';

const envelopes = 50_000;
const together = 500;
const pageOfFeed = 1_000;
const recipient = 'paul.leroy@demo.medimail.example';

/** Envelopes to one person, each with a key of its own; the seal is one that was really made. */
async function fill(dataFolder: string, seal: Seal, say: BenchContext['say']): Promise<void> {
  const stores = await openStores({ dataFolder });
  try {
    const accountOf = async (address: string) => {
      const account = (await stores.accounts.byAddresses([address])).get(address);
      if (!account) throw new Error(`no account has ${address}`);
      return account.card;
    };
    const [sender, owner] = [await accountOf('claire.martin@demo.medimail.example'), await accountOf(recipient)];
    const add = async (index: number) => {
      const at = new Date(Date.now() - index * 60_000);
      const id = uuidv7({ msecs: at.getTime() });
      const contentId = newContentId(at);
      const key = await stores.vault.create(contentId, at);
      const sha256 = index.toString(16).padStart(64, '0');
      const role = 'to' as const;
      const { accountId } = sender;
      const metadata = { subject: `CR consultation ${index} — M. DUPONT Jean`, attachments: [], inReplyTo: null };
      const { address, profession, accountId: ownerId } = owner;
      const instant = at.toISOString();
      await stores.envelopes.publish({
        envelope: {
          ...{ id, contentId, senderAccountId: accountId, sender, sha256, sizeBytes: 20_000, signed: true, seal },
          recipients: [
            {
              address,
              name: 'Paul Leroy',
              role,
              kind: 'medimail',
              accountId: ownerId,
              profession,
              state: 'delivered',
              openedAt: null,
            },
          ],
          metadata: sealMetadata(key, id, JSON.stringify(metadata)),
          ...{
            depositedAt: instant,
            sealedAt: instant,
            expiresAt: new Date(Date.now() + 90 * 86_400_000).toISOString(),
          },
        },
        events: [
          {
            ...{ kind: 'sealed', at: instant, recipient: null, source: 'operator', evidenceSha256: sha256 },
            ...{ actor: { accountId: null, name: 'Opérateur' }, onBehalfOf: null },
          },
        ],
        depositorId: accountId,
        segments: [],
        answered: null,
        statement: null,
        validation: [],
        phones: [],
        absences: [],
        notify: [],
      });
    };
    for (let start = 0; start < envelopes; start += together) {
      await Promise.all(Array.from({ length: together }, (_, offset) => add(start + offset)));
      if (start % 10_000 === 0) say(`${start} of ${envelopes} envelopes`);
    }
  } finally {
    await stores.close();
  }
}

/** A seal as the operator makes it, of an envelope that was really deposited. */
async function realSeal(operator: DemoOperator, folder: string): Promise<Seal> {
  const card = readCardFile(operator.pki.cards['claire-martin']);
  const workstation = await signInWorkstation(operator.url, operator.pki.anchorsFile, card);
  const { manifest, file } = await prepareSmall(workstation.address, softwareSigner(card), folder);
  const { seal } = await workstation.deposit(manifest, file);
  await workstation.close();
  return seal;
}

/** As many mails in a Maildir, with the headers that such a letter has. */
function fillMaildir(dovecot: Dovecot, user: string): void {
  for (let index = 0; index < envelopes; index += 1) {
    const headers = [
      'From: Dr Claire MARTIN <claire.martin@demo.medimail.example>',
      `To: Dr Paul LEROY <${recipient}>`,
      `Subject: CR consultation ${index} - M. DUPONT Jean`,
      `Date: ${new Date(Date.now() - index * 60_000).toUTCString()}`,
      `Message-ID: <${randomUUID()}@demo.medimail.example>`,
    ];
    writeFileSync(
      join(dovecot.maildir(user), 'cur', `${1_700_000_000 + index}.M${index}.bench:2,`),
      `${headers.join('\n')}\n\nBonjour.\n`,
    );
  }
}

/** Milliseconds for `UID FETCH 1:* (UID FLAGS ENVELOPE)`, read to its end. */
async function fetchHeaders(port: number, user: string): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let tail = '';
  const until = async (end: RegExp) => {
    while (!end.test(tail)) {
      const next = await pieces.next();
      if (next.done) throw new Error(`Dovecot hung up: ${tail.slice(-200)}`);
      // The answer to a login names all that the server can do.
      tail = (tail + next.value.toString('latin1')).slice(-4_000);
    }
    tail = '';
  };
  const ask = async (tag: string, command: string) => {
    socket.write(`${tag} ${command}\r\n`);
    await until(new RegExp(`(^|\\n)${tag} OK [^\\n]*\\n$`));
  };
  await until(/OK [^\n]*\n$/);
  await ask('a', `LOGIN ${user} x`);
  await ask('b', 'SELECT INBOX');
  const elapsed = await timed(() => ask('c', 'UID FETCH 1:* (UID FLAGS ENVELOPE)'));
  socket.destroy();
  return elapsed;
}

export async function pull50k({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const places = { dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') };
  const first = await startDemoOperator(places);
  const seal = await realSeal(first, folder);
  await first.stop();
  await fill(places.dataFolder, seal, say);
  const operator = await startDemoOperator(places);
  const dovecot = await startDovecot();
  try {
    say('filling the Maildir');
    dovecot.createMailbox('paul');
    fillMaildir(dovecot, 'paul');
    const card = readCardFile(operator.pki.cards['paul-leroy']);
    const workstation = await signInWorkstation(operator.url, operator.pki.anchorsFile, card);
    const ours = () => timed(() => workstation.pullAll(pageOfFeed));
    const medians = await inTurn(runs, ours, () => fetchHeaders(dovecot.imapPort, 'paul'));
    await workstation.close();
    const peer = { name: 'Dovecot IMAP, UID FETCH 1:* (UID FLAGS ENVELOPE)', value: medians.theirs };
    const subject = { bench: 'pull50k', metric: `${envelopes} envelopes with their seals`, unit: 'ms' } as const;
    return [figureBeside(subject, medians.ours, peer, { timesPeer: 2 })];
  } finally {
    await dovecot.stop();
    await operator.stop();
  }
}
