/** The six criteria in a window over a letter: who is chosen there becomes a recipient, the draft stays where it is. */
import { type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { GroupMember } from '../../../contract/model/account-item.ts';
import { MAX_RECIPIENTS } from '../../../contract/model/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { correspondentOf } from './chosen-panel.tsx';
import { type CriteriaFields, isSearchable, noCriteria } from './criteria.ts';
import { CriteriaForm } from './criteria-form.tsx';
import './directory.css';
import { NationalLine } from './national-line.tsx';
import { Results } from './results.tsx';

export interface PeoplePickerProps {
  /** Answers whether they were added: an envelope goes to so many and no more. */
  readonly onAdd: (people: readonly GroupMember[], role: 'to' | 'cc') => boolean;
  readonly onClose: () => void;
}

export function PeoplePicker({ onAdd, onClose }: PeoplePickerProps): ReactNode {
  const { t } = useTranslation('directory');
  const [fields, setFields] = useState<CriteriaFields>(noCriteria);
  const [chosen, setChosen] = useState<readonly DirectoryHit[]>([]);
  /** Whoever is chosen would be too many with the recipients that there are. */
  const [isRefused, setRefused] = useState(false);
  const asked = useDeferredValue(fields);
  const list = useRef<HTMLDivElement>(null);
  const reachable = chosen.filter(({ missingRight }) => missingRight === null);
  const left = chosen.length - reachable.length;
  const isTooMany = isRefused || reachable.length > MAX_RECIPIENTS;
  const choose = (hits: readonly DirectoryHit[]): void => {
    setChosen(hits);
    setRefused(false);
  };
  const add = (hits: readonly DirectoryHit[], role: 'to' | 'cc'): void => {
    if (onAdd(hits.map(correspondentOf), role)) onClose();
    else setRefused(true);
  };
  return (
    <Dialog title={t('pickerTitle')} onClose={onClose} wide>
      <div className="directory-picker">
        <CriteriaForm fields={fields} onChange={setFields} onLeave={() => list.current?.focus()} isTitled={false} />
        {isSearchable(asked) ? (
          <Results
            ref={list}
            fields={asked}
            chosen={chosen}
            onChoose={choose}
            onWrite={(hit) => add([hit], 'to')}
            onClear={() => setFields(noCriteria)}
          />
        ) : (
          <p className="muted directory-none">{t('startText')}</p>
        )}
        <NationalLine />
      </div>
      {left > 0 ? <p className="caption">{t('leftOut', { count: left })}</p> : null}
      {isTooMany ? (
        <p className="caption" role="status">
          {t('tooManyChosen', { limit: MAX_RECIPIENTS })}
        </p>
      ) : null}
      <DialogActions>
        <Button kind="primary" isDisabled={reachable.length === 0 || isTooMany} onPress={() => add(reachable, 'to')}>
          {t('addTo', { count: reachable.length })}
        </Button>
        <Button isDisabled={reachable.length === 0 || isTooMany} onPress={() => add(reachable, 'cc')}>
          {t('addCopy')}
        </Button>
        <span className="grow" />
        {fields === noCriteria ? null : (
          <Button kind="ghost" onPress={() => setFields(noCriteria)}>
            {t('clear')}
          </Button>
        )}
        <Button kind="ghost" onPress={onClose}>
          {t('pickerClose')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
