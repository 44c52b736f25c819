/** Recipients as chips, found in the directory as one types (ARIA 1.2 combobox with a list). */
import { useQuery } from '@tanstack/react-query';
import { Database, Mail, ShieldCheck, Star, TriangleAlert, Users, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit, Invitation, KnownRecipient } from '../../../contract/ipc/directory.contract.ts';
import type { GroupView } from '../../../contract/ipc/people.contract.ts';
import { displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { queries } from '../../bridge.ts';
import { answersTyped } from '../../ui/format/highlight.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { InvitationBadge, RecipientBadge } from '../../ui/recipient-badge.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { pastedRecipients, typedAddress } from './letter-checks.ts';
import { useSuggestions } from './use-suggestions.ts';

export interface RecipientsFieldProps {
  readonly label: string;
  readonly name: string;
  readonly line: 'to' | 'cc';
  readonly recipients: readonly RecipientRef[];
  readonly disabled: boolean;
  readonly autoFocus?: boolean;
  /** Several for a group. */
  readonly onAdd: (recipients: readonly RecipientRef[]) => void;
  readonly onRemove: (address: string) => void;
  /** What is known of a recipient; null before anybody answered. */
  readonly known: (address: string) => KnownRecipient | null;
  /** Whether more than the mailed link is asked of who is invited at that address. */
  readonly isCoded: (address: string) => boolean;
  /** At the end of the line. */
  readonly aside?: ReactNode;
}

type Option =
  | { readonly kind: 'group'; readonly id: string; readonly group: GroupView }
  | { readonly kind: 'hit'; readonly id: string; readonly hit: DirectoryHit }
  | { readonly kind: 'invitation'; readonly id: string; readonly invitation: Invitation }
  | { readonly kind: 'address'; readonly id: string; readonly address: string };

/** Entries shown under the field. */
const SHOWN_HITS = 8;

function optionsFor(
  text: string,
  hits: readonly DirectoryHit[],
  groups: readonly GroupView[],
  invitation: Invitation | null,
  taken: readonly RecipientRef[],
): readonly Option[] {
  const free = hits.filter(({ entry }) => !taken.some(({ address }) => address === entry.address));
  const options: Option[] = [
    ...groups
      .filter(({ name, members }) => members.length > 0 && answersTyped(name, text))
      .map((group) => ({ kind: 'group' as const, id: group.id, group })),
    ...free.slice(0, SHOWN_HITS).map((hit) => ({ kind: 'hit' as const, id: hit.entry.id, hit })),
  ];
  const address = typedAddress(text);
  if (address && !hits.some(({ entry }) => entry.address === address)) {
    const isInvitation = invitation?.address === address;
    options.push(
      isInvitation
        ? { kind: 'invitation', id: 'invited-address', invitation }
        : { kind: 'address', id: 'typed-address', address },
    );
  }
  return options;
}

export function RecipientsField(props: RecipientsFieldProps): ReactNode {
  const { label, name, line, recipients, onAdd, onRemove } = props;
  const { t } = useTranslation('composer');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const typed = text.trim();
  const data = useSuggestions(typed);
  const { data: kept } = useQuery(queries.people());
  const options = typed
    ? optionsFor(typed, data?.hits ?? [], kept?.groups ?? [], data?.invitation ?? null, recipients)
    : [];
  const isOpen = typed !== '' && !closed && data !== undefined;
  const current = options[Math.min(active, options.length - 1)];

  const { autoFocus = false } = props;
  useEffect(() => {
    // Opening the composer is asking to write.
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);

  const type = (value: string): void => {
    setText(value);
    setActive(0);
    setClosed(false);
  };
  const choose = (option: Option): void => {
    if (option.kind === 'address') onAdd([{ address: option.address, name: option.address, role: line }]);
    else if (option.kind === 'group') onAdd(option.group.members.map((member) => ({ ...member, role: line })));
    else if (option.kind === 'invitation') {
      const { address, missingRight } = option.invitation;
      if (missingRight !== null) return;
      onAdd([{ address, name: address, role: line }]);
    } else if (option.hit.missingRight === null) {
      onAdd([{ address: option.hit.entry.address, name: displayName(option.hit.entry), role: line }]);
    } else return;
    type('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Backspace' && text === '') {
      const last = recipients.at(-1);
      if (last) onRemove(last.address);
      return;
    }
    if (!isOpen || event.ctrlKey || event.metaKey) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && options.length > 0) {
      event.preventDefault();
      setActive((active + step + options.length) % options.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab' || event.key === ',' || event.key === ';') && current) {
      event.preventDefault();
      choose(current);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setClosed(true);
    }
  };

  return (
    <div className="composer-line">
      <label className="field-label" htmlFor={`${id}-field`}>
        {label}
      </label>
      <div className="chips">
        {recipients.map((recipient) => (
          <Chip
            key={recipient.address}
            recipient={recipient}
            known={props.known(recipient.address)}
            disabled={props.disabled}
            onRemove={onRemove}
          />
        ))}
        <input
          ref={field}
          id={`${id}-field`}
          className="chips-field"
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-label={name}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && current ? `${id}-${current.id}` : undefined}
          placeholder={recipients.length === 0 ? t('recipientPlaceholder') : ''}
          value={text}
          disabled={props.disabled}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = pastedRecipients(event.clipboardData.getData('text/plain'), line);
            if (pasted.length === 0) return;
            event.preventDefault();
            onAdd(pasted);
          }}
          onBlur={() => {
            const address = typedAddress(text);
            const refused = current?.kind === 'invitation' && current.invitation.missingRight !== null;
            if (address && !refused) choose({ kind: 'address', id: 'typed-address', address });
            setClosed(true);
          }}
          onFocus={() => setClosed(false)}
        />
      </div>
      {props.aside}
      <InvitationWarning
        addresses={recipients.flatMap(({ address }) =>
          props.known(address)?.invitation && !props.isCoded(address) ? [address] : [],
        )}
      />
      {isOpen ? (
        <div className="suggestions menu">
          <div id={`${id}-list`} role="listbox" aria-label={t('suggestions')}>
            {options.map((option) => (
              <SuggestionItem
                key={option.id}
                id={`${id}-${option.id}`}
                option={option}
                typed={typed}
                isActive={option === current}
                onChoose={choose}
              />
            ))}
          </div>
          <SuggestionsFoot
            count={options.length}
            entries={options.filter(({ kind }) => kind === 'hit').length}
            total={data.total}
            here={data.offline ? (data.here?.edition ? 'directory' : 'met') : null}
          />
        </div>
      ) : null}
    </div>
  );
}

/** Whoever reads the mail of that address reads the envelope: said for as long as such a recipient is there. */
function InvitationWarning({ addresses }: { readonly addresses: readonly string[] }): ReactNode {
  const { t } = useTranslation('composer');
  const [address] = addresses;
  if (address === undefined) return null;
  return (
    <p className="invitation-warning caption" role="status">
      <Icon of={TriangleAlert} size="small" />
      <span>{t('invitedWarning', { count: addresses.length, address })}</span>
    </p>
  );
}

function SuggestionItem({
  id,
  option,
  typed,
  isActive,
  onChoose,
}: {
  readonly id: string;
  readonly option: Option;
  readonly typed: string;
  readonly isActive: boolean;
  readonly onChoose: (option: Option) => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const refused =
    (option.kind === 'hit' && option.hit.missingRight !== null) ||
    (option.kind === 'invitation' && option.invitation.missingRight !== null);
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={refused}
      className={`suggestion${isActive ? ' is-active' : ''}`}
      // The field keeps the focus: the choice is made before it could blur.
      onPointerDown={(event) => {
        event.preventDefault();
        onChoose(option);
      }}
    >
      {option.kind === 'group' ? (
        <>
          <Icon of={Users} />
          <div className="grow">
            <div className="ellipsis">
              <b>
                <Highlighted text={option.group.name} typed={typed} />
              </b>
            </div>
            <div className="caption ellipsis">
              {option.group.members.map(({ name }) => typesetName(name)).join(', ')}
            </div>
          </div>
          <span className="caption suggestion-where">{t('groupOf', { count: option.group.members.length })}</span>
        </>
      ) : option.kind === 'invitation' ? (
        <>
          <Icon of={Mail} />
          <div className="grow">
            <div className="ellipsis">{t('inviteAddress', { address: option.invitation.address })}</div>
            <div className="caption">{t('inviteAddressDetail')}</div>
          </div>
          <InvitationBadge missingRight={option.invitation.missingRight} />
        </>
      ) : option.kind === 'address' ? (
        <>
          <Icon of={Mail} />
          <div className="grow">
            <div>{t('useAddress', { address: option.address })}</div>
            <div className="caption">{t('useAddressDetail')}</div>
          </div>
        </>
      ) : (
        <HitWords hit={option.hit} typed={typed} />
      )}
    </div>
  );
}

function HitWords({ hit, typed }: { readonly hit: DirectoryHit; readonly typed: string }): ReactNode {
  const { t } = useTranslation('composer');
  const { data: kept } = useQuery(queries.people());
  const { entry } = hit;
  const isFavourite = kept?.favourites.some((one) => one.entry.address === entry.address) ?? false;
  const family = entry.kind === 'organisation' ? entry.familyName : entry.familyName.toLocaleUpperCase('fr');
  const detail = [entry.specialty ?? entry.profession, entry.organisation].filter(Boolean).join(' · ');
  const where = [entry.town, entry.department].filter(Boolean).join(' · ');
  return (
    <>
      <div className="grow">
        <div className="ellipsis">
          <b>
            <Highlighted text={family} typed={typed} />
          </b>{' '}
          <Highlighted text={entry.givenName} typed={typed} />
          {isFavourite ? (
            <span className="suggestion-star">
              <Icon of={Star} size="small" />
              <span className="for-screen-readers">{t('favourite')}</span>
            </span>
          ) : null}
        </div>
        <div className="caption ellipsis">{detail}</div>
      </div>
      <span className="caption suggestion-where">{where}</span>
      <RecipientBadge hit={hit} />
    </>
  );
}

function SuggestionsFoot({
  count,
  entries,
  total,
  here,
}: {
  readonly count: number;
  /** Of those, how many the directory has. */
  readonly entries: number;
  readonly total: number;
  /** Without the operator: what was searched on this workstation. */
  readonly here: 'directory' | 'met' | null;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  if (count === 0) {
    return (
      <div className="suggestions-none" role="status">
        <b>{t('noHit')}</b>
        <span className="caption">{t('noHitText')}</span>
      </div>
    );
  }
  const text =
    entries === 0
      ? t('noEntry')
      : total > entries
        ? t('hitsOf', { shown: entries, total: format.number(total) })
        : t('hits', { count: entries });
  return (
    <div className="suggestions-foot caption">
      <Icon of={Database} size="small" />
      <span className="grow" role="status">
        {here !== null && entries > 0 ? t(here === 'met' ? 'hitsHere' : 'hitsNational', { text }) : text}
      </span>
      <KeyCap keys="↑" />
      <KeyCap keys="↓" />
      <span>{t('choose')}</span>
      <KeyCap keys="↵" />
      <span>{t('add')}</span>
    </div>
  );
}

function Chip({
  recipient,
  known,
  disabled,
  onRemove,
}: {
  readonly recipient: RecipientRef;
  readonly known: KnownRecipient | null;
  readonly disabled: boolean;
  readonly onRemove: (address: string) => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  // The draft holds name and address; profession and town come from the directory.
  const entry = known?.entry;
  const invited = known?.invitation ? t('invited') : null;
  const detail = [invited, entry?.specialty ?? entry?.profession, entry?.town].filter(Boolean).join(', ');
  const isTrusted = entry?.recipientKind === 'mssante' || entry?.recipientKind === 'medimail';
  return (
    <span className={`chip${invited ? ' is-invited' : ''}`}>
      {isTrusted ? <Icon of={ShieldCheck} size="small" /> : <Icon of={Mail} size="small" />}
      <b>{typesetName(recipient.name)}</b>
      {detail ? <span className="chip-detail">{detail}</span> : null}
      <button
        type="button"
        className="chip-remove"
        aria-label={t('remove', { name: recipient.name })}
        disabled={disabled}
        onClick={() => onRemove(recipient.address)}
      >
        <Icon of={X} size="small" />
      </button>
    </span>
  );
}
