/** The servers that an operator needs, asked whether they answer. */
import type { OperatorConfig } from '../config.ts';
import { checkSmtp } from '../mail/smtp-mailer.ts';
import { createClamdScanner } from '../scanning/clamd-scanner.ts';
import { causeOf, type Finding, problem } from './finding.ts';

/** Connects to the mail server, signing in but sending nothing, and to the scanner. */
export async function checkNeighbours(config: OperatorConfig): Promise<Finding[]> {
  const { mail, scanner, name, mailFrom } = config;
  const { smtp } = mail;
  const asked = await Promise.all([
    smtp && ask('mail.smtp', () => checkSmtp(smtp, { name, address: mailFrom })),
    scanner &&
      ask('scanner.clamd', () => createClamdScanner({ address: scanner.clamd, timeoutMs: scanner.timeoutMs }).check()),
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
