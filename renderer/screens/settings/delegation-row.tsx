/** One delegation: with whom, where it stands, what it allows, and what can be done about it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Delegation, type DelegationPhase, isHeldTogether, phaseOf } from '../../../contract/model/delegation.ts';
import { displayName } from '../../../contract/model/person.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { lastInstant } from '../../ui/format/last-day.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { useFormat } from '../../ui/use-format.ts';
import { phaseWords, scopeWords } from './delegation-words.ts';
import { useWhen } from './use-when.ts';

export type Side = 'given' | 'received';

/** Where a delegation stands at the operator's clock. */
export function phaseAt({ state, from, until }: Delegation, at: Date): DelegationPhase {
  return phaseOf({ state, from: new Date(from), until: new Date(until) }, at);
}

/** The one of the two who is not here. */
export function otherSide(one: Delegation, side: Side): string {
  return typesetName(displayName(side === 'given' ? one.delegate : one.owner));
}

const badgeOf = {
  offered: 'warning',
  planned: 'ink',
  'in-force': 'proof',
  declined: 'plain',
  ended: 'plain',
  expired: 'plain',
} as const satisfies Record<DelegationPhase, string>;

export function DelegationRow({
  one,
  side,
  phase,
  isBusy,
  onAccept,
  onDecline,
  onEnd,
}: {
  readonly one: Delegation;
  readonly side: Side;
  readonly phase: DelegationPhase;
  readonly isBusy: boolean;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
  readonly onEnd: () => void;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const format = useFormat();
  const name = otherSide(one, side);
  const isMine = side === 'given';
  const isToAnswer = phase === 'offered' && !isMine;
  const isEndable = phase === 'in-force' || phase === 'planned' || (phase === 'offered' && isMine);
  return (
    <li>
      <span className="grow delegation-words">
        <span className="row settings-session-name">
          <b>{isHeldTogether(one.owner) ? name : t(isMine ? 'toWhom' : 'ofWhom', { name })}</b>
          <Badge kind={badgeOf[phase]}>
            {t(phase === 'offered' && isMine ? 'phaseOfferedByMe' : phaseWords[phase])}
          </Badge>
        </span>
        <span>{one.scopes.map((scope) => t(scopeWords[scope].name)).join(' · ')}</span>
        <span className="caption">
          {isHeldTogether(one.owner)
            ? t('heldSince', { from: format.day(one.from), organisation: one.reason })
            : `${t('period', { from: format.day(one.from), until: format.day(lastInstant(one.until)) })} · ${t('reason', { reason: one.reason })}`}
        </span>
        {isHeldTogether(one.owner) && one.endedAt === null ? null : <Outcome one={one} side={side} name={name} />}
      </span>
      {isToAnswer ? (
        <span className="row">
          <Button
            size="small"
            kind="primary"
            isDisabled={isBusy}
            aria-label={t('acceptOf', { name })}
            onPress={onAccept}
          >
            {t('accept')}
          </Button>
          <Button size="small" isDisabled={isBusy} aria-label={t('declineOf', { name })} onPress={onDecline}>
            {t('decline')}
          </Button>
        </span>
      ) : null}
      {isEndable ? (
        <Button
          size="small"
          isDisabled={isBusy}
          aria-label={t(isHeldTogether(one.owner) ? 'leaveMailboxOf' : 'endOf', { name })}
          onPress={onEnd}
        >
          {t(isHeldTogether(one.owner) ? 'leaveMailbox' : 'end')}
        </Button>
      ) : null}
    </li>
  );
}

function Outcome({
  one,
  side,
  name,
}: {
  readonly one: Delegation;
  readonly side: Side;
  readonly name: string;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const when = useWhen();
  const mine = side === 'given' ? one.owner.accountId : one.delegate.accountId;
  if (one.endedAt !== null) {
    const text = one.endedBy === mine ? 'endedByYou' : 'endedByOther';
    return <span className="caption">{t(text, { name, when: when(one.endedAt) })}</span>;
  }
  if (one.answeredAt === null) return null;
  const text = one.state === 'declined' ? 'declinedWhen' : 'acceptedWhen';
  return <span className="caption">{t(text, { when: when(one.answeredAt) })}</span>;
}
