/** The six criteria in a window over a letter: who is chosen there becomes a recipient, the draft stays where it is. */
import { type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { GroupMember } from '../../../contract/model/account-item.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { correspondentOf } from './chosen-panel.tsx';
import { type CriteriaFields, isSearchable, noCriteria } from './criteria.ts';
import { CriteriaForm } from './criteria-form.tsx';
import './directory.css';
import { NationalLine } from './national-line.tsx';
import { Results } from './results.tsx';

export interface PeoplePickerProps {
  readonly onAdd: (people: readonly GroupMember[], role: 'to' | 'cc') => void;
  readonly onClose: () => void;
}

export function PeoplePicker({ onAdd, onClose }: PeoplePickerProps): ReactNode {
  const { t } = useTranslation('directory');
  const [fields, setFields] = useState<CriteriaFields>(noCriteria);
  const [chosen, setChosen] = useState<readonly DirectoryHit[]>([]);
  const asked = useDeferredValue(fields);
  const list = useRef<HTMLDivElement>(null);
  const reachable = chosen.filter(({ missingRight }) => missingRight === null);
  const left = chosen.length - reachable.length;
  const add = (hits: readonly DirectoryHit[], role: 'to' | 'cc'): void => {
    onAdd(hits.map(correspondentOf), role);
    onClose();
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
            onChoose={setChosen}
            onWrite={(hit) => add([hit], 'to')}
            onClear={() => setFields(noCriteria)}
          />
        ) : (
          <p className="muted directory-none">{t('startText')}</p>
        )}
        <NationalLine />
      </div>
      {left > 0 ? <p className="caption">{t('leftOut', { count: left })}</p> : null}
      <DialogActions>
        <Button kind="primary" isDisabled={reachable.length === 0} onPress={() => add(reachable, 'to')}>
          {t('addTo', { count: reachable.length })}
        </Button>
        <Button isDisabled={reachable.length === 0} onPress={() => add(reachable, 'cc')}>
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
