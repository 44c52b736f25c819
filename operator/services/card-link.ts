/**
 * Linking a card to an account that is open by code: from then on the card opens it too. The card must be the holder's:
 * of the number that the account has or declared, or, where there is none, of the same name; and of no other account.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { foldSolid } from '../../contract/model/directory.ts';
import type { AccountCard } from '../../contract/model/person.ts';
import type { ProfessionalIdentity } from '../../envelope/x509/certificate.ts';
import { type AssertionParts, verifyAssertion } from './card-assertion.ts';
import type { Courier } from './courier.ts';
import { entryOfAccount } from './directory-entry.ts';
import { cardLinkedLetter } from './factor-letters.ts';
import { type AccountStore, mailAddress, rppsOf } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { StructureStore } from './ports/structures.ts';
import type { Caller } from './sessions.ts';

export interface CardLink {
  /**
   * Throws what signing in with the card would, `card.not-same-person` for somebody else's, and `account.card-taken` for
   * one that opens another account. Linking what is linked changes nothing.
   */
  link(caller: Caller, assertion: string): Promise<void>;
}

export interface CardLinkParts extends AssertionParts {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly structures: StructureStore;
  readonly directory: DirectoryStore;
  readonly courier: Courier;
}

export function createCardLink(parts: CardLinkParts): CardLink {
  const { accounts, credentials, directory, clock } = parts;

  /** A certified account's entry says its number. */
  async function publish(card: AccountCard, department: string | null): Promise<void> {
    if (!card.certified) return;
    const [old] = await directory.byAddresses([card.address]);
    const entry = entryOfAccount(card, old?.department ?? department, `account-${card.accountId}`);
    await directory.put([{ ...entry, town: card.town ?? old?.town ?? null }], 'account');
  }

  return {
    async link({ account, session }, assertion) {
      const { identity, nonce } = await verifyAssertion(parts, assertion, session.jkt);
      if (!identity || !isSameName(account.card, identity)) throw new AppError('card.not-same-person');
      const { nationalId } = identity;
      const { accountId } = account.card;
      const at = clock();
      const sha256 = createHash('sha256').update(assertion).digest('hex');
      const evidence = { sha256, assertion };
      const outcome = await accounts.linkCard({ accountId, nationalId, rpps: rppsOf(nationalId), nonce, evidence, at });
      if (outcome === 'nonce-used') throw new AppError('auth.challenge-expired');
      if (outcome === 'of-another') throw new AppError('account.card-taken');
      if (outcome === 'other-number') throw new AppError('card.not-same-person');
      if (outcome === 'linked-before') return;
      // The owner first: whatever fails behind it is made good at the next sign-in, and the mail would be missed for ever.
      const language = (await credentials.passwordOf(accountId))?.language ?? 'fr';
      parts.courier.send(mailAddress(account), cardLinkedLetter(language, at));
      const linked = await accounts.byId(accountId);
      if (linked) {
        await publish(linked.card, linked.department);
        await parts.structures.join(linked, at);
      }
    },
  };
}

/** Cards write names in capitals, and of several given names often the first alone. */
function isSameName(card: AccountCard, identity: ProfessionalIdentity): boolean {
  const given = [card.givenName, identity.givenName].map(foldSolid).toSorted((a, b) => a.length - b.length);
  return foldSolid(card.familyName) === foldSolid(identity.familyName) && (given[1] ?? '').startsWith(given[0] ?? '');
}
