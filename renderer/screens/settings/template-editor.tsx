/** A model of a letter under the pen: name, subject, text, and help with the fields that stand in it. */
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateView } from '../../../contract/ipc/draft.contract.ts';
import { MAX_FOLDER_NAME, MAX_TEMPLATE_LENGTH } from '../../../contract/model/account-item.ts';
import { draft } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ASKED_FIELD, FILLED_FIELDS } from '../../ui/model-fields.ts';
import { useTask } from '../../ui/use-task.ts';

export function TemplateEditor({
  template,
  onKept,
  onClose,
}: {
  /** Null for a new one. */
  readonly template: TemplateView | null;
  readonly onKept: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [name, setName] = useState(template?.name ?? '');
  const [subject, setSubject] = useState(template?.subject ?? '');
  const [text, setText] = useState(template?.text ?? '');
  const [isLeaving, setLeaving] = useState(false);
  const task = useTask();
  const letter = useRef<HTMLTextAreaElement>(null);
  const first = useRef<HTMLInputElement>(null);
  // Opening the dialog is asking to write.
  useEffect(() => first.current?.focus(), []);
  const before = template ?? { name: '', subject: '', text: '' };
  const isChanged = name !== before.name || subject !== before.subject || text !== before.text;
  /** What is not kept is given up only knowingly. */
  const close = (): void => (isChanged && !isLeaving ? setLeaving(true) : onClose());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === '') return;
    const kept = { name: name.trim(), subject, text };
    if (await task.run(() => draft.keepTemplate({ id: template?.id ?? null, template: kept }))) onKept();
  };
  const insert = (field: string): void => {
    const at = letter.current?.selectionStart ?? text.length;
    setText(
      `${text.slice(0, at)}${field}${text.slice(letter.current?.selectionEnd ?? at)}`.slice(0, MAX_TEMPLATE_LENGTH),
    );
    requestAnimationFrame(() => {
      letter.current?.focus();
      letter.current?.setSelectionRange(at + field.length, at + field.length);
    });
  };
  return (
    <Dialog title={t(template ? 'templateEditTitle' : 'templateNewTitle')} onClose={close} wide>
      <form className="template-editor" onSubmit={(event) => void submit(event)}>
        <Line label={t('templateName')} value={name} most={MAX_FOLDER_NAME} fieldRef={first} onChange={setName} />
        <Line label={t('templateSubject')} value={subject} most={998} onChange={setSubject} />
        <label className="field">
          <span className="field-label">{t('templateLetter')}</span>
          <textarea
            ref={letter}
            className="field-input template-letter"
            maxLength={MAX_TEMPLATE_LENGTH}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <fieldset className="template-fields">
          <legend className="field-label">{t('templateFields')}</legend>
          {[...FILLED_FIELDS, ASKED_FIELD].map((field) => (
            <Button key={field} size="small" aria-label={t('templateInsert', { field })} onPress={() => insert(field)}>
              <code>{field}</code>
            </Button>
          ))}
          <p className="caption">{t('templateFieldsText', { filled: FILLED_FIELDS.join(', '), asked: ASKED_FIELD })}</p>
        </fieldset>
        {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
        {isLeaving && isChanged ? (
          <p className="template-unsaved" role="alert">
            {t('templateUnsaved')}
          </p>
        ) : null}
        <DialogActions>
          <Button kind="primary" type="submit" isDisabled={name.trim() === '' || task.pending}>
            {t('templateSave')}
          </Button>
          <Button onPress={close}>{t(isLeaving && isChanged ? 'templateDrop' : 'templateCancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Line({
  label,
  value,
  most,
  fieldRef,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly fieldRef?: RefObject<HTMLInputElement | null>;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="field-input"
        type="text"
        autoComplete="off"
        ref={fieldRef}
        maxLength={most}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
