/**
 * Entering the trust space (guide, parts 4 and 6): the three conditions, the address, the regional directory, the record
 * and the mail. What the national directory is told is made from the same rows (`publication.ts`).
 */
import { AppError } from '../../contract/errors.ts';
import { foldSolid } from '../../contract/model/directory.ts';
import type { MssanteActivation, MssanteStatus } from '../../contract/model/mssante.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Clock } from '../clock.ts';
import { mssanteLetter } from './account-letters.ts';
import { actOn } from './acts.ts';
import type { Courier } from './courier.ts';
import { entryOfAccount } from './directory-entry.ts';
import { aliasBase, aliasCandidate } from './mssante-alias.ts';
import { type Account, mailAddress, rppsOf } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { MssanteAlias, MssanteStore } from './ports/mssante.ts';
import type { Application, RegistrationStore } from './ports/registrations.ts';
import type { Caller } from './sessions.ts';

export interface Mssante {
  status(caller: Caller): Promise<MssanteStatus>;
  /**
   * Takes the address into use; once more changes nothing. Throws `mssante.not-offered`, `mssante.conditions-unmet`, or
   * `mssante.address-changed` with the address that it would be now.
   */
  activate(caller: Caller, asked: MssanteActivation): Promise<MssanteStatus>;
  /** Takes the address out of use and out of the directories; it stays reserved for this account. */
  deactivate(caller: Caller): Promise<MssanteStatus>;
}

export interface MssanteParts {
  readonly mssante: MssanteStore;
  readonly registrations: RegistrationStore;
  readonly directory: DirectoryStore;
  readonly credentials: CredentialStore;
  readonly courier: Courier;
  readonly clock: Clock;
  /** Domain of this operator in the trust space; null where it has none. */
  readonly mssanteDomain: string | null;
}

type Conditions = MssanteStatus['conditions'];

export function createMssante(parts: MssanteParts): Mssante {
  const { mssante, directory, courier, clock, mssanteDomain: domain } = parts;

  async function conditionsOf({ account, session }: Caller): Promise<Conditions> {
    const application = await parts.registrations.applicationOf(account.card.accountId);
    const number = numberOf(account, application);
    const listed = number?.rpps ? await directory.byRpps(number.text, 5) : [];
    const family = foldSolid(account.card.familyName);
    return [
      { id: 'eligible-account', ...eligibility(account, application) },
      {
        id: 'professional-number',
        ...numberCondition(account, number),
        inDirectory: listed.some((entry) => entry.accountId === null && foldSolid(entry.familyName) === family),
      },
      {
        id: 'strong-sign-in',
        state: 'met',
        cause: session.method,
        since: session.createdAt.toISOString(),
      },
    ];
  }

  const candidatesOf = ({ card }: Account) => {
    const base = aliasBase(card.givenName, card.familyName);
    return base === null || domain === null ? null : (number: number) => `${aliasCandidate(base, number)}@${domain}`;
  };

  async function statusOf(caller: Caller): Promise<MssanteStatus> {
    const { account } = caller;
    const [conditions, alias] = await Promise.all([conditionsOf(caller), mssante.aliasOf(account.card.accountId)]);
    const candidate = account.card.kind === 'health' ? candidatesOf(account) : null;
    const future = alias === null && candidate ? await mssante.freeAlias(candidate) : null;
    return {
      state: domain === null ? 'not-offered' : alias?.activatedAt ? 'active' : 'inactive',
      conditions,
      address: alias?.address ?? future,
      isReserved: alias !== null,
      activatedAt: alias?.activatedAt?.toISOString() ?? null,
      redList: alias?.redList ?? false,
    };
  }

  /** The account's entry as it is from now on; one whom the agency keeps out of the directory has none to change. */
  async function publish(account: Account, alias: MssanteAlias): Promise<void> {
    const { card, department } = account;
    const [known] = await directory.byAddresses([card.address]);
    const entry = entryOfAccount(card, known?.department ?? department, known?.id ?? `account-${card.accountId}`);
    const isInUse = alias.activatedAt !== null;
    await directory.put(
      [{ ...entry, mssanteAddress: isInUse ? alias.address : null }],
      'account',
      !(isInUse && alias.redList),
    );
  }

  async function tell(account: Account, kind: 'activated' | 'deactivated', address: string): Promise<void> {
    const language = (await parts.credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
    courier.send(mailAddress(account), mssanteLetter(language, kind, address));
  }
  const actBy = (account: Account, kind: 'mssante-activated' | 'mssante-deactivated') =>
    actOn(account, { kind, by: { administratorId: null, name: displayName(account.card) }, at: clock(), reason: null });

  return {
    status: statusOf,
    async activate(caller, { address, redList }) {
      const { account } = caller;
      const candidate = candidatesOf(account);
      if (domain === null) throw new AppError('mssante.not-offered');
      const conditions = await conditionsOf(caller);
      if (candidate === null || conditions.some(({ state }) => state !== 'met')) {
        throw new AppError('mssante.conditions-unmet');
      }
      // Better not in use than in use and missing from the directory.
      await directory.checkWritable();
      const { accountId } = account.card;
      const act = actBy(account, 'mssante-activated');
      const taken = await mssante.activate({ accountId, candidate, expected: address, redList, at: act.at, act });
      if (taken.outcome === 'other-address') throw new AppError('mssante.address-changed', { address: taken.address });
      if (taken.outcome === 'activated') {
        await publish(account, taken.alias);
        await tell(account, 'activated', taken.alias.address);
      }
      return statusOf(caller);
    },
    async deactivate(caller) {
      const { account } = caller;
      const alias = await mssante.aliasOf(account.card.accountId);
      if (alias?.activatedAt) {
        await directory.checkWritable();
        const outcome = await mssante.deactivate(account.card.accountId, actBy(account, 'mssante-deactivated'));
        if (outcome === 'deactivated') {
          await publish(account, { ...alias, activatedAt: null });
          await tell(account, 'deactivated', alias.address);
        }
      }
      return statusOf(caller);
    },
  };
}

function eligibility({ card }: Account, application: Application | null) {
  const unmet = { state: 'unmet', since: null } as const;
  if (card.kind === 'social') return { ...unmet, cause: 'social-profile' } as const;
  if (card.kind === 'administrative') return { ...unmet, cause: 'administrative-profile' } as const;
  if (card.kind === 'organisation') return { ...unmet, cause: 'organisation' } as const;
  if (aliasBase(card.givenName, card.familyName) === null) return { ...unmet, cause: 'name-unwritable' } as const;
  if (card.certified) return { state: 'met', cause: 'certified', since: null } as const;
  if (application?.state === 'pending') {
    return { state: 'pending', cause: 'awaiting-agency', since: application.submittedAt.toISOString() } as const;
  }
  return { ...unmet, cause: application?.state === 'refused' ? 'refused' : 'not-validated' } as const;
}

interface KnownNumber {
  readonly text: string;
  readonly rpps: boolean;
  /** Declared, and not yet validated. */
  readonly declared: boolean;
}

/** The number that the account is certified with, else the one that was declared. */
function numberOf({ card, nationalId }: Account, application: Application | null): KnownNumber | null {
  if (nationalId !== null && /^[08]/.test(nationalId)) {
    return { text: nationalId.slice(1), rpps: rppsOf(nationalId) !== null, declared: false };
  }
  if (card.rpps) return { text: card.rpps, rpps: true, declared: false };
  const { rpps = '', adeli = '' } = application?.profile ?? {};
  return rpps || adeli ? { text: rpps || adeli, rpps: rpps !== '', declared: true } : null;
}

function numberCondition({ card }: Account, number: KnownNumber | null) {
  if (card.kind !== 'health') return { state: 'unmet', cause: 'not-for-profile', number: null } as const;
  if (number === null) return { state: 'unmet', cause: 'missing', number: null } as const;
  return { state: 'met', cause: number.rpps ? 'rpps' : 'adeli', number: number.text } as const;
}
