/** The six criteria of the guide: two names and a town that are typed, three lists that are chosen from by typing. */
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { TextField } from '../../ui/text-field.tsx';
import {
  type CriteriaFields,
  departmentOptions,
  lettersMissing,
  noCriteria,
  professionOptions,
  specialtyOptions,
  withProfession,
} from './criteria.ts';

export function CriteriaForm({
  fields,
  onChange,
  onLeave,
  isTitled = true,
}: {
  readonly fields: CriteriaFields;
  readonly onChange: (fields: CriteriaFields) => void;
  /** From a field down into the results. */
  readonly onLeave: () => void;
  /** False where a window has the title. */
  readonly isTitled?: boolean;
}): ReactNode {
  const { t } = useTranslation('directory');
  const set = (name: keyof CriteriaFields) => (value: string | null) => onChange({ ...fields, [name]: value ?? '' });
  const specialties = useMemo(() => specialtyOptions(fields.profession), [fields.profession]);
  const nameHint = (name: string): string => {
    const missing = lettersMissing(name);
    return missing > 0 ? t('lettersMissing', { count: missing }) : t('fromThree');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const isText = event.target instanceof HTMLInputElement && event.target.role !== 'combobox';
    if (!isText || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return;
    event.preventDefault();
    onLeave();
  };
  return (
    <search className="directory-criteria" aria-label={t('criteria')} onKeyDown={onKeyDown}>
      {isTitled ? (
        <div className="row directory-title">
          <h1 className="grow">{t('title')}</h1>
          {fields === noCriteria ? null : (
            <Button kind="ghost" size="small" onPress={() => onChange(noCriteria)}>
              {t('clear')}
            </Button>
          )}
        </div>
      ) : null}
      <TextField
        label={t('familyName')}
        hint={nameHint(fields.familyName)}
        value={fields.familyName}
        onChange={set('familyName')}
        autoFocus
      />
      <TextField
        label={t('givenName')}
        hint={nameHint(fields.givenName)}
        value={fields.givenName}
        onChange={set('givenName')}
        placeholder={t('startsWithPlaceholder')}
      />
      <ComboBox
        label={t('department')}
        value={fields.department || null}
        options={departmentOptions}
        onChange={set('department')}
        placeholder={t('allDepartments')}
        nothing={t('notInList')}
      />
      <TextField label={t('town')} hint={t('startsWith')} value={fields.town} onChange={set('town')} />
      <ComboBox
        label={t('profession')}
        value={fields.profession || null}
        options={professionOptions}
        onChange={(profession) => onChange(withProfession(fields, profession ?? ''))}
        placeholder={t('allProfessions')}
        nothing={t('notInList')}
      />
      <ComboBox
        key={fields.profession}
        label={t('specialty')}
        value={fields.specialty || null}
        options={specialties}
        onChange={set('specialty')}
        isDisabled={specialties.length === 0}
        placeholder={
          fields.profession === ''
            ? t('chooseProfession')
            : t(specialties.length === 0 ? 'noSpecialty' : 'allSpecialties')
        }
        nothing={t('notInList')}
      />
    </search>
  );
}
