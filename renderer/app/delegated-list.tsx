/** The mailboxes of others that one may enter now, with what nobody opened in each. */
import { Building2, CalendarOff, UserCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandedOver } from '../../contract/model/absence.ts';
import { type DelegatedMailbox, isHeldTogether } from '../../contract/model/delegation.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { displayName } from '../../contract/model/person.ts';
import { lastInstant } from '../ui/format/last-day.ts';
import { initialsOf, typesetName } from '../ui/format/typography.ts';
import { Icon } from '../ui/icon.tsx';
import { useFormat } from '../ui/use-format.ts';

export function DelegatedList({
  mailboxes,
  currentId,
  onEnter,
}: {
  readonly mailboxes: readonly DelegatedMailbox[];
  readonly currentId: AccountId | null;
  readonly onEnter: (ownerId: AccountId) => void;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: app } = useTranslation('app');
  const { t: handling } = useTranslation('handling');
  const format = useFormat();
  const handedOverWords = ({ until, arrived }: HandedOver): string =>
    t('handedOver', { count: arrived, day: format.day(lastInstant(until)) });
  if (mailboxes.length === 0) return null;
  return (
    <>
      <h2 className="side-title side-word" id="side-delegated">
        {t('onBehalfOf')}
      </h2>
      <ul className="side-list" aria-labelledby="side-delegated">
        {mailboxes.map(({ owner, unopened, handedOver, entrusted }) => {
          const isCurrent = owner.accountId === currentId;
          const name = typesetName(displayName(owner));
          return (
            <li key={owner.accountId}>
              <button
                type="button"
                className={`side-item${isCurrent ? ' is-current' : ''}`}
                title={[
                  name,
                  handedOver && handedOverWords(handedOver),
                  entrusted > 0 && handling('entrusted', { count: entrusted }),
                ]
                  .filter(Boolean)
                  .join('. ')}
                {...(isCurrent ? { 'aria-current': 'true' as const } : {})}
                onClick={() => onEnter(owner.accountId)}
              >
                <span className="side-initials" aria-hidden="true">
                  {isHeldTogether(owner) ? <Icon of={Building2} size="small" /> : initialsOf(name)}
                </span>
                <span className="side-word ellipsis">{name}</span>
                {handedOver ? (
                  <span className="side-handed-over side-word">
                    <Icon of={CalendarOff} size="small" />
                    <span className="for-screen-readers">{handedOverWords(handedOver)}</span>
                  </span>
                ) : null}
                {entrusted > 0 ? (
                  <span className="side-entrusted side-word">
                    <Icon of={UserCheck} size="small" />
                    <span className="for-screen-readers">{handling('entrusted', { count: entrusted })}</span>
                    <span aria-hidden="true">{format.number(entrusted)}</span>
                  </span>
                ) : null}
                {unopened > 0 ? (
                  <>
                    <span className="side-count" aria-hidden="true">
                      {format.number(unopened)}
                    </span>
                    <span className="for-screen-readers">{app('countUnopened', { count: unopened })}</span>
                  </>
                ) : null}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
