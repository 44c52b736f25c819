/**
 * What a browser is sent to do with a passkey, and what comes of it (WebAuthn): the workstation asks for a ticket, the
 * operator's page at that ticket asks the passkey, and a code leads back to the workstation.
 *
 * A ticket may be followed by anybody, who may be made to: so nothing comes of it but a code that whoever holds the
 * passkey receives, on the computer where the passkey answered, and that serves with the session key of the workstation
 * that asked for the ticket. Whoever sends the owner a ticket of their own has the key and never the code; whoever gets
 * hold of the code has not the key. Hence the code is in a link of the program's and is shown to nobody who could be asked
 * to read it out.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { ReturnedPasskey } from '../../contract/model/passkey.ts';
import type { Clock } from '../clock.ts';
import type { Courier } from './courier.ts';
import { passkeyCopiedLetter } from './factor-letters.ts';
import { hashLinkToken, newLinkToken } from './mailed-links.ts';
import { type AccountStore, mailAddress } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { CeremonyPurpose, PasskeyStore } from './ports/passkeys.ts';
import {
  type AskedOfBrowser,
  keepAnswer,
  keepCredential,
  MadePasskey,
  PasskeyAnswer,
  type RelyingParty,
  readMadePasskey,
  readPasskeyAnswer,
} from './webauthn.ts';

const TICKET_LIFETIME_MS = 5 * 60_000;
/** From the browser back to the workstation. */
const CODE_LIFETIME_MS = 2 * 60_000;
/** So many bytes of a hash of 256 bits are enough to know a link by, which opens nothing. */
const STATE_CHARACTERS = 22;
const loopbackAddresses = new Set(['127.0.0.1', '[::1]']);

export interface BegunCeremony {
  readonly ticket: string;
  readonly state: string;
  readonly expiresAt: Date;
}

/** What the page at a ticket asks the browser for. */
export interface AskedCeremony extends AskedOfBrowser {
  readonly purpose: CeremonyPurpose;
  readonly expiresAt: Date;
  /** Of a new key: whose it will be, and the keys that there are. */
  readonly owner: { readonly address: string; readonly credentialIds: readonly string[] } | null;
}

/** `refused`: in the same words whatever was wrong, and whoever the ticket is for. */
export type CeremonyOutcome =
  | { readonly outcome: 'returned'; readonly purpose: CeremonyPurpose; readonly back: ReturnedPasskey }
  | { readonly outcome: 'refused'; readonly purpose: CeremonyPurpose };

export interface PasskeyCeremonies {
  /** Null where browsers would make no key for this operator's address. */
  relyingParty(): RelyingParty | null;
  /** Throws `account.passkeys-not-offered`. An account of null looks the same and cannot succeed. */
  begin(purpose: CeremonyPurpose, boundTo: string, accountId: string | null): Promise<BegunCeremony>;
  /** Uses nothing up. Throws `account.link-invalid`. */
  asked(ticket: string): Promise<AskedCeremony>;
  /** Takes what the page posts, once. Throws `account.link-invalid` where nothing is awaited any more. */
  answer(ticket: string, posted: unknown): Promise<CeremonyOutcome>;
  /** What is kept of a code: it serves for what it was asked for, and for whoever asked. */
  codeHash(purpose: CeremonyPurpose, boundTo: string, code: string): string;
}

export interface PasskeyCeremonyParts {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly passkeys: PasskeyStore;
  readonly courier: Courier;
  readonly clock: Clock;
  /** Where the operator's pages are. */
  readonly origin: () => string;
  /** Keyed hashes, under a key of the vault. */
  readonly keyed: (...words: string[]) => string;
}

export function createPasskeyCeremonies(parts: PasskeyCeremonyParts): PasskeyCeremonies {
  const { accounts, passkeys, clock, keyed } = parts;
  const stateOf = (ticket: string) => keyed('state', ticket).slice(0, STATE_CHARACTERS);
  const codeHash = (purpose: CeremonyPurpose, boundTo: string, code: string) => keyed('code', purpose, boundTo, code);
  const relyingParty = () => relyingPartyAt(parts.origin());

  function expectParty(): RelyingParty {
    const rp = relyingParty();
    if (rp === null) throw new AppError('account.passkeys-not-offered');
    return rp;
  }

  async function awaited(ticket: string) {
    const ceremony = await passkeys.awaited(hashLinkToken(ticket), clock());
    if (ceremony === null) throw new AppError('account.link-invalid');
    return ceremony;
  }

  const asked = (ticket: string, accountId: string | null): AskedOfBrowser => ({
    rp: expectParty(),
    challenge: keyed('challenge', ticket),
    userHandle: keyed('user', accountId ?? ''),
  });

  /** What comes of an answer: a code, and what is kept under it until the workstation gives it back. */
  function prepare(purpose: CeremonyPurpose, boundTo: string, answer: string) {
    const code = randomBytes(32).toString('base64url');
    const expiresAt = new Date(clock().getTime() + CODE_LIFETIME_MS);
    return { code, kept: { codeHash: codeHash(purpose, boundTo, code), answer, expiresAt } };
  }

  async function tellCopied(accountId: string): Promise<void> {
    const [account, password] = await Promise.all([accounts.byId(accountId), parts.credentials.passwordOf(accountId)]);
    if (account) parts.courier.send(mailAddress(account), passkeyCopiedLetter(password?.language ?? 'fr', clock()));
  }

  return {
    relyingParty,
    codeHash,
    async begin(purpose, boundTo, accountId) {
      expectParty();
      const { token: ticket, tokenHash: ticketHash } = newLinkToken();
      const at = clock();
      const expiresAt = new Date(at.getTime() + TICKET_LIFETIME_MS);
      await passkeys.begin({ ticketHash, purpose, boundTo, accountId, expiresAt }, at);
      return { ticket, state: stateOf(ticket), expiresAt };
    },
    async asked(ticket) {
      const { purpose, accountId, expiresAt } = await awaited(ticket);
      const account = purpose === 'enrolment' && accountId !== null ? await accounts.byId(accountId) : null;
      const existing = account ? await passkeys.passkeysOf(account.card.accountId) : [];
      const owner = account && {
        address: account.card.address,
        credentialIds: existing.map(({ credentialId }) => credentialId),
      };
      return { ...asked(ticket, accountId), purpose, expiresAt, owner };
    },
    async answer(ticket, posted) {
      const { ticketHash, purpose, boundTo, accountId } = await awaited(ticket);
      const refuse = async (): Promise<CeremonyOutcome> => {
        await passkeys.refuse(ticketHash);
        return { outcome: 'refused', purpose };
      };
      const returned = (outcome: 'answered' | 'gone', code: string): CeremonyOutcome => {
        if (outcome === 'gone') throw new AppError('account.link-invalid');
        return { outcome: 'returned', purpose, back: { state: stateOf(ticket), code } };
      };
      if (purpose === 'enrolment') {
        const made = MadePasskey.safeParse(posted);
        const credential = made.success ? readMadePasskey(asked(ticket, accountId), made.data) : null;
        if (credential === null || (await passkeys.byCredential(credential.credentialId))) return refuse();
        const { code, kept } = prepare(purpose, boundTo, keepCredential(credential));
        return returned(await passkeys.answerMade(ticketHash, kept, clock()), code);
      }
      const given = PasskeyAnswer.safeParse(posted);
      const key = given.success ? await passkeys.byCredential(given.data.id) : null;
      if (!given.success || key === null || key.accountId !== accountId) return refuse();
      const signCount = readPasskeyAnswer(asked(ticket, accountId), key.publicKey, given.data);
      if (signCount === null) return refuse();
      const { code, kept } = prepare(purpose, boundTo, keepAnswer(given.data, key.publicKey));
      const answer = { ...kept, credentialId: key.credentialId, signCount };
      const outcome = await passkeys.answerSigned(ticketHash, answer, clock());
      if (outcome !== 'copied') return returned(outcome, code);
      await tellCopied(key.accountId);
      return { outcome: 'refused', purpose };
    },
  };
}

/** Keys are made for names and never for addresses; a loopback address has the one name that browsers trust there. */
function relyingPartyAt(origin: string): RelyingParty | null {
  const url = new URL(origin);
  if (loopbackAddresses.has(url.hostname)) url.hostname = 'localhost';
  const isAddress = /^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('[');
  return isAddress ? null : { id: url.hostname, origin: url.origin };
}
