/** The person's models of letters: made, changed, put in order, removed; the same on all her workstations. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, FilePlus, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateView } from '../../../contract/ipc/draft.contract.ts';
import { draft, queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { TemplateEditor } from './template-editor.tsx';

export function TemplatesSection(): ReactNode {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery(queries.templates());
  const [edited, setEdited] = useState<TemplateView | 'new' | null>(null);
  const [moved, setMoved] = useState('');
  const task = useTask();
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: queries.templates().queryKey });
  const remove = useRemoval(task, refresh);
  const templates = data?.templates ?? [];
  const move = (from: number, to: number): void => {
    const ids = templates.map(({ id }) => id);
    const [id] = ids.splice(from, 1);
    if (id === undefined) return;
    ids.splice(to, 0, id);
    const { name = '' } = templates[from] ?? {};
    void task.run(async () => {
      await draft.orderTemplates({ ids });
      await refresh();
      setMoved(t('templateMoved', { name, place: to + 1, count: ids.length }));
    });
  };
  return (
    <div className="settings-column">
      <Panel
        id="templates"
        title={t('entryTemplates')}
        text={t('templatesText')}
        aside={
          data ? (
            <Button icon={<Icon of={FilePlus} />} onPress={() => setEdited('new')}>
              {t('templateCreate')}
            </Button>
          ) : null
        }
      >
        {error ? <NotAsked failure={wireOf(error)} onAgain={() => void refetch()} /> : null}
        {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
        {data || error ? null : <Coming label={t('loading')} lines={['52%', '38%', '46%']} />}
        {data && templates.length === 0 ? (
          <div className="settings-sheet">
            <Empty title={t('templatesNone')}>{t('templatesNoneText')}</Empty>
          </div>
        ) : null}
        {templates.length > 0 ? (
          <ol className="settings-sheet settings-templates">
            {templates.map((template, index) => (
              <TemplateRow
                key={template.id}
                template={template}
                onEdit={() => setEdited(template)}
                onUp={index > 0 ? () => move(index, index - 1) : null}
                onDown={index < templates.length - 1 ? () => move(index, index + 1) : null}
                onRemove={() => void remove(template)}
              />
            ))}
          </ol>
        ) : null}
        <p className="for-screen-readers" role="status">
          {moved}
        </p>
      </Panel>
      {edited ? (
        <TemplateEditor
          template={edited === 'new' ? null : edited}
          onKept={() => {
            setEdited(null);
            void refresh();
          }}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </div>
  );
}

function TemplateRow({
  template: { name, subject },
  onEdit,
  onUp,
  onDown,
  onRemove,
}: {
  readonly template: TemplateView;
  readonly onEdit: () => void;
  /** Null for the first. */
  readonly onUp: (() => void) | null;
  /** Null for the last. */
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const tool = (label: string, icon: typeof Pencil, act: (() => void) | null): ReactNode => (
    <IconButton
      label={label}
      icon={<Icon of={icon} size="small" />}
      isDisabled={act === null}
      {...(act ? { onPress: act } : {})}
    />
  );
  return (
    <li className="row">
      <span className="grow settings-template">
        <b className="ellipsis">{name}</b>
        <span className="caption ellipsis">{subject}</span>
      </span>
      {tool(t('templateUp', { name }), ArrowUp, onUp)}
      {tool(t('templateDown', { name }), ArrowDown, onDown)}
      {tool(t('templateEdit', { name }), Pencil, onEdit)}
      {tool(t('templateRemove', { name }), Trash2, onRemove)}
    </li>
  );
}

/** Removes at once, and offers to put back. */
function useRemoval(task: Task, refresh: () => Promise<void>) {
  const { t } = useTranslation('settings');
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
          {t('templateUndo')}
        </Button>
      ),
      lifeMs: 10_000,
    });
  };
}
