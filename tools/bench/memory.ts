/** Memory of every process that 40 MB pass through: the sender's session, the operator, the recipient's session. */
import { join } from 'node:path';
import { EmailAddress } from '../../contract/model/person.ts';
import { eventually, type SessionDriver } from '../../tests/support/session-driver.ts';
import { startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, median } from './figure.ts';
import { writeAttachments } from './material.ts';
import { addedAtPeak } from './resident-size.ts';
import { openSession } from './sessions.ts';

const limitMB = 64;
const patienceMs = 120_000;
const processes = ['session of the sender', 'operator', 'session of the recipient'] as const;

/** Attaches the files, signs, sends, and waits until it has arrived and is readable offline. */
async function passThrough(sender: SessionDriver, recipient: SessionDriver, files: readonly string[]): Promise<void> {
  const { id: draftId } = await sender.draft.create({ answerTo: null, toAll: false });
  const address = EmailAddress.parse('paul.leroy@demo.medimail.example');
  const recipients = [{ address, name: 'Dr Paul LEROY', role: 'to' as const }];
  const content = { recipients, subject: 'Imagerie', text: 'Ci-joint.', inReplyTo: null };
  await sender.draft.save({ draftId, content });
  for (const path of files) await sender.draft.attach({ draftId, grantId: sender.grant('read', path) });
  const { envelopeId } = await sender.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
  await eventually(async () => (await sender.outbox.list({})).entries.length === 0, patienceMs);
  await eventually(async () => {
    const { rows } = await recipient.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 5 });
    return rows.some(({ id, offline }) => id === envelopeId && offline);
  }, patienceMs);
}

export async function memory40({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const operator = await startDemoOperator({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });
  const sessions: SessionDriver[] = [];
  try {
    const sender = await openSession(operator, 'claire-martin', join(folder, 'claire'));
    const recipient = await openSession(operator, 'paul-leroy', join(folder, 'paul'));
    sessions.push(sender, recipient);
    await Promise.all(sessions.map((session) => session.signIn()));
    const pids = [sender.process.pid, operator.process.pid, recipient.process.pid].map((pid) => pid ?? 0);
    const files = (await writeAttachments(folder)).map(({ path }) => path);
    const added: number[][] = [];
    for (let run = -1; run < runs; run += 1) {
      const peaks = await addedAtPeak(pids, () => passThrough(sender, recipient, files));
      if (run >= 0) added.push(peaks);
      else say(`the first 40 MB, nothing warm, added ${peaks.map((peak) => peak.toFixed(0)).join(', ')} MB`);
    }
    return processes.map((name, index) => {
      const subject = { bench: 'memory40', metric: `${name}, peak over idle`, unit: 'MB' } as const;
      return figureAlone(subject, median(added.map((peaks) => peaks[index] ?? 0)), { below: limitMB });
    });
  } finally {
    await Promise.all(sessions.map((session) => session.kill()));
    await operator.stop();
  }
}
