/** The person's models of letters: put one into the letter, or keep the letter as one. They are kept in the settings. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateView } from '../../../contract/ipc/draft.contract.ts';
import { MAX_FOLDER_NAME } from '../../../contract/model/account-item.ts';
import { draft, queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ASKED_FIELD, FILLED_FIELDS } from '../../ui/model-fields.ts';
import { useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';

export function TemplatesDialog({
  letter,
  onInsert,
  onManage,
  onClose,
}: {
  /** The letter as it stands now, to be kept as a model: its words alone. */
  readonly letter: () => { readonly subject: string; readonly text: string };
  readonly onInsert: (template: TemplateView) => void;
  /** Leaves for the settings; null where they are somebody else's. */
  readonly onManage: (() => void) | null;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const { data, error } = useQuery(queries.templates());
  const task = useTask();
  const client = useQueryClient();
  const keep = (name: string): Promise<boolean> =>
    task.run(async () => {
      // A model is words: formatting stays with the letter.
      const { subject, text } = letter();
      await draft.keepTemplate({ id: null, template: { name, subject, text } });
      await client.invalidateQueries({ queryKey: queries.templates().queryKey });
    });
  const templates = data?.templates ?? [];
  return (
    <Dialog title={t('templates')} onClose={onClose} wide>
      <p className="secondary">{t('templatesText', { fields: FILLED_FIELDS.join(', '), asked: ASKED_FIELD })}</p>
      {error ? <ErrorNotice error={wireOf(error)} /> : null}
      {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
      {data && templates.length === 0 ? <p className="muted">{t('templatesEmpty')}</p> : null}
      <ul className="template-list">
        {templates.map((template, index) => (
          <li key={template.id} className="row">
            <Button className="grow template-insert" autoFocus={index === 0} onPress={() => onInsert(template)}>
              <span className="ellipsis">{template.name}</span>{' '}
              <span className="muted ellipsis">{template.subject}</span>
            </Button>
          </li>
        ))}
      </ul>
      <NameForm onName={keep} />
      {onManage ? (
        <Button kind="link" size="small" onPress={onManage}>
          {t('templatesManage')}
        </Button>
      ) : null}
    </Dialog>
  );
}

function NameForm({ onName }: { readonly onName: (name: string) => Promise<boolean> }): ReactNode {
  const { t } = useTranslation('composer');
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog stands inside the composer's own form in React's eyes.
    event.stopPropagation();
    if (name.trim() === '') return;
    void onName(name.trim()).then((done) => (done ? setName('') : undefined));
  };
  return (
    <form className="row template-name" onSubmit={submit}>
      <label className="field grow">
        <span className="field-label">{t('templateNew')}</span>
        <input
          className="field-input"
          type="text"
          autoComplete="off"
          maxLength={MAX_FOLDER_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" isDisabled={name.trim() === ''}>
        {t('templateKeep')}
      </Button>
    </form>
  );
}
