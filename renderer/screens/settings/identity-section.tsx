/** Who the account is for the operator, what that allows, and how the account is entered. Nothing here is typed but a password. */
import { useQuery } from '@tanstack/react-query';
import { BadgeCheck, Check, Hourglass, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardView } from '../../../contract/ipc/card.contract.ts';
import type { Identity } from '../../../contract/ipc/settings.contract.ts';
import { foldName } from '../../../contract/model/directory.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import { missingRight, type Need } from '../../../contract/model/rights.ts';
import { queries } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Flap } from '../../ui/flap.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { AccessPanels } from './access-panels.tsx';
import { AddressChange } from './address-change.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { settingElementId } from './settings-index.ts';
import { useWhen } from './use-when.ts';

export function IdentitySection({ signs }: { readonly signs: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  // Somebody else may have corrected it since: asked again each time one comes here.
  const { data, error, refetch } = useQuery({ ...queries.identity(), refetchOnMount: 'always' });
  const { data: state } = useQuery(queries.cardState());
  const card = signs && state?.state === 'ready' ? state.card : null;
  return (
    <div className="settings-two">
      <div className="settings-column">
        {error && !data ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
        {data ? (
          <>
            <Who identity={data} card={card} />
            <Rights account={data.account} />
            <AddressChange account={data.account} />
          </>
        ) : error ? null : (
          <Coming label={t('loading')} lines={['60%', '45%', '52%', '38%']} />
        )}
        <AccessPanels signs={signs} />
      </div>
      {data && card ? <CardRead card={card} /> : null}
    </div>
  );
}

function Who({ identity, card }: { readonly identity: Identity; readonly card: CardView | null }): ReactNode {
  const { t } = useTranslation('settings');
  const when = useWhen();
  const { account } = identity;
  const onCard = (same: boolean): string => t(same ? 'sameOnCard' : 'otherOnCard');
  const isNameOnCard = (read: CardView): boolean =>
    foldName(`${read.givenName} ${read.familyName}`) === foldName(`${account.givenName} ${account.familyName}`);
  const told = identity.toldAt
    ? t(identity.isFresh ? 'toldAt' : 'notFresh', { time: when(identity.toldAt) })
    : t('notFreshUnknown');
  return (
    <Panel id="who" title={t('entryWho')} text={t(account.certified ? 'fromAgency' : 'fromProfile')}>
      <dl className="settings-sheet settings-facts">
        <Fact name={t('name')} note={card ? onCard(isNameOnCard(card)) : null}>
          {typesetName(displayName(account))}
        </Fact>
        <Fact name={t('profession')}>{[account.profession, account.specialty].filter(Boolean).join(', ')}</Fact>
        <Fact name={t('rpps')} note={account.rpps && card?.rpps ? onCard(card.rpps === account.rpps) : null}>
          {account.rpps ? <span className="code">{account.rpps}</span> : t('noRpps')}
        </Fact>
        {account.organisation ? <Fact name={t('organisation')}>{account.organisation}</Fact> : null}
        {account.town ? <Fact name={t('town')}>{account.town}</Fact> : null}
        <Fact name={t('address')} note={t('addressKey')}>
          {account.address}
        </Fact>
        <Fact name={t('account')} note={t(account.certified ? 'certifiedBy' : 'certifiedSoon')}>
          {account.certified ? (
            <Badge kind="proof" icon={<Icon of={BadgeCheck} />}>
              {t('certified')}
            </Badge>
          ) : (
            <Badge kind="warning" icon={<Icon of={Hourglass} />}>
              {t('notCertified')}
            </Badge>
          )}
        </Fact>
      </dl>
      <p
        className={`caption${identity.isFresh ? '' : ' settings-stale'}`}
        role={identity.isFresh ? undefined : 'status'}
      >
        {told} {t('correct')}
      </p>
    </Panel>
  );
}

function Fact({
  name,
  note = null,
  children,
}: {
  readonly name: string;
  /** Where it comes from, where that is another source, and what may be done about it. */
  readonly note?: string | null;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="settings-fact">{children}</dd>
      {note ? <dd className="caption">{note}</dd> : null}
    </div>
  );
}

const needWords = {
  'certified-account': 'needCertified',
  'health-profile': 'needHealth',
  'qualified-identity': 'needIdentity',
} as const satisfies Record<Need, string>;

/** The table of rights, for this account; opening what one received is never refused. */
function Rights({ account }: { readonly account: AccountCard }): ReactNode {
  const { t } = useTranslation('settings');
  const rights = [
    { name: 'canOpen', missing: null },
    { name: 'canAnswer', missing: missingRight(account, 'medimail', true) },
    { name: 'canWrite', missing: missingRight(account, 'medimail', false) },
    { name: 'canMssante', missing: missingRight(account, 'mssante', false) },
    { name: 'canDirectory', missing: account.certified ? null : 'certified-account' },
  ] as const;
  return (
    <Panel id="rights" title={t('entryRights')}>
      <ul className="settings-sheet settings-rights">
        {rights.map(({ name, missing }) => (
          <li key={name} className={missing ? 'is-missing' : ''}>
            <Icon of={missing ? Minus : Check} />
            <span>
              {t(name)}
              <span className="for-screen-readers">{`, ${t(missing ? 'notAllowed' : 'allowed')}`}</span>
            </span>
            {missing ? <span className="caption">{t(needWords[missing])}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What the card in the reader says of its holder: read from its certificate, not from the operator. */
function CardRead({ card }: { readonly card: CardView }): ReactNode {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return (
    <aside className="settings-card" aria-labelledby={settingElementId('card')}>
      <div className="vouch settings-card-vouch">
        <h2 id={settingElementId('card')} tabIndex={-1} className="caption">
          {t('entryCard')}
        </h2>
        <b>{typesetName([card.title, card.givenName, card.familyName].filter(Boolean).join(' '))}</b>
        <span className="secondary">{card.profession}</span>
      </div>
      <Flap look="whole" />
      <dl className="settings-card-facts">
        <div>
          <dt>{t('cardFamily')}</dt>
          <dd>{card.family}</dd>
        </div>
        {card.rpps ? (
          <div>
            <dt>{t('rpps')}</dt>
            <dd className="code">{card.rpps}</dd>
          </div>
        ) : null}
        {card.organisation ? (
          <div>
            <dt>{t('organisation')}</dt>
            <dd>{card.organisation}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('cardUntil')}</dt>
          <dd>{format.day(card.validUntil)}</dd>
        </div>
        <div>
          <dt>{t('cardReader')}</dt>
          <dd>{card.reader}</dd>
        </div>
      </dl>
    </aside>
  );
}
