/** Many small envelopes deposited at once, beside Dovecot's LMTP taking as many mails of that size on disk. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Manifest } from '../../contract/api/routes.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Dovecot, startDovecot } from './dovecot.ts';
import { type Figure, figureAlone, figureBeside, median, percentile, timed } from './figure.ts';
import { runPeer, softwareSigner, writeMessage } from './material.ts';
import { type BenchWorkstation, signInWorkstation } from './workstation.ts';

const connections = 8;
/** Of one run, shared among the connections. */
const envelopes = 400;
const mails = 2_000;
const sizeBytes = 20_000;
const recipient = 'paul.leroy@demo.medimail.example';

interface Prepared {
  readonly manifest: Manifest;
  readonly file: string;
}

/** A signed message of 20 KB in a file, and what announces it. */
export async function prepareSmall(from: string, signer: CmsSigner, folder: string): Promise<Prepared> {
  const envelopeId = EnvelopeId.parse(uuidv7());
  const file = join(folder, envelopeId);
  const headers = {
    from: { name: '', address: from },
    to: [{ name: '', address: recipient }],
    cc: [],
    subject: 'CR consultation',
    date: new Date(),
    messageId: `${envelopeId}@demo.medimail.example`,
  };
  const text = 'Cher confrère, je vous adresse ce patient pour avis.\n'.repeat(220);
  await writeMessage({ headers, text, attachments: [] }, file, signer);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  const manifest = {
    envelopeId,
    sha256: hash.digest('hex'),
    sizeBytes: (await stat(file)).size,
    recipients: [{ address: EmailAddress.parse(recipient), name: 'Paul Leroy', role: 'to' as const }],
    signed: true,
    inReplyTo: null,
  };
  return { manifest, file };
}

/** Milliseconds for all of them, as many at once as there are workstations; each one's own milliseconds into `each`. */
function depositAll(workstations: readonly BenchWorkstation[], all: readonly Prepared[], each: number[]) {
  const waiting = [...all];
  return timed(() =>
    Promise.all(
      workstations.map(async (workstation) => {
        for (let next = waiting.pop(); next; next = waiting.pop()) {
          const { manifest, file } = next;
          each.push(await timed(() => workstation.deposit(manifest, file)));
        }
      }),
    ),
  );
}

/** Milliseconds that Dovecot takes for its mails, counted on disk. */
async function deliverAll(dovecot: Dovecot, user: string): Promise<number> {
  dovecot.createMailbox(user);
  const args = ['-L', '-d', '-s', String(connections), '-m', String(mails), '-l', String(sizeBytes)];
  const elapsed = await timed(() =>
    runPeer(
      '/usr/sbin/smtp-source',
      [...args, '-f', 'a@x.example', '-t', user, `127.0.0.1:${dovecot.lmtpPort}`],
      dovecot.maildir(user),
    ),
  );
  const arrived = readdirSync(join(dovecot.maildir(user), 'new')).length;
  if (arrived !== mails) throw new Error(`${arrived} of ${mails} mails arrived`);
  return elapsed;
}

export async function deposit20k({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const operator = await startDemoOperator({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });
  const dovecot = await startDovecot();
  const workstations: BenchWorkstation[] = [];
  try {
    const card = readCardFile(operator.pki.cards['claire-martin']);
    const signer = softwareSigner(card);
    while (workstations.length < connections) {
      workstations.push(await signInWorkstation(operator.url, operator.pki.anchorsFile, card));
    }
    const from = workstations[0]?.address ?? '';
    const each: number[] = [];
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = -1; run < runs; run += 1) {
      say(`run ${run + 2} of ${runs + 1}`);
      const messages = join(folder, `run${run}`);
      await mkdir(messages);
      const prepared: Prepared[] = [];
      while (prepared.length < envelopes) prepared.push(await prepareSmall(from, signer, messages));
      const one = await depositAll(workstations, prepared, run < 0 ? [] : each);
      const other = await deliverAll(dovecot, `u${run + 1}`);
      if (run < 0) continue;
      ours.push(one / envelopes);
      theirs.push(other / mails);
    }
    const subject = (metric: string) => ({ bench: 'deposit20k', metric, unit: 'ms' }) as const;
    const peer = { name: `Dovecot LMTP, smtp-source -s ${connections}, mail_fsync`, value: median(theirs) };
    return [
      figureBeside(subject(`each of ${connections} at once, 20 KB, sealed and on disk`), median(ours), peer, {
        timesPeer: 1,
      }),
      figureAlone(subject('one deposit among them, 99th percentile'), percentile(each, 0.99), { below: 250 }),
    ];
  } finally {
    await Promise.all(workstations.map((workstation) => workstation.close()));
    await dovecot.stop();
    await operator.stop();
  }
}
