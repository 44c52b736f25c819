/**
 * Mailboxes of structures: nobody signs in to them, the members whom the structure names hold them. An address becomes one
 * once whoever reads it has agreed: a structure's word takes nobody's letters.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { type HolderRight, isHeldTogether } from '../../contract/model/delegation.ts';
import type { Language } from '../../contract/model/language.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Structure } from '../../contract/model/structure.ts';
import type { Clock } from '../clock.ts';
import { actOnStructure, actorOf } from './acts.ts';
import type { Courier } from './courier.ts';
import { mayBeParty } from './mailbox-access.ts';
import { hashLinkToken, newLinkToken, type SitePages } from './mailed-links.ts';
import { newHolding, organisationAccount } from './organisation-account.ts';
import { mailboxLetter } from './organisation-letters.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { Actor, StructureAct } from './ports/acts.ts';
import type { AdministrationStore } from './ports/administration.ts';
import type { Administrator } from './ports/administrators.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type {
  AskOutcome,
  MailboxHolder,
  NameOutcome,
  OrganisationMailbox,
  OrganisationMailboxStore,
} from './ports/organisation-mailboxes.ts';
import type { StructureStore } from './ports/structures.ts';
import type { Signals } from './signals.ts';
import type { StructureAdministration } from './structure-administration.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** The mailed link, like that of a registration. */
const LIFETIME_MS = 24 * 3_600_000;
/** Mails an hour to addresses that one structure names. */
const MAX_MAILS_AN_HOUR = 100;
const MAX_MAILBOXES = 1_000;
/** Each of them is told of every change. */
const MAX_HOLDERS = 100;

export interface NewMailbox {
  readonly name: string;
  readonly address: string;
  readonly town: string | null;
}

/** A mailbox that is waiting to be agreed to, as its page shows it. */
export interface PendingMailbox {
  readonly name: string;
  readonly address: string;
  readonly structure: string;
}

/** All but the last two throw as `StructureAdministration.open` does, and `request.not-found` for a mailbox that is not the structure's. */
export interface OrganisationMailboxes {
  list(who: Administrator, structureId: string): Promise<readonly OrganisationMailbox[]>;
  open(who: Administrator, structureId: string, id: string): Promise<OrganisationMailbox>;
  holders(who: Administrator, structureId: string, id: string): Promise<readonly MailboxHolder[]>;
  /** Mails the address a link; `operator.too-many-requests` for too many. */
  ask(
    who: Administrator,
    structureId: string,
    asked: NewMailbox,
    language: Language,
  ): Promise<AskOutcome | 'other-operator'>;
  /** Mails another link; false once it is open. */
  askAgain(who: Administrator, structureId: string, id: string, language: Language): Promise<boolean>;
  /** False once it is open. */
  withdraw(who: Administrator, structureId: string, id: string): Promise<boolean>;
  name(
    who: Administrator,
    structureId: string,
    id: string,
    holder: { readonly accountId: string; readonly right: HolderRight },
  ): Promise<NameOutcome | 'too-many'>;
  /** False for who does not hold it (any more). */
  letGo(who: Administrator, structureId: string, id: string, accountId: string, reason: string): Promise<boolean>;
  /** For good: nothing arrives any more, nobody holds it. False where it is closed already. */
  close(who: Administrator, structureId: string, id: string, reason: string): Promise<boolean>;
  /** What a link is for; `account.link-invalid` when it does not serve any more. Uses nothing up. */
  pending(token: string): Promise<PendingMailbox>;
  /** Whoever reads the address agrees. Throws as `pending` does, also where the address became somebody's. */
  agree(token: string): Promise<void>;
}

export interface OrganisationMailboxParts {
  readonly structureAdministration: StructureAdministration;
  readonly mailboxes: OrganisationMailboxStore;
  readonly structures: StructureStore;
  readonly accounts: AccountStore;
  readonly administration: AdministrationStore;
  readonly directory: DirectoryStore;
  readonly signals: Signals;
  readonly courier: Courier;
  readonly pages: SitePages;
  /** Has the directory told, by the one who tells it. */
  publishSoon(): void;
  /** There is a mail to hand over. */
  readonly onNotifiable: () => void;
  readonly clock: Clock;
}

export function createOrganisationMailboxes(parts: OrganisationMailboxParts): OrganisationMailboxes {
  const { structureAdministration, mailboxes, accounts, clock } = parts;
  const mails = createTokenBuckets(MAX_MAILS_AN_HOUR, 3_600_000, clock);

  async function theirs(who: Administrator, structureId: string, id: string) {
    const structure = await structureAdministration.open(who, structureId);
    const mailbox = await mailboxes.find(structure.id, id);
    if (!mailbox) throw new AppError('request.not-found');
    return { structure, mailbox };
  }

  function newLink(structure: Structure) {
    const retryAfterSeconds = mails.take(structure.id);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
    const { token, tokenHash } = newLinkToken();
    return { token, tokenHash, expiresAt: new Date(clock().getTime() + LIFETIME_MS) };
  }

  function tell(structure: Structure, address: string, token: string, language: Language): void {
    parts.courier.send(address, mailboxLetter(language, structure.name, parts.pages.mailbox(token)));
  }

  async function served(token: string): Promise<{ mailbox: OrganisationMailbox; structure: Structure }> {
    const mailbox = await mailboxes.byLink(hashLinkToken(token), clock());
    const structure = mailbox && (await parts.structures.find(mailbox.structureId));
    if (!structure) throw new AppError('account.link-invalid');
    return { mailbox, structure };
  }

  return {
    async list(who, structureId) {
      const { id } = await structureAdministration.open(who, structureId);
      return mailboxes.ofStructure(id);
    },
    async open(who, structureId, id) {
      return (await theirs(who, structureId, id)).mailbox;
    },
    async holders(who, structureId, id) {
      const { mailbox } = await theirs(who, structureId, id);
      return mailboxes.holders(mailbox.id);
    },
    async ask(who, structureId, { name, address, town }, language) {
      const structure = await structureAdministration.open(who, structureId);
      const [entry] = await parts.directory.byAddresses([address]);
      // An entry of ours would hide a mailbox that people reach there today.
      if (entry?.recipientKind === 'mssante') return 'other-operator';
      const { token, ...link } = newLink(structure);
      const mailbox = { id: randomUUID(), structureId: structure.id, name, address, town, askedAt: clock(), ...link };
      const subject = { name, address, account: null };
      const act = actOnMailbox(structure, subject, { kind: 'mailbox-asked', by: actorOf(who), at: clock() });
      const outcome = await mailboxes.ask(mailbox, MAX_MAILBOXES, act);
      if (outcome === 'asked') tell(structure, address, token, language);
      return outcome;
    },
    async askAgain(who, structureId, id, language) {
      const { structure, mailbox } = await theirs(who, structureId, id);
      if (mailbox.account) return false;
      const { token, ...link } = newLink(structure);
      const isAsked = await mailboxes.askAgain(mailbox.id, link);
      if (isAsked) tell(structure, mailbox.address, token, language);
      return isAsked;
    },
    async withdraw(who, structureId, id) {
      const { structure, mailbox } = await theirs(who, structureId, id);
      const act = actOnMailbox(structure, mailbox, { kind: 'mailbox-withdrawn', by: actorOf(who), at: clock() });
      return mailboxes.withdraw(mailbox.id, act);
    },
    async name(who, structureId, id, { accountId, right }) {
      const { structure, mailbox } = await theirs(who, structureId, id);
      const account = await accounts.byId(accountId);
      if (!account || !mayBeParty(account) || isHeldTogether(account.card)) return 'not-a-member';
      if ((await mailboxes.holders(mailbox.id)).length >= MAX_HOLDERS) return 'too-many';
      const at = clock();
      const delegation = newHolding(mailbox, structure, accountId, right, at);
      const act = actOnMailbox(structure, holderSubject(account, mailbox), {
        ...{ kind: 'holder-named', by: actorOf(who), at },
      });
      const outcome = await mailboxes.nameHolder(delegation, structure.id, act);
      if (outcome === 'named') {
        parts.signals.changed([mailbox.id, accountId]);
        parts.onNotifiable();
      }
      return outcome;
    },
    async letGo(who, structureId, id, accountId, reason) {
      const { structure, mailbox } = await theirs(who, structureId, id);
      const account = await accounts.byId(accountId);
      if (!account) return false;
      const act = actOnMailbox(structure, holderSubject(account, mailbox), {
        ...{ kind: 'holder-let-go', by: actorOf(who), at: clock(), reason },
      });
      const isGone = await mailboxes.letGo(mailbox.id, accountId, act);
      if (isGone) {
        parts.signals.changed([mailbox.id, accountId]);
        parts.signals.delegationEnded(mailbox.id, accountId);
        parts.onNotifiable();
      }
      return isGone;
    },
    async close(who, structureId, id, reason) {
      const { structure, mailbox } = await theirs(who, structureId, id);
      if (!mailbox.account) throw new AppError('request.not-found');
      await parts.directory.checkWritable();
      const act = actOnMailbox(structure, mailbox, { kind: 'mailbox-closed', by: actorOf(who), at: clock(), reason });
      const holders = await mailboxes.holders(mailbox.id);
      const change = { from: ['open', 'suspended'], to: 'closed' } as const;
      if ((await parts.administration.changeStanding(mailbox.id, change, act)) === 'otherwise') return false;
      await parts.directory.removeAccount(mailbox.address, mailbox.id);
      for (const { account } of holders) {
        parts.signals.changed([account.card.accountId]);
        parts.signals.delegationEnded(mailbox.id, account.card.accountId);
      }
      parts.onNotifiable();
      return true;
    },
    async pending(token) {
      const { mailbox, structure } = await served(token);
      return { name: mailbox.name, address: mailbox.address, structure: structure.name };
    },
    async agree(token) {
      const { mailbox, structure } = await served(token);
      const by = { administratorId: null, name: mailbox.address };
      const account = organisationAccount(mailbox, structure);
      const act = actOnMailbox(structure, { ...mailbox, account }, { kind: 'mailbox-opened', by, at: clock() });
      const outcome = await mailboxes.open(hashLinkToken(token), account, act);
      if (outcome !== 'opened') throw new AppError('account.link-invalid');
      parts.publishSoon();
    },
  };
}

/** Whom or what an act is about. */
type Subject = Pick<OrganisationMailbox, 'name' | 'address' | 'account'>;

function holderSubject(account: Account, { name }: OrganisationMailbox): Subject {
  const { card } = account;
  return { name: `${displayName(card)} · ${name}`, address: card.address, account };
}

interface ActFacts {
  readonly kind: StructureAct;
  readonly by: Actor;
  readonly at: Date;
  readonly reason?: string;
}

function actOnMailbox(structure: Structure, { name, address, account }: Subject, { reason = '', ...facts }: ActFacts) {
  return {
    ...actOnStructure(structure, { ...facts, reason: reason || null }),
    ...{ accountId: account?.card.accountId ?? null, subject: address, subjectName: `${name} · ${structure.name}` },
  };
}
