/** The letters that answer one another, above the one that is open: who, when, whether it was opened; each a step away. */
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box, EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { stateOf } from '../../ui/envelope-state.tsx';
import { plainTitle, surnameFirst } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import './conversation.css';

export interface ConversationProps {
  readonly envelopeId: EnvelopeId;
  readonly now: Date;
  readonly isUnfolded: boolean;
  readonly onUnfold: (isUnfolded: boolean) => void;
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
}

export function Conversation({ envelopeId, now, isUnfolded, onUnfold, onOpen }: ConversationProps): ReactNode {
  const { t } = useTranslation('reader');
  const { data } = useQuery(queries.conversation(envelopeId));
  const rows = data?.rows ?? [];
  if (rows.length < 2) return null;
  const position = rows.findIndex(({ id }) => id === envelopeId);
  const step = (by: -1 | 1, label: string, icon: typeof ArrowUp): ReactNode => {
    const row = rows[position + by];
    return (
      <IconButton
        label={label}
        icon={<Icon of={icon} size="small" />}
        isDisabled={!row}
        onPress={() => row && onOpen(row.id, row.box)}
      />
    );
  };
  return (
    <section className="conversation" aria-label={t('conversationName')}>
      <div className="row conversation-head">
        <Button
          kind="ghost"
          size="small"
          className={`conversation-fold${isUnfolded ? ' is-unfolded' : ''}`}
          icon={<Icon of={ChevronRight} size="small" />}
          aria-expanded={isUnfolded}
          onPress={() => onUnfold(!isUnfolded)}
        >
          {t('conversation', { count: rows.length })}
        </Button>
        <span className="grow" />
        <span className="caption">{t('conversationPlace', { number: position + 1, total: rows.length })}</span>
        {step(-1, t('conversationBefore'), ArrowUp)}
        {step(1, t('conversationAfter'), ArrowDown)}
      </div>
      {isUnfolded ? (
        <ol className="conversation-rows">
          {rows.map((row) => (
            <li key={row.id}>
              <Letter row={row} now={now} isOpen={row.id === envelopeId} onOpen={() => onOpen(row.id, row.box)} />
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

function Letter({
  row,
  now,
  isOpen,
  onOpen,
}: {
  readonly row: EnvelopeRow;
  readonly now: Date;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const isSent = row.box === 'sent';
  const who = surnameFirst(row.who);
  const state = isSent
    ? t('conversationOpenedBy', { opened: row.openedBy, count: row.recipients })
    : t(row.opened ? 'conversationOpened' : 'conversationUnopened');
  return (
    <button
      type="button"
      className={`conversation-row${isOpen ? ' is-open' : ''}${isSent || row.opened ? '' : ' is-unopened'}`}
      {...(isOpen ? { 'aria-current': true } : {})}
      onClick={onOpen}
    >
      {stateOf(row, row.box)}
      <span className="ellipsis">
        <b>{isSent ? t('conversationYou', { who }) : who}</b>{' '}
        <span className="muted">{plainTitle(row.subject) || t('untitled')}</span>
      </span>
      <span className="caption">{state}</span>
      <time dateTime={row.sealedAt}>{format.rowTime(row.sealedAt, now)}</time>
    </button>
  );
}
