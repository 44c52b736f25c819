/** The lines that new letters end with: typed here, saved by themselves, kept on this workstation. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import { MAX_SIGNATURE_LENGTH } from '../../../contract/model/limits.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import { queries, settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { noteUnsavedText, waitBeforeSaving } from '../../ui/unsaved-texts.ts';
import { useFormat } from '../../ui/use-format.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';

export function SignatureSection({ signs }: { readonly signs: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery(queries.signature());
  const { data: identity } = useQuery(queries.identity());
  return (
    <div className="settings-column">
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {data ? (
        <Letter kept={data.text} signs={signs} account={identity?.account ?? null} />
      ) : error ? null : (
        <Coming label={t('loading')} lines={['40%', '32%']} />
      )}
    </div>
  );
}

/** What a person would write by hand: who, what, where, and the number that finds them. */
function suggestionFor(account: AccountCard): string {
  return [
    displayName(account),
    [account.profession, account.specialty].filter(Boolean).join(', '),
    [account.organisation, account.town].filter(Boolean).join(', '),
    account.rpps ? `RPPS ${account.rpps}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function Letter({
  kept,
  signs,
  account,
}: {
  readonly kept: string;
  readonly signs: boolean;
  readonly account: AccountCard | null;
}): ReactNode {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const id = useId();
  const { text, change, state, error, again } = useSavedSignature(kept);
  const suggestion = account && text.trim() === '' ? suggestionFor(account) : null;
  const words = {
    kept: text.trim() === '' ? 'letterNone' : 'letterKept',
    saving: 'saving',
    failed: 'letterUnsaved',
  } as const;
  return (
    <Panel id="letter" title={t('entryLetter')} text={t(signs ? 'letterText' : 'letterTextUnsigned')}>
      {error ? <ErrorNotice error={error} onAction={again} /> : null}
      <div className="settings-letter">
        <div className="settings-letter-write">
          <label className="field-label" htmlFor={id}>
            {t('letterLabel')}
          </label>
          <textarea
            id={id}
            className="settings-letter-field letter"
            rows={7}
            maxLength={MAX_SIGNATURE_LENGTH}
            placeholder={t('letterPlaceholder')}
            aria-describedby={`${id}-state`}
            value={text}
            onChange={(event) => change(event.currentTarget.value)}
          />
          <p className="row caption">
            <span id={`${id}-state`} className="grow" role="status">
              {t(words[state])}
            </span>
            <span>{t('letterCount', { count: text.length, max: format.number(MAX_SIGNATURE_LENGTH) })}</span>
          </p>
          <p className="row settings-letter-acts">
            {suggestion ? (
              <Button size="small" onPress={() => change(suggestion)}>
                {t('letterSuggest')}
              </Button>
            ) : null}
            {text === '' ? null : (
              <Button size="small" kind="ghost" onPress={() => change('')}>
                {t('letterErase')}
              </Button>
            )}
            <span className="grow" />
            <span className="caption">{t('letterLocal')}</span>
          </p>
        </div>
        <figure className="settings-preview" aria-label={t('preview')}>
          <figcaption className="field-label">{t('preview')}</figcaption>
          <div className="settings-preview-sheet letter">
            <p>{t('previewGreeting')}</p>
            <p>{t('previewText')}</p>
            {text.trim() === '' ? null : <p className="settings-preview-signature">{text.trimEnd()}</p>}
          </div>
        </figure>
      </div>
    </Panel>
  );
}

interface SavedSignature {
  readonly text: string;
  readonly state: 'kept' | 'saving' | 'failed';
  readonly error: WireError | null;
  change(text: string): void;
  /** Saves once more what could not be saved. */
  again(): void;
}

/** What is typed lives here and is saved after a pause, or on leaving. */
function useSavedSignature(kept: string): SavedSignature {
  const client = useQueryClient();
  const [text, setText] = useState(kept);
  const [state, setState] = useState<SavedSignature['state']>('kept');
  const [error, setError] = useState<WireError | null>(null);
  const latest = useRef(kept);
  const isUnsaved = useRef(false);
  const oldest = useRef(0);
  const timer = useRef<number | undefined>(undefined);
  const save = useCallback(async () => {
    window.clearTimeout(timer.current);
    if (!isUnsaved.current) return;
    isUnsaved.current = false;
    try {
      client.setQueryData(queries.signature().queryKey, await settings.setSignature({ text: latest.current }));
      setError(null);
      // What was typed meanwhile is still to be saved.
      setState(isUnsaved.current ? 'saving' : 'kept');
    } catch (failure) {
      isUnsaved.current = true;
      setError(wireOf(failure));
      setState('failed');
    }
  }, [client]);
  useEffect(() => noteUnsavedText(save), [save]);
  useEffect(() => () => void save(), [save]);
  return {
    text,
    state,
    error,
    change(typed) {
      latest.current = typed;
      if (!isUnsaved.current) oldest.current = Date.now();
      isUnsaved.current = true;
      setText(typed);
      setState('saving');
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void save(), waitBeforeSaving(Date.now() - oldest.current));
    },
    again: () => void save(),
  };
}
