/** The servers that an operator needs, asked whether they answer. */
import { openBlobs } from '../blobs/open-blobs.ts';
import type { OperatorConfig } from '../config.ts';
import { checkSmtp } from '../mail/smtp-mailer.ts';
import { createClamdScanner } from '../scanning/clamd-scanner.ts';
import { checkDatabase } from '../store/postgres/check-database.ts';
import { causeOf, type Finding, problem } from './finding.ts';

/** Connects to the mail server, signing in but sending nothing, to the scanner, to the database, where it looks what is there, and to the bucket, where it writes an empty object. */
export async function checkNeighbours(config: OperatorConfig): Promise<Finding[]> {
  const { mail, scanner, blobs, database, name, mailFrom } = config;
  const { smtp } = mail;
  const asked = await Promise.all([
    smtp && ask('mail.smtp', () => checkSmtp(smtp, { name, address: mailFrom })),
    scanner &&
      ask('scanner.clamd', () => createClamdScanner({ address: scanner.clamd, timeoutMs: scanner.timeoutMs }).check()),
    database && ask('database.url', () => checkDatabase(database)),
    blobs?.s3 && ask('blobs.s3', async () => (await openBlobs(config)).check()),
  ]);
  return asked.flatMap((finding) => finding ?? []);
}

async function ask(setting: string, question: () => Promise<void>): Promise<Finding | null> {
  try {
    await question();
    return null;
  } catch (error) {
    return problem(setting, causeOf(error));
  }
}
