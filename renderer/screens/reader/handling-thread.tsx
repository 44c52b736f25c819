/** Internal notes and the steps between them, oldest first; and the field for another note. */
import { LockKeyhole } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandlingLine } from '../../../contract/ipc/handling.contract.ts';
import { MAX_NOTE_LENGTH, MAX_NOTES } from '../../../contract/model/handling.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { handling } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useErrorText } from '../../ui/error-text.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { useSharedMailbox } from '../../ui/handling.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';

export function HandlingThread({
  envelopeId,
  lines,
  now,
  mayAdd,
}: {
  readonly envelopeId: EnvelopeId;
  readonly lines: readonly HandlingLine[];
  readonly now: Date;
  readonly mayAdd: boolean;
}): ReactNode {
  const { t } = useTranslation('handling');
  const notes = lines.filter(({ kind }) => kind === 'note').length;
  return (
    <div className="handling-notes">
      <p className="caption handling-internal">
        <Icon of={LockKeyhole} size="small" />
        {t('internal')}
      </p>
      {lines.length > 0 ? (
        <ScrollRegion label={t('thread')} className="handling-lines">
          <ol>
            {lines.map((line) => (
              <li key={line.id}>
                {line.kind === 'note' ? <Note line={line} now={now} /> : <StepLine line={line} now={now} />}
              </li>
            ))}
          </ol>
        </ScrollRegion>
      ) : null}
      {!mayAdd ? null : notes < MAX_NOTES ? (
        <NoteField envelopeId={envelopeId} />
      ) : (
        <p className="caption">{t('full', { max: MAX_NOTES })}</p>
      )}
    </div>
  );
}

/** A step, in one quiet line. */
function StepLine({ line, now }: { readonly line: HandlingLine; readonly now: Date }): ReactNode {
  const { t } = useTranslation('handling');
  const format = useFormat();
  const name = typesetName(line.by?.name ?? '');
  const whom = typesetName(line.whom?.name ?? '');
  const words = {
    taken: t('lineTaken', { name }),
    assigned: t('lineAssigned', { name, whom }),
    done: t('lineDone', { name }),
    returned: t('lineReturned', { name }),
    released: t('lineReleased', { whom }),
    note: '',
  };
  return (
    <p className="caption">
      {format.rowTime(line.at, now)} · {words[line.kind]}
      {line.waiting ? ` · ${t('waiting')}` : ''}
    </p>
  );
}

function Note({ line, now }: { readonly line: HandlingLine; readonly now: Date }): ReactNode {
  const { t } = useTranslation('handling');
  const { self, mayRemoveAll } = useSharedMailbox();
  const format = useFormat();
  const errorText = useErrorText();
  const removing = useTask();
  const isOwn = line.by?.accountId === self;
  const name = isOwn ? t('yourself') : typesetName(line.by?.name ?? '');
  const when = format.rowTime(line.at, now);
  return (
    <article className={`handling-note${line.refused ? ' is-refused' : ''}`} aria-label={t('noteOf', { name, when })}>
      <header className="caption">
        <b>{name}</b> · {when}
        {line.waiting ? <span> · {t('waiting')}</span> : null}
        {(isOwn || mayRemoveAll) && line.note !== null ? (
          <Button
            kind="link"
            size="small"
            isDisabled={removing.pending}
            onPress={() =>
              void removing.run(() => handling.removeNote({ envelopeId: line.envelopeId, entryId: line.id }))
            }
          >
            {t(line.refused ? 'throwAway' : 'remove')}
          </Button>
        ) : null}
      </header>
      {line.note === null ? (
        <p className="muted">
          {line.removedAt === null
            ? t('noteErased')
            : line.removedBy && line.removedBy.accountId !== line.by?.accountId
              ? t('noteRemovedBy', {
                  name: line.removedBy.accountId === self ? t('you') : typesetName(line.removedBy.name),
                })
              : t('noteRemoved')}
        </p>
      ) : (
        <p className="handling-text">{line.note}</p>
      )}
      {line.refused ? (
        <p className="handling-refused" role="alert">
          {t('refused')} {errorText(line.refused).title}
        </p>
      ) : null}
      {removing.error ? <ErrorNotice error={removing.error} /> : null}
    </article>
  );
}

function NoteField({ envelopeId }: { readonly envelopeId: EnvelopeId }): ReactNode {
  const { t } = useTranslation('handling');
  const { unfinished } = useSharedMailbox();
  const format = useFormat();
  const id = useId();
  const adding = useTask();
  const [text, setText] = useState(unfinished.get(envelopeId) ?? '');
  const isLong = text.length > MAX_NOTE_LENGTH / 2;
  const write = (next: string): void => {
    setText(next);
    if (next === '') unfinished.delete(envelopeId);
    else unfinished.set(envelopeId, next);
  };
  const add = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || adding.pending) return;
    void adding.run(async () => {
      await handling.note({ envelopeId, text });
      write('');
    });
  };
  return (
    <form className="handling-field" onSubmit={add}>
      <label className="for-screen-readers" htmlFor={id}>
        {t('newNote')}
      </label>
      <div className="handling-add">
        <textarea
          id={id}
          rows={text === '' ? 1 : 3}
          maxLength={MAX_NOTE_LENGTH}
          placeholder={t('newNoteHint')}
          aria-describedby={isLong ? `${id}-count` : undefined}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.ctrlKey) add(event);
          }}
        />
        <Button size="small" type="submit" isDisabled={text.trim() === '' || adding.pending}>
          {t('add')}
        </Button>
      </div>
      {isLong ? (
        <span className="caption" id={`${id}-count`}>
          {t('noteLength', {
            count: text.length,
            number: format.number(text.length),
            max: format.number(MAX_NOTE_LENGTH),
          })}
        </span>
      ) : null}
      {adding.error ? <ErrorNotice error={adding.error} /> : null}
    </form>
  );
}
