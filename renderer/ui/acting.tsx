/** On whose mailbox one is: every screen says so where it acts, and offers what the delegation allows and nothing else. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import {
  completeScopes,
  type DelegatedMailbox,
  type DelegationScope,
  isHeldTogether,
} from '../../contract/model/delegation.ts';
import { displayName } from '../../contract/model/person.ts';
import { typesetName } from './format/typography.ts';

export interface Acting {
  /** « Dr Bernard NOËL » */
  readonly owner: string;
  /** « Dr NOËL » */
  readonly shortOwner: string;
  /** What the owner does; of an organisation's mailbox, whose it is. */
  readonly profession: string;
  /** Whether it is an organisation's, which nobody owns. */
  readonly isHeldTogether: boolean;
  readonly scopes: readonly DelegationScope[];
}

const ActingContext = createContext<Acting | null>(null);

/** Whoever one acts for; null on one's own mailbox. */
export function useActing(): Acting | null {
  return useContext(ActingContext);
}

/** Whether the mailbox in view allows it; one's own allows everything. */
export function useAllows(scope: DelegationScope): boolean {
  const acting = useActing();
  return acting === null || acting.scopes.includes(scope);
}

export function ActingProvider({
  mailbox,
  children,
}: {
  readonly mailbox: DelegatedMailbox | null;
  readonly children: ReactNode;
}): ReactNode {
  const acting = useMemo(() => (mailbox === null ? null : actingOf(mailbox)), [mailbox]);
  return <ActingContext value={acting}>{children}</ActingContext>;
}

function actingOf({ owner, scopes }: DelegatedMailbox): Acting {
  return {
    owner: typesetName(displayName(owner)),
    shortOwner: typesetName(displayName({ ...owner, givenName: '' })),
    profession: isHeldTogether(owner)
      ? (owner.organisation ?? '')
      : (owner.specialty ?? owner.profession).toLocaleLowerCase('fr'),
    isHeldTogether: isHeldTogether(owner),
    scopes: completeScopes(scopes),
  };
}
