/** Whether the national directory is kept on this workstation, and of which departments. In force at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { departments as allDepartments } from '../../../contract/model/departments.ts';
import { directory, queries } from '../../bridge.ts';
import { ComboBox } from '../../ui/combo-box.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

export function NationalPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const id = useId();
  const client = useQueryClient();
  const { data: state } = useQuery(queries.national());
  const task = useTask();
  if (!state) return null;
  const { isKept, departments, edition, mayChoose } = state;
  const choose = (kept: boolean, limit: readonly string[] | null): void => {
    void task.run(async () => {
      await directory.chooseNational({ isKept: kept, departments: limit && limit.length > 0 ? [...limit] : null });
      await client.invalidateQueries({ queryKey: queries.national().queryKey });
    });
  };
  return (
    <Panel id="national" title={t('entryNational')} text={t('nationalText')}>
      <div className="settings-sheet settings-note">
        {task.error ? <ErrorNotice error={task.error} kept={t('notSaved')} /> : null}
        {mayChoose ? (
          <Switch isOn={isKept} describedBy={id} onChange={(kept) => choose(kept, departments)}>
            {t('nationalKeep')}
          </Switch>
        ) : null}
        <p id={id} className="caption">
          {mayChoose ? null : t('nationalNotYours')}
          {edition ? ` ${t('nationalSize', { size: format.size(edition.sizeBytes) })}` : null}
        </p>
        {mayChoose && isKept ? (
          <Limit departments={departments ?? []} onChange={(limit) => choose(true, limit)} />
        ) : null}
      </div>
    </Panel>
  );
}

function Limit({
  departments,
  onChange,
}: {
  readonly departments: readonly string[];
  readonly onChange: (departments: readonly string[]) => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const options = allDepartments
    .filter(({ code }) => !departments.includes(code))
    .map(({ code, name }) => ({ id: code, label: `${code} — ${name}` }));
  return (
    <>
      <ComboBox
        // Each choice goes to the list beside, and the field is empty for the next.
        key={departments.join()}
        label={t('nationalLimit')}
        value={null}
        options={options}
        onChange={(code) => {
          if (code !== null) onChange([...departments, code]);
        }}
        placeholder={departments.length === 0 ? t('nationalAll') : ''}
        nothing={t('nationalNothing')}
      />
      {departments.length > 0 ? (
        <div className="chips">
          {departments.map((code) => (
            <span key={code} className="chip">
              <b>{allDepartments.find((one) => one.code === code)?.name ?? code}</b>
              <button
                type="button"
                className="chip-remove"
                aria-label={t('nationalDrop', { department: code })}
                onClick={() => onChange(departments.filter((one) => one !== code))}
              >
                <Icon of={X} size="small" />
              </button>
            </span>
          ))}
        </div>
      ) : null}
    </>
  );
}
