/** Who handles the envelope, since when, what can be done about it; and below, what those who hold the mailbox noted. */
import { useQuery } from '@tanstack/react-query';
import { CheckCheck, ChevronDown, ChevronRight, UserCheck, UserRound } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandlingLine } from '../../../contract/ipc/handling.contract.ts';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { handlerAfter } from '../../../contract/model/handling.ts';
import { queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { type Act, type HandlingAct, type Targets, targetsOfRow } from '../../ui/envelope-acts.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { offeredSteps, useSharedMailbox } from '../../ui/handling.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useWhen } from '../../ui/use-when.ts';
import './handling.css';
import { HandlingThread } from './handling-thread.tsx';
import { useKeptFocus, useSteadyFor } from './under-the-hand.ts';

/** A second press within this is of a double click, and for the button that was there before. */
const DOUBLE_PRESS_MS = 500;

export interface HandlingProps {
  readonly row: EnvelopeRow;
  /** Its content is there, and can be noted about. */
  readonly hasContent: boolean;
  readonly now: Date;
  readonly onAct: (act: Act, targets: Targets) => void;
}

export function Handling(props: HandlingProps): ReactNode {
  const { row } = props;
  const { isShared } = useSharedMailbox();
  const { data } = useQuery({ ...queries.thread(row.id), enabled: row.box === 'received' });
  const lines = data?.lines ?? [];
  // What was said when others held the mailbox too stays to be read.
  if (row.box !== 'received' || !data || (!isShared && lines.length === 0)) return null;
  return <HandlingOf key={row.id} {...props} lines={lines} />;
}

function HandlingOf({
  row,
  hasContent,
  now,
  onAct,
  lines,
}: HandlingProps & { readonly lines: readonly HandlingLine[] }): ReactNode {
  const { t } = useTranslation('handling');
  const shared = useSharedMailbox();
  const { isShared, mayNote } = shared;
  const id = useId();
  const notes = lines.filter(({ kind, note }) => kind === 'note' && note !== null).length;
  const [isUnfolded, setIsUnfolded] = useState(notes > 0);
  const step = lines.findLast(({ kind }) => kind !== 'note') ?? null;
  // The row does not tell of what was given back, which is there to be taken again.
  const targets = { ...targetsOfRow(row), handled: step !== null };
  const offered = offeredSteps(shared, targets);
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section);
  const isSteady = useSteadyFor(step?.id ?? null, DOUBLE_PRESS_MS);
  const onStep = (act: HandlingAct): void => {
    if (isSteady()) onAct(act, targets);
  };
  return (
    <section ref={section} className="handling" aria-label={t('section')}>
      <div className="handling-strip">
        <Standing step={step} now={now} />
        <Steps step={step} offered={offered} onStep={onStep} />
        {mayNote ? (
          <Button
            size="small"
            kind="ghost"
            aria-expanded={isUnfolded}
            {...(isUnfolded ? { 'aria-controls': id } : {})}
            icon={<Icon of={isUnfolded ? ChevronDown : ChevronRight} size="small" />}
            onPress={() => setIsUnfolded(!isUnfolded)}
          >
            {notes > 0 ? t('notesCount', { count: notes }) : t('notes')}
          </Button>
        ) : null}
      </div>
      {mayNote && isUnfolded ? (
        <div id={id}>
          <HandlingThread envelopeId={row.id} lines={lines} now={now} mayAdd={hasContent && (isShared || notes > 0)} />
        </div>
      ) : null}
    </section>
  );
}

/** Whose it is, since when, by whom. */
function Standing({ step, now }: { readonly step: HandlingLine | null; readonly now: Date }): ReactNode {
  const { t } = useTranslation('handling');
  const { self } = useSharedMailbox();
  const format = useFormat();
  const when = useWhen();
  const handler = handlerAfter(step);
  const isOwn = handler !== null && handler.accountId === self;
  const time = step ? format.rowTime(step.at, now) : '';
  const by = step?.by ? (step.by.accountId === self ? t('you') : typesetName(step.by.name)) : '';
  const title = handler
    ? isOwn
      ? t('heldByYou')
      : t('heldBy', { name: typesetName(handler.name) })
    : step?.kind === 'done'
      ? t(step.by?.accountId === self ? 'doneByYou' : 'doneBy', { name: by })
      : t('heldByNobody');
  const detail =
    step === null
      ? null
      : step.kind === 'assigned'
        ? t('handedBy', { name: by, when: time })
        : step.kind === 'released'
          ? t('releasedFrom', { name: typesetName(step.whom?.name ?? ''), when: time })
          : step.kind === 'returned'
            ? t('returnedBy', { name: by, when: time })
            : when.since(step.at, now);
  return (
    <span className={`grow handling-standing${isOwn ? ' is-own' : ''}`}>
      <Icon of={step?.kind === 'done' ? CheckCheck : handler ? UserCheck : UserRound} size="small" />
      <span>
        <b aria-live="polite">{title}</b> {detail ? <span className="secondary">{detail}</span> : null}
        {step?.waiting ? <span className="muted"> · {t('waiting')}</span> : null}
      </span>
    </span>
  );
}

/** What makes sense next. */
function Steps({
  step,
  offered,
  onStep,
}: {
  readonly step: HandlingLine | null;
  readonly offered: readonly HandlingAct[];
  readonly onStep: (act: HandlingAct) => void;
}): ReactNode {
  const { t } = useTranslation('handling');
  const { self } = useSharedMailbox();
  const handler = handlerAfter(step);
  const isOwn = handler?.accountId === self;
  const isDone = step?.kind === 'done';
  const next: HandlingAct = isOwn ? 'settle' : 'take';
  return (
    <>
      {offered.includes(next) && !isDone ? (
        <Button size="small" kind="tonal" keys={isOwn ? 'D' : 'I'} onPress={() => onStep(next)}>
          {t(next)}
        </Button>
      ) : null}
      {offered.includes('assign') && !isDone ? (
        <Button size="small" keys="C" onPress={() => onStep('assign')}>
          {t('assign')}
        </Button>
      ) : null}
      {offered.includes('giveBack') && (handler || isDone) ? (
        <Button size="small" kind="ghost" keys="U" onPress={() => onStep('giveBack')}>
          {t(isDone ? 'reopen' : 'giveBack')}
        </Button>
      ) : null}
    </>
  );
}
