/** The person's models of letters: put one into the letter, keep the letter as one, rename, remove. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateView } from '../../../contract/ipc/draft.contract.ts';
import { type LetterTemplate, MAX_FOLDER_NAME } from '../../../contract/model/account-item.ts';
import { draft, queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';

export function TemplatesDialog({
  letter,
  onInsert,
  onClose,
}: {
  /** The letter as it stands now, to be kept as a model: its words alone. */
  readonly letter: () => { readonly subject: string; readonly text: string };
  readonly onInsert: (template: TemplateView) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const { data, error } = useQuery(queries.templates());
  const task = useTask();
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: queries.templates().queryKey });
  const keep = (id: string | null, template: Omit<TemplateView, 'id'>): Promise<boolean> =>
    task.run(async () => {
      await draft.keepTemplate({ id, template });
      await refresh();
    });
  const remove = useRemoval(task, refresh);
  const templates = data?.templates ?? [];
  return (
    <Dialog title={t('templates')} onClose={onClose} wide>
      <p className="secondary">
        {t('templatesText', { fields: '{{destinataire}}, {{date}}, {{objet}}', asked: '{{patient}}' })}
      </p>
      {error ? <ErrorNotice error={wireOf(error)} /> : null}
      {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
      {data && templates.length === 0 ? <p className="muted">{t('templatesEmpty')}</p> : null}
      <ul className="template-list">
        {templates.map((template, index) => (
          <TemplateItem
            key={template.id}
            template={template}
            isFirst={index === 0}
            onInsert={() => onInsert(template)}
            onRename={(name) => keep(template.id, { name, subject: template.subject, text: template.text })}
            onRemove={() => void remove(template)}
          />
        ))}
      </ul>
      <NameForm
        label={t('templateNew')}
        go={t('templateKeep')}
        onName={(name) => keep(null, modelOf(name, letter()))}
      />
    </Dialog>
  );
}

/** A model is words: formatting stays with the letter. */
function modelOf(name: string, { subject, text }: Omit<LetterTemplate, 'name'>): LetterTemplate {
  return { name, subject, text };
}

/** Removes at once, and offers to put back. */
function useRemoval(task: Task, refresh: () => Promise<void>) {
  const { t } = useTranslation('composer');
  const { show, dismiss } = useToasts();
  return async ({ id, ...template }: TemplateView): Promise<void> => {
    const toast = `template ${id}`;
    const removed = await task.run(async () => {
      await draft.removeTemplate({ id });
      await refresh();
    });
    if (!removed) return;
    const restore = async (): Promise<void> => {
      dismiss(toast);
      await draft
        .keepTemplate({ id, template })
        .then(refresh, (failure: unknown) =>
          show({ id: toast, title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 }),
        );
    };
    show({
      id: toast,
      title: t('templateRemoved', { name: template.name }),
      action: (
        <Button size="small" onPress={() => void restore()}>
          {t('templateRestore')}
        </Button>
      ),
      lifeMs: 10_000,
    });
  };
}

function TemplateItem({
  template,
  isFirst,
  onInsert,
  onRename,
  onRemove,
}: {
  readonly template: TemplateView;
  readonly isFirst: boolean;
  readonly onInsert: () => void;
  readonly onRename: (name: string) => Promise<boolean>;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const [renaming, setRenaming] = useState(false);
  const { name } = template;
  if (renaming) {
    const rename = async (typed: string): Promise<boolean> => {
      const done = await onRename(typed);
      if (done) setRenaming(false);
      return done;
    };
    return (
      <li>
        <NameForm label={t('templateName')} go={t('templateRename', { name })} initial={name} onName={rename} />
      </li>
    );
  }
  return (
    <li className="row">
      <Button className="grow template-insert" autoFocus={isFirst} onPress={onInsert}>
        <span className="ellipsis">{name}</span> <span className="muted ellipsis">{template.subject}</span>
      </Button>
      <IconButton
        label={t('templateRename', { name })}
        icon={<Icon of={Pencil} size="small" />}
        onPress={() => setRenaming(true)}
      />
      <IconButton label={t('templateRemove', { name })} icon={<Icon of={Trash2} size="small" />} onPress={onRemove} />
    </li>
  );
}

function NameForm({
  label,
  go,
  initial = '',
  onName,
}: {
  readonly label: string;
  readonly go: string;
  readonly initial?: string;
  readonly onName: (name: string) => Promise<boolean>;
}): ReactNode {
  const [name, setName] = useState(initial);
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
        <span className="field-label">{label}</span>
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
        {go}
      </Button>
    </form>
  );
}
