/** Printing what is before the person: an envelope, with the attachments that are chosen, or a draft. */
import { type ReactNode, useRef, useState } from 'react';
import { AppError } from '../../../contract/errors.ts';
import { CallError } from '../../../contract/ipc/define.ts';
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import { app, draft, keeping, mailbox } from '../../bridge.ts';
import { trustOf } from '../../screens/reader/trust.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { saveTextsNow } from '../../ui/unsaved-texts.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { usePaper } from './paper.tsx';
import type { OnPaper } from './paper-sheet.tsx';
import { PrintDialog, type PrintState } from './print-dialog.tsx';
import { drawParts, isPrintable, NotPrintable, releasePages } from './printed-parts.ts';

export interface Printing {
  envelope(envelopeId: EnvelopeId): void;
  draft(draftId: DraftId): void;
  /** The screen as it is, such as a proof. */
  page(): void;
  /** The question that is asked, if any. */
  readonly dialog: ReactNode;
}

/** What is about to be printed. */
interface Asked {
  readonly view: EnvelopeView;
  /** Printing it states its opening: it was received and nobody had read it. */
  readonly opens: boolean;
}

const idle: PrintState = { busy: false, drawn: null, refused: null, error: null };

/** Whoever has it on paper has read it; what is hidden for being altered is not printed either. */
async function opensOnPaper({ record, box, content, signature, seal }: EnvelopeView): Promise<boolean> {
  if (box !== 'received' || !content || trustOf(signature, seal) === 'altered') return false;
  const { rows } = await mailbox.conversation({ envelopeId: record.id });
  return rows.some(({ id, opened }) => id === record.id && !opened);
}

/** An envelope for a sheet, without pages of attachments. */
export async function sheetOf(view: EnvelopeView): Promise<Extract<OnPaper, { kind: 'envelope' }>> {
  const hasFiles = (view.content?.attachments.length ?? 0) > 0;
  const { digests } = hasFiles ? await keeping.digests({ envelopeId: view.record.id }) : { digests: [] };
  return {
    kind: 'envelope',
    view,
    digests: new Map(digests.map(({ index, sha256 }) => [index, sha256])),
    pages: [],
    at: new Date(),
  };
}

export function usePrinting({
  account,
  isAllowed,
}: {
  readonly account: AccountCard;
  /** By the administrator. */
  readonly isAllowed: boolean;
}): Printing {
  const paper = usePaper();
  const { show } = useToasts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [state, setState] = useState(idle);
  const giveUp = useRef<AbortController | null>(null);
  const isUnderWay = useRef(false);

  const tell = (failure: unknown): void =>
    show({ id: 'print', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 10_000 });
  const close = (): void => {
    giveUp.current?.abort();
    giveUp.current = null;
    setAsked(null);
    setState(idle);
  };
  /** One at a time: there is one sheet, and one dialog of the system. What is asked for meanwhile is not done later. */
  const once = async (work: () => Promise<void>): Promise<void> => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      await work();
    } finally {
      isUnderWay.current = false;
    }
  };
  /** What goes wrong is shown where nothing else shows it. */
  const attempt = (work: () => Promise<void>): Promise<void> =>
    once(async () => {
      if (!isAllowed) throw new CallError(new AppError('policy.printing-forbidden').toWire());
      await work();
    }).catch(tell);

  async function print({ view, opens }: Asked, indexes: readonly number[]): Promise<void> {
    const controller = new AbortController();
    giveUp.current = controller;
    const { signal } = controller;
    const chosen = view.content?.attachments.filter(({ index }) => indexes.includes(index)) ?? [];
    const onPage = (done: number, of: number): void => setState((before) => ({ ...before, drawn: { done, of } }));
    const pages = await drawParts(view.record.id, chosen, signal, onPage);
    try {
      const sheet = await sheetOf(view);
      if (signal.aborted) return;
      const { printed } = await paper.with({ ...sheet, pages }, () => app.print({}));
      if (printed && opens) await mailbox.displayed({ envelopeId: view.record.id });
    } finally {
      releasePages(pages);
    }
  }

  const printChosen = async (chosen: Asked, indexes: readonly number[]): Promise<void> => {
    setState({ ...idle, busy: true });
    try {
      await print(chosen, indexes);
      close();
    } catch (failure) {
      if (giveUp.current === null || giveUp.current.signal.aborted) return;
      if (failure instanceof NotPrintable) setState({ ...idle, refused: failure });
      else setState({ ...idle, error: wireOf(failure) });
    }
  };

  return {
    envelope: (envelopeId) =>
      void attempt(async () => {
        const view = await mailbox.open({ envelopeId });
        const opens = await opensOnPaper(view);
        // Where there is nothing to choose or to know, nothing is asked: the system's dialog comes anyway.
        if (opens || view.content?.attachments.some(isPrintable)) setAsked({ view, opens });
        else await print({ view, opens }, []);
      }),
    draft: (draftId) =>
      void attempt(async () => {
        await saveTextsNow();
        const written = await draft.get({ draftId });
        await paper.with({ kind: 'draft', draft: written, account, at: new Date() }, () => app.print({}));
      }),
    page: () =>
      void attempt(async () => {
        await app.print({});
      }),
    dialog: asked ? (
      <PrintDialog
        attachments={asked.view.content?.attachments ?? []}
        opens={asked.opens}
        state={state}
        onPrint={(indexes) => void once(() => printChosen(asked, indexes))}
        onClose={close}
      />
    ) : null,
  };
}
