/** The directory by the guide's six criteria: name and first name from three letters, department, town, profession, specialty. */
import { useQuery } from '@tanstack/react-query';
import { BookUser, Building2, Check, Copy, MapPin, Minus, SquarePen } from 'lucide-react';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import { displayName } from '../../../contract/model/person.ts';
import { reachableStates } from '../../../contract/model/recipient.ts';
import { app, queries } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Flap } from '../../ui/flap.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RecipientBadge } from '../../ui/recipient-badge.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { wireOf } from '../../ui/wire-error.ts';
import { type CriteriaFields, criteriaOf, isSearchable, noCriteria } from './criteria.ts';
import './directory.css';

export interface DirectoryScreenProps {
  /** Starts an envelope to this person. */
  readonly onWrite: (hit: DirectoryHit) => void;
}

export function DirectoryScreen({ onWrite }: DirectoryScreenProps): ReactNode {
  const { t } = useTranslation('directory');
  const [fields, setFields] = useState<CriteriaFields>(noCriteria);
  const asked = useDeferredValue(fields);
  const searchable = isSearchable(asked);
  const { data, error, refetch } = useQuery(queries.directorySearch(criteriaOf(asked), searchable));
  const [chosen, setChosen] = useState<string | null>(null);
  const hits = searchable ? (data?.hits ?? []) : [];
  const current = hits.find(({ entry }) => entry.id === chosen) ?? null;
  return (
    <div className="directory">
      <main className="pane directory-main" aria-label={t('title')}>
        <Criteria fields={fields} onChange={setFields} />
        {error ? (
          <div className="directory-notice">
            <ErrorNotice error={wireOf(error)} onAction={() => void refetch()} />
          </div>
        ) : null}
        {!searchable ? (
          <Empty title={t('startTitle')}>{t('startText')}</Empty>
        ) : data && hits.length === 0 ? (
          <Empty title={t('nothingTitle')} action={<Button onPress={() => setFields(noCriteria)}>{t('clear')}</Button>}>
            {t('nothingText')}
          </Empty>
        ) : data ? (
          <Results
            hits={hits}
            total={data.total}
            more={data.more}
            fields={asked}
            chosen={chosen}
            onChoose={setChosen}
            onWrite={onWrite}
          />
        ) : null}
      </main>
      <aside className="pane pane-sheet directory-entry" aria-label={t('entry')}>
        {current ? (
          <Entry key={current.entry.id} hit={current} onWrite={() => onWrite(current)} />
        ) : (
          <p className="muted directory-none">{t('noEntryText')}</p>
        )}
      </aside>
    </div>
  );
}

function Criteria({
  fields,
  onChange,
}: {
  readonly fields: CriteriaFields;
  readonly onChange: (fields: CriteriaFields) => void;
}): ReactNode {
  const { t } = useTranslation('directory');
  const set = (name: keyof CriteriaFields) => (value: string) => onChange({ ...fields, [name]: value });
  const noProfession = fields.profession.trim() === '';
  return (
    <search className="directory-criteria" aria-label={t('criteria')}>
      <div className="row directory-title">
        <h1 className="grow">{t('title')}</h1>
        {fields === noCriteria ? null : (
          <Button kind="ghost" size="small" onPress={() => onChange(noCriteria)}>
            {t('clear')}
          </Button>
        )}
      </div>
      <TextField
        label={t('familyName')}
        hint={t('fromThree')}
        value={fields.familyName}
        onChange={set('familyName')}
        autoFocus
      />
      <TextField
        label={t('givenName')}
        hint={t('fromThree')}
        value={fields.givenName}
        onChange={set('givenName')}
        placeholder={t('startsWithPlaceholder')}
      />
      <TextField
        label={t('department')}
        hint={t('departmentHint')}
        value={fields.department}
        onChange={(value) => set('department')(value.replace(/[^0-9abAB]/g, '').slice(0, 3))}
      />
      <TextField label={t('town')} hint={t('startsWith')} value={fields.town} onChange={set('town')} />
      <TextField label={t('profession')} value={fields.profession} onChange={set('profession')} />
      <TextField
        label={t('specialty')}
        hint={t('specialtyHint')}
        value={noProfession ? '' : fields.specialty}
        onChange={set('specialty')}
        isDisabled={noProfession}
        {...(noProfession ? { placeholder: t('chooseProfession') } : {})}
      />
    </search>
  );
}

function Results({
  hits,
  total,
  more,
  fields,
  chosen,
  onChoose,
  onWrite,
}: {
  readonly hits: readonly DirectoryHit[];
  readonly total: number;
  readonly more: boolean;
  readonly fields: CriteriaFields;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly onWrite: (hit: DirectoryHit) => void;
}): ReactNode {
  const { t } = useTranslation('directory');
  return (
    <>
      <div className="pane-head directory-count" role="status">
        <b>{t('found', { count: total })}</b>
        {more ? (
          <span className="caption">
            {t('shown', { count: hits.length })}. {t('narrow')}
          </span>
        ) : null}
      </div>
      <ul className="directory-results" aria-label={t('results')}>
        {hits.map((hit) => (
          <li key={hit.entry.id}>
            <button
              type="button"
              className={`directory-person${hit.entry.id === chosen ? ' is-chosen' : ''}`}
              aria-pressed={hit.entry.id === chosen}
              onClick={() => onChoose(hit.entry.id)}
              onDoubleClick={() => {
                if (hit.missingRight === null) onWrite(hit);
              }}
            >
              <Person hit={hit} fields={fields} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Person({ hit, fields }: { readonly hit: DirectoryHit; readonly fields: CriteriaFields }): ReactNode {
  const { entry } = hit;
  const family = entry.kind === 'organisation' ? entry.familyName : entry.familyName.toLocaleUpperCase('fr');
  return (
    <>
      <span className="row">
        <span className="directory-name grow ellipsis">
          <b>
            <Highlighted text={family} typed={fields.familyName} />
          </b>{' '}
          <Highlighted text={entry.givenName} typed={fields.givenName} />
        </span>
        <RecipientBadge hit={hit} />
      </span>
      <span className="ellipsis">{[entry.profession, entry.specialty].filter(Boolean).join(' · ')}</span>
      <span className="caption directory-where">
        {entry.organisation ? (
          <span className="ellipsis">
            <Icon of={Building2} size="small" />
            {entry.organisation}
          </span>
        ) : null}
        {entry.town ? (
          <span className="ellipsis">
            <Icon of={MapPin} size="small" />
            <Highlighted text={entry.town} typed={fields.town} />
          </span>
        ) : null}
      </span>
    </>
  );
}

const receiveWords = {
  mssante: 'canReceiveMssante',
  medimail: 'canReceiveMedimail',
  invited: 'canReceiveInvited',
  patient: 'canReceivePatient',
} as const;

function Entry({ hit, onWrite }: { readonly hit: DirectoryHit; readonly onWrite: () => void }): ReactNode {
  const { t } = useTranslation('directory');
  const { show } = useToasts();
  const { entry, missingRight } = hit;
  const opens = reachableStates[entry.recipientKind].includes('opened');
  const copy = async (): Promise<void> => {
    await app.copy({ text: entry.address });
    show({ id: 'address', title: t('copied'), lifeMs: 4_000 });
  };
  return (
    <>
      <div className="vouch">
        <h2 className="directory-entry-name">{typesetName(displayName(entry))}</h2>
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
          <Button kind="primary" className="directory-write" icon={<Icon of={SquarePen} />} onPress={onWrite}>
            {t('write')}
          </Button>
        ) : (
          <p className="row">
            <RecipientBadge hit={hit} />
          </p>
        )}
        <dl>
          <dt>{t('possible')}</dt>
          <dd className="directory-can">
            <Icon of={missingRight === null ? Check : Minus} size="small" />
            {missingRight === null ? t(receiveWords[entry.recipientKind]) : t('cannotWrite')}
          </dd>
          {missingRight === null ? (
            <dd className="directory-can">
              <Icon of={opens ? Check : Minus} size="small" />
              {t(opens ? 'receiptYes' : 'receiptNo')}
            </dd>
          ) : null}
        </dl>
        <dl>
          <dt>{t('address')}</dt>
          <dd className="row">
            <span className="grow directory-address">{entry.address}</span>
            <IconButton label={t('copyAddress')} icon={<Icon of={Copy} size="small" />} onPress={() => void copy()} />
          </dd>
        </dl>
        {entry.organisation || entry.town ? (
          <dl>
            <dt>{t('place')}</dt>
            <dd>
              {entry.organisation ? <b>{entry.organisation}</b> : null}
              {entry.organisation && entry.town ? <br /> : null}
              {entry.town ? `${entry.town}${entry.department ? ` (${entry.department})` : ''}` : null}
            </dd>
          </dl>
        ) : null}
      </div>
    </>
  );
}
