/** Workstations without card service, people who sign in by password and code, and the mails that bring the codes. */
import { createPrivateKey, sign } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { SessionView } from '../../../contract/ipc/card.contract.ts';
import { createOperatorClock } from '../../../main/session/operator/clock.ts';
import { createOperatorSession } from '../../../main/session/operator/operator-session.ts';
import { readCardFile } from '../../support/pki/demo.ts';
import type { CastName } from '../../support/pki/people.ts';
import { eventually, type SessionDriver, type TokenSource } from '../../support/session-driver.ts';
import { demoAddress, type Stage } from './stage.ts';

/** No pcscd, no reader, no card: whatever asks for one gets what the card process would say. */
export const noCardService: TokenSource = {
  service: false,
  readers: () => [],
  call: () => Promise.reject(new AppError('card.service-unavailable')),
};

/** Gives a person of the demonstration a password, from a session opened by card: nothing weaker may give the first one. */
export async function givePassword(
  stage: Pick<Stage, 'operator'>,
  name: CastName,
  next: string,
  current: string | null = null,
): Promise<void> {
  const { authentication, chain } = readCardFile(stage.operator.pki.cards[name]);
  const key = createPrivateKey(authentication.privateKeyPem);
  const session = createOperatorSession({
    url: stage.operator.url,
    authorities: [readFileSync(stage.operator.pki.anchorsFile, 'utf8')],
    proxy: null,
    clock: createOperatorClock(),
    onTokens: () => undefined,
    onEnded: () => undefined,
  });
  try {
    await session.signIn({
      algorithm: 'RS256',
      chain: [authentication.certificate, ...chain].map((der) => Buffer.from(der, 'base64')),
      sign: async (bytes) => sign('sha256', bytes, key),
    });
    await session.call('passwordChange', { body: { current, next } });
  } finally {
    await session.signOut();
    await session.close();
  }
}

function spooled(stage: Pick<Stage, 'folder'>): string[] {
  const spool = join(stage.folder, 'operator', 'mail');
  return existsSync(spool)
    ? readdirSync(spool)
        .filter((name) => name.endsWith('.eml'))
        .map((name) => readFileSync(join(spool, name), 'utf8'))
    : [];
}

/** A mail's text part, whichever way it was encoded for travelling. */
function textOf(mail: string): string {
  const split = mail.indexOf('\r\n\r\n');
  const [head, body] = [mail.slice(0, split), mail.slice(split + 4)];
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return body.replace(/=\r\n/g, '').replace(/=C2=A0/g, ' ');
}

/** Codes mailed so far. */
export function mailedCodes(stage: Pick<Stage, 'folder'>): string[] {
  return spooled(stage).flatMap((mail) => /Ce code est le\D*(\d{6})/.exec(textOf(mail))?.[1] ?? []);
}

/** How often somebody was told of a workstation that had never opened the account. */
export function newDevicesTold(stage: Stage): number {
  return spooled(stage).filter((mail) => textOf(mail).includes('jamais ouvert')).length;
}

/** Asks for a code as this person, and answers the one that the mail brings. */
export async function askForCode(stage: Stage, session: SessionDriver, who: CastName, password: string) {
  const before = new Set(mailedCodes(stage));
  const started = await session.code.start({ address: demoAddress(who.replace('-', '.')), password });
  const code = await eventually(() => mailedCodes(stage).find((one) => !before.has(one)) ?? null);
  return { started, code };
}

/** Address, password, code: signed in. */
export async function signInByCode(
  stage: Stage,
  session: SessionDriver,
  who: CastName,
  password: string,
): Promise<SessionView> {
  const { code } = await askForCode(stage, session, who, password);
  return session.code.verify({ code });
}
