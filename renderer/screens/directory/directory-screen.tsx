/** The directory by the guide's six criteria: who is found, what is possible with them, and writing to one or several. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { GroupMember } from '../../../contract/model/account-item.ts';
import { queries } from '../../bridge.ts';
import { Empty } from '../../ui/empty.tsx';
import { ChosenPanel, correspondentOf } from './chosen-panel.tsx';
import { type CriteriaFields, isSearchable, lettersMissing, noCriteria } from './criteria.ts';
import { CriteriaForm } from './criteria-form.tsx';
import './directory.css';
import { GroupPanel } from './groups.tsx';
import { KeptPeople } from './kept-people.tsx';
import { NationalLine } from './national-line.tsx';
import { Results } from './results.tsx';

export interface DirectoryScreenProps {
  /** The guide, FAQ 5: only a certified account looks in the directory. */
  readonly certified: boolean;
  /** Starts one envelope to these people. */
  readonly onWrite: (people: readonly GroupMember[]) => void;
}

export function DirectoryScreen({ certified, onWrite }: DirectoryScreenProps): ReactNode {
  const { t } = useTranslation('directory');
  const [fields, setFields] = useState<CriteriaFields>(noCriteria);
  const [chosen, setChosen] = useState<readonly DirectoryHit[]>([]);
  const [groupId, setGroupId] = useState<string | null>(null);
  const { data: kept } = useQuery({ ...queries.people(), enabled: certified });
  const asked = useDeferredValue(fields);
  const list = useRef<HTMLDivElement>(null);
  if (!certified) {
    return (
      <main className="pane" aria-label={t('title')}>
        <div className="pane-head">
          <h1>{t('title')}</h1>
        </div>
        <Empty title={t('closedTitle')}>{t('closedText')}</Empty>
      </main>
    );
  }
  const clear = () => setFields(noCriteria);
  const writeTo = (hit: DirectoryHit) => onWrite([correspondentOf(hit)]);
  const isShort = [asked.familyName, asked.givenName].some((name) => lettersMissing(name) > 0);
  const group = kept?.groups.find(({ id }) => id === groupId);
  return (
    <div className="directory">
      <main className="pane directory-main" aria-label={t('title')}>
        <CriteriaForm fields={fields} onChange={setFields} onLeave={() => list.current?.focus()} />
        {isSearchable(asked) ? (
          <Results ref={list} fields={asked} chosen={chosen} onChoose={setChosen} onWrite={writeTo} onClear={clear} />
        ) : isShort ? (
          <Waiting fields={asked} />
        ) : (
          <KeptPeople
            ref={list}
            chosen={chosen}
            onChoose={setChosen}
            onWrite={writeTo}
            groupId={group?.id ?? null}
            onGroup={(id) => {
              setChosen([]);
              setGroupId(id);
            }}
          />
        )}
        <NationalLine />
      </main>
      <ChosenPanel
        chosen={chosen}
        onChoose={setChosen}
        onWrite={onWrite}
        group={
          group ? <GroupPanel key={group.id} group={group} onWrite={onWrite} onLeave={() => setGroupId(null)} /> : null
        }
      />
    </div>
  );
}

/** Nothing to search by yet: how many letters a name still needs. */
function Waiting({ fields }: { readonly fields: CriteriaFields }): ReactNode {
  const { t } = useTranslation('directory');
  const missing = [fields.familyName, fields.givenName].map(lettersMissing).filter((count) => count > 0);
  return <Empty title={t('shortTitle', { count: Math.min(...missing) })}>{t('shortText')}</Empty>;
}
