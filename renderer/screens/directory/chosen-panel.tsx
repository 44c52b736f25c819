/** Beside the results: the entry of who is chosen, or the list of those who are chosen together. */
import { BookUser, Check, Copy, Minus, SquarePen, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { GroupMember } from '../../../contract/model/account-item.ts';
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import { MAX_RECIPIENTS } from '../../../contract/model/limits.ts';
import { displayName } from '../../../contract/model/person.ts';
import { reachableStates } from '../../../contract/model/recipient.ts';
import { app } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Flap } from '../../ui/flap.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { RecipientBadge } from '../../ui/recipient-badge.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { FavouriteStar } from './favourite-star.tsx';
import { AddToGroup } from './groups.tsx';

export interface ChosenPanelProps {
  readonly chosen: readonly DirectoryHit[];
  readonly onChoose: (hits: readonly DirectoryHit[]) => void;
  readonly onWrite: (people: readonly GroupMember[]) => void;
  /** Shown where nobody is chosen. */
  readonly group: ReactNode;
}

export function ChosenPanel({ chosen, onChoose, onWrite, group }: ChosenPanelProps): ReactNode {
  const { t } = useTranslation('directory');
  const [one] = chosen;
  return (
    <aside className="pane pane-sheet directory-entry" aria-label={t(chosen.length > 1 ? 'several' : 'entry')}>
      {chosen.length > 1 ? (
        <Several chosen={chosen} onChoose={onChoose} onWrite={onWrite} />
      ) : one ? (
        <Entry key={one.entry.id} hit={one} onWrite={() => onWrite([correspondentOf(one)])} />
      ) : (
        (group ?? <p className="muted directory-none">{t('noEntryText')}</p>)
      )}
    </aside>
  );
}

/** Somebody as a letter or a group names them. */
export function correspondentOf({ entry }: DirectoryHit): GroupMember {
  return { address: entry.address, name: displayName(entry) };
}

function Several({ chosen, onChoose, onWrite }: Omit<ChosenPanelProps, 'group'>): ReactNode {
  const { t } = useTranslation('directory');
  const reachable = chosen.filter(({ missingRight }) => missingRight === null);
  const left = chosen.length - reachable.length;
  return (
    <div className="directory-several">
      <h2 className="directory-entry-name">{t('chosen', { count: chosen.length })}</h2>
      <Button
        kind="primary"
        className="directory-write"
        icon={<Icon of={SquarePen} />}
        isDisabled={reachable.length === 0 || reachable.length > MAX_RECIPIENTS}
        onPress={() => onWrite(reachable.map(correspondentOf))}
      >
        {t('writeAll', { count: reachable.length })}
      </Button>
      <AddToGroup chosen={chosen.map(correspondentOf)} />
      {left > 0 ? <p className="caption">{t('leftOut', { count: left })}</p> : null}
      {reachable.length > MAX_RECIPIENTS ? (
        <p className="caption" role="status">
          {t('tooManyChosen', { limit: MAX_RECIPIENTS })}
        </p>
      ) : null}
      <ul className="directory-several-list">
        {chosen.map((hit) => (
          <li key={hit.entry.id} className="row">
            <span className="grow">
              <span className="ellipsis">{typesetName(displayName(hit.entry))}</span>
              <span className="caption ellipsis">{lineOf(hit.entry)}</span>
              {hit.missingRight === null ? null : <RecipientBadge hit={hit} />}
            </span>
            <IconButton
              label={t('unpick', { name: displayName(hit.entry) })}
              icon={<Icon of={X} size="small" />}
              onPress={() => onChoose(chosen.filter((other) => other !== hit))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function lineOf({ profession, specialty, town }: DirectoryEntry): string {
  return [specialty ?? profession, town].filter(Boolean).join(' · ');
}

const receiveWords = {
  mssante: 'canReceiveMssante',
  medimail: 'canReceiveMedimail',
  invited: 'canReceiveInvited',
  patient: 'canReceivePatient',
} as const;

/** What may be done with a person, each in a line with whether it is possible. */
function possibilities({ entry, missingRight }: DirectoryHit) {
  if (missingRight !== null) return [{ can: false, word: 'cannotWrite' }] as const;
  const opens = reachableStates[entry.recipientKind].includes('opened');
  const isConfined = entry.kind === 'social' || entry.kind === 'administrative';
  return [
    { can: true, word: receiveWords[entry.recipientKind] },
    ...(entry.recipientKind === 'medimail'
      ? ([
          { can: true, word: entry.rpps ? 'opensByCard' : 'opensByCode' },
          ...(isConfined ? ([{ can: false, word: 'noMssante' }] as const) : []),
        ] as const)
      : []),
    { can: opens, word: opens ? 'receiptYes' : 'receiptNo' },
  ] as const;
}

function Entry({ hit, onWrite }: { readonly hit: DirectoryHit; readonly onWrite: () => void }): ReactNode {
  const { t } = useTranslation('directory');
  const { entry, missingRight } = hit;
  return (
    <>
      <div className="vouch">
        <div className="row">
          <h2 className="directory-entry-name grow">{typesetName(displayName(entry))}</h2>
          <FavouriteStar entry={entry} />
        </div>
        <p>{[entry.profession, entry.specialty].filter(Boolean).join(' · ')}</p>
        {entry.rpps ? (
          <p className="secondary">
            {t('rpps')} <span className="code">{entry.rpps}</span>
          </p>
        ) : null}
        <p className="directory-identity">
          <Badge kind="proof" icon={<Icon of={BookUser} />}>
            {t('identity')}
          </Badge>
        </p>
      </div>
      <Flap look="whole" />
      <div className="directory-facts">
        {missingRight === null ? (
          <Button kind="primary" className="directory-write" icon={<Icon of={SquarePen} />} keys="↵" onPress={onWrite}>
            {t('write')}
          </Button>
        ) : (
          <p className="row">
            <RecipientBadge hit={hit} />
          </p>
        )}
        <div>
          <h3>{t('possible')}</h3>
          <ul>
            {possibilities(hit).map(({ can, word }) => (
              <li key={word} className="directory-can">
                <Icon of={can ? Check : Minus} size="small" />
                {t(word)}
              </li>
            ))}
          </ul>
        </div>
        <Address entry={entry} />
        <div>
          <AddToGroup chosen={[correspondentOf(hit)]} />
        </div>
        {entry.organisation || entry.town ? (
          <div>
            <h3>{t('place')}</h3>
            {entry.organisation ? <b>{entry.organisation}</b> : null}
            {entry.town ? <p>{`${entry.town}${entry.department ? ` (${entry.department})` : ''}`}</p> : null}
          </div>
        ) : null}
      </div>
    </>
  );
}

/** The addresses of a person: the usual one, and the one in the trust space where there is another. */
function Address({ entry }: { readonly entry: DirectoryEntry }): ReactNode {
  const { t } = useTranslation('directory');
  const { show } = useToasts();
  const copy = async (text: string): Promise<void> => {
    await app.copy({ text });
    show({ id: 'address', title: t('copied'), lifeMs: 4_000 });
  };
  const addresses = [
    { label: entry.recipientKind === 'mssante' ? 'addressMssante' : 'address', address: entry.address },
    ...(entry.mssanteAddress ? [{ label: 'addressMssante', address: entry.mssanteAddress } as const] : []),
  ] as const;
  return addresses.map(({ label, address }) => (
    <div key={address}>
      <h3>{t(label)}</h3>
      <div className="row">
        <span className="grow directory-address">{address}</span>
        <IconButton
          label={t('copyAddress')}
          icon={<Icon of={Copy} size="small" />}
          onPress={() => void copy(address)}
        />
      </div>
    </div>
  ));
}
