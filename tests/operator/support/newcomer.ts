/** Somebody without a card: registers, chooses a password, signs in by the code that was mailed. */
import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { expect } from 'vitest';
import type { Tokens } from '../../../contract/api/routes.ts';
import type { SubmittedProfile } from '../../../contract/model/registration.ts';
import { addAccountCommands } from '../../../operator/commands/accounts.ts';
import { configOfPkiFolder, OperatorConfig } from '../../../operator/config.ts';
import { readCardFile } from '../../support/pki/demo.ts';
import { awaitMails, codesTo, linksTo } from './mailbox.ts';
import type { TestOperator } from './test-operator.ts';
import { type Answer, type CallOptions, type SessionKey, Workstation } from './workstation.ts';

/** Nobody would write this by chance: it must be found nowhere in the clear. */
export const PASSWORD = 'Marqueur-motdepasse-5V8K';

export const nurse: SubmittedProfile = {
  rpps: '',
  adeli: '',
  familyName: 'Pastor',
  givenName: 'Léa',
  organisation: 'Cabinet des Oliviers',
  privatePractice: true,
  profession: 'Infirmier',
  address1: '12 rue des Oliviers',
  address2: '',
  postcode: '83000',
  town: 'Toulon',
  region: 'Provence-Alpes-Côte d’Azur',
  department: '83',
  phone1: '04 94 00 00 01',
  phone2: '',
};
export const socialWorker: SubmittedProfile = {
  ...nurse,
  givenName: 'Nora',
  profession: 'Assistant social',
  privatePractice: false,
  organisation: 'Conseil départemental du Var',
};

/** An address that nobody has yet. */
export function newAddress(): string {
  return `lea.pastor.${randomUUID().slice(0, 8)}@cabinet-exemple.example`;
}

/** A workstation without a card, known to the operator by its key alone. */
export async function cardless(operator: TestOperator, from?: string): Promise<Workstation> {
  // The card is never used: a workstation is made with one.
  const card = readCardFile(operator.pki.cards['claire-martin']);
  const workstation = await Workstation.create(operator.url, operator.ca, card, from);
  workstation.offsetMs = operator.clock.offsetMs;
  return workstation;
}

/** Asks for an account and gives the secret of the mailed link. */
export async function askForAccount(operator: TestOperator, address: string): Promise<string> {
  const workstation = await cardless(operator);
  const body = { address, givenName: 'Léa', familyName: 'Pastor', language: 'fr' };
  const before = linksTo(operator.dataFolder, address);
  const asked = await workstation.call('POST', '/v1/registrations', { body, proof: null });
  expect(asked.status, asked.bytes.toString()).toBe(200);
  await awaitMails(operator.dataFolder, address, before.length + 1);
  await workstation.close();
  const token = linksTo(operator.dataFolder, address).find((one) => !before.includes(one));
  if (!token) throw new Error('no link was mailed');
  return token;
}

/** Registers somebody and gives their address. */
export async function register(operator: TestOperator, profile: SubmittedProfile = socialWorker): Promise<string> {
  const address = newAddress();
  await finishRegistration(operator, await askForAccount(operator, address), profile);
  return address;
}

/** Finishes a registration by its link. */
export async function finishRegistration(
  operator: TestOperator,
  token: string,
  profile: SubmittedProfile,
): Promise<void> {
  const workstation = await cardless(operator);
  const body = { token, password: PASSWORD, profile };
  const finished = await workstation.call('POST', '/v1/registrations/finish', { body, proof: null });
  expect(finished.status, finished.bytes.toString()).toBe(200);
  await workstation.close();
}

export interface Challenge {
  readonly challengeId: string;
  readonly expiresAt: string;
  readonly serverTime: string;
}

/** Asks for a code. */
export function askForCode(
  workstation: Workstation,
  address: string,
  password = PASSWORD,
  options: CallOptions = {},
): Promise<Answer<Challenge>> {
  return workstation.call<Challenge>('POST', '/v1/auth/code', { body: { address, password }, ...options });
}

/** Gives the code; keeps the tokens when it succeeds. */
export async function giveCode(
  workstation: Workstation,
  challengeId: string,
  code: string,
  key: SessionKey = workstation.key,
): Promise<Answer<Tokens>> {
  const answer = await workstation.call<Tokens>('POST', '/v1/auth/code/verify', {
    body: { challengeId, code },
    proof: { key },
  });
  if (answer.status === 200) workstation.tokens = answer.json;
  return answer;
}

/** Asks for a code and waits for it in the mail. */
export async function mailedCode(
  operator: TestOperator,
  workstation: Workstation,
  address: string,
  password = PASSWORD,
) {
  const before = codesTo(operator.dataFolder, address);
  const asked = await askForCode(workstation, address, password);
  expect(asked.status, asked.bytes.toString()).toBe(200);
  await expect.poll(() => codesTo(operator.dataFolder, address).length, { timeout: 10_000 }).toBe(before.length + 1);
  const left = [...codesTo(operator.dataFolder, address)];
  for (const one of before) left.splice(left.indexOf(one), 1);
  return { challengeId: asked.json.challengeId, code: left[0] ?? '' };
}

/** Signs in with password and mailed code. */
export async function signInByCode(
  operator: TestOperator,
  address: string,
  workstation?: Workstation,
  password = PASSWORD,
): Promise<Workstation> {
  const at = workstation ?? (await cardless(operator));
  const { challengeId, code } = await mailedCode(operator, at, address, password);
  const answer = await giveCode(at, challengeId, code);
  expect(answer.status, answer.bytes.toString()).toBe(200);
  return at;
}

/** Another six digits than these. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

/** `operator accounts …`, in this process, on the folder of the operator that runs. */
export async function accountCommand(operator: TestOperator, ...words: string[]): Promise<void> {
  const { dataFolder, database, pki } = operator;
  const program = new Command().exitOverride();
  addAccountCommands(program, () =>
    OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder, database }),
  );
  await program.parseAsync(['accounts', ...words], { from: 'user' });
}
