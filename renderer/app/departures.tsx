/** Envelopes on their way out, seen from the whole window: step times, the undo notice, and « Scellée ». */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ClockArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxRow } from '../../contract/ipc/draft.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { draft, mailbox, outbox, queries } from '../bridge.ts';
import { leadingEntry, undoSeconds } from '../screens/outbox/departure.ts';
import { DeparturePanel, type DepartureTimes } from '../screens/outbox/departure-panel.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { typesetName } from '../ui/format/typography.ts';
import { Icon } from '../ui/icon.tsx';
import { Seal } from '../ui/seal/seal.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useNow } from '../ui/use-now.ts';
import { wireOf } from '../ui/wire-error.ts';
import { useIsTold } from './told.ts';

/** How long the panel shows the green seal before it folds away, in milliseconds. */
const SEALED_SHOWN_MS = 6_000;
const UNDO_TOAST = 'undo';

export interface Departures {
  /** The envelope that can still be taken back, for the `Z` key. */
  readonly undoable: EnvelopeId | null;
  undo(envelopeId: EnvelopeId): void;
  /** Under the list; null when nothing leaves. */
  readonly panel: ReactNode;
}

/** An envelope whose seal is shown for a moment. */
interface JustSealed {
  readonly entry: OutboxRow;
  readonly sealedAt: string;
}

export function useDepartures({
  onReopen,
  onProof,
}: {
  readonly onReopen: (draftId: EnvelopeId) => void;
  readonly onProof: (envelopeId: EnvelopeId) => void;
}): Departures {
  const { t } = useTranslation('app');
  const client = useQueryClient();
  const { show, dismiss } = useToasts();
  const { data } = useQuery(queries.outbox());
  const entries = data?.entries ?? [];
  const moving = leadingEntry(entries);
  const [justSealed, setJustSealed] = useState<JustSealed | null>(null);
  const now = useNow(moving || justSealed ? 500 : null);
  const times = useStepTimes();
  const isTold = useIsTold('sealing');
  const latest = useRef({ entries, onProof, isTold });
  latest.current = { entries, onProof, isTold };

  const announceSealed = useCallback(
    async (envelopeId: EnvelopeId, sealedAt: string): Promise<void> => {
      dismiss(UNDO_TOAST);
      // The seal is drawn from the digest that was sealed; without it the words stand alone.
      const digest = await mailbox.proof({ envelopeId }).then(
        ({ statement }) => statement.message.sha256,
        () => null,
      );
      if (digest) {
        setJustSealed((shown) =>
          shown?.entry.id === envelopeId ? { ...shown, entry: { ...shown.entry, sha256: digest } } : shown,
        );
      }
      if (!latest.current.isTold) return;
      show({
        id: `sealed ${envelopeId}`,
        title: <SealedTitle at={sealedAt} />,
        text: t('sealedKept'),
        icon: <Seal sha256={digest} sizePx={32} look={digest ? 'full' : 'outline'} />,
        action: (
          <Button
            size="small"
            onPress={() => {
              dismiss(`sealed ${envelopeId}`);
              latest.current.onProof(envelopeId);
            }}
          >
            {t('see')}
          </Button>
        ),
        lifeMs: 8_000,
      });
    },
    [show, dismiss, t],
  );

  useEffect(
    () =>
      outbox.on('sealed', ({ envelopeId, sealedAt }) => {
        const entry = latest.current.entries.find(({ id }) => id === envelopeId);
        if (entry) setJustSealed({ entry: { ...entry, state: 'sealed' }, sealedAt });
        void announceSealed(envelopeId, sealedAt);
      }),
    [announceSealed],
  );

  useEffect(() => {
    if (!justSealed) return;
    const timer = window.setTimeout(() => setJustSealed(null), SEALED_SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [justSealed]);

  const undo = useCallback(
    async (envelopeId: EnvelopeId) => {
      dismiss(UNDO_TOAST);
      try {
        const { draftId } = await outbox.cancel({ envelopeId });
        show({ id: 'undone', title: t('undone'), text: t('undoneKept'), lifeMs: 5_000 });
        void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
        onReopen(draftId);
      } catch (failure) {
        show({ id: 'undone', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 });
      }
    },
    [client, dismiss, show, t, onReopen],
  );

  const undoing = entries.find((entry) => undoSeconds(entry, now) > 0) ?? null;
  const undoingId = undoing?.id ?? null;
  const seconds = undoing ? undoSeconds(undoing, now) : 0;
  const undoingTo = undoing?.to ?? '';
  useEffect(() => {
    if (!undoingId) {
      dismiss(UNDO_TOAST);
      return;
    }
    show({
      id: UNDO_TOAST,
      icon: <Icon of={ClockArrowUp} />,
      title: <span aria-live="off">{t('leavesIn', { count: seconds })}</span>,
      text: t('leavesTo', { to: typesetName(undoingTo) }),
      action: (
        <Button size="small" keys="Z" onPress={() => void undo(undoingId)}>
          {t('undo')}
        </Button>
      ),
      lifeMs: null,
    });
  }, [undoingId, undoingTo, seconds, show, dismiss, t, undo]);

  const shown = moving ?? justSealed?.entry ?? null;
  return {
    undoable: undoingId,
    undo: (envelopeId) => void undo(envelopeId),
    panel: shown ? (
      <DeparturePanel
        entry={shown}
        times={times.get(shown.id) ?? null}
        sealedAt={justSealed?.entry.id === shown.id ? justSealed.sealedAt : null}
        now={now}
        onUndo={() => void undo(shown.id)}
        onProof={() => onProof(shown.id)}
      />
    ) : null,
  };
}

function SealedTitle({ at }: { readonly at: string }): ReactNode {
  const { t } = useTranslation('app');
  const format = useFormat();
  return t('sealedAt', { time: format.seconds(at) });
}

/** How long building and signing took for each envelope sent from this window. */
function useStepTimes(): ReadonlyMap<EnvelopeId, DepartureTimes> {
  const [times, setTimes] = useState<ReadonlyMap<EnvelopeId, DepartureTimes>>(new Map());
  const started = useRef(new Map<string, number>());
  useEffect(
    () =>
      draft.on('sendProgress', ({ draftId, step }) => {
        const at = performance.now();
        const begin = (name: string): number => {
          const key = `${draftId} ${name}`;
          if (!started.current.has(key)) started.current.set(key, at);
          return started.current.get(key) ?? at;
        };
        const building = begin('building');
        if (step === 'building') return;
        const signing = begin('signing');
        setTimes((before) => {
          const known = before.get(draftId);
          const next = {
            assembledMs: known?.assembledMs ?? signing - building,
            signedMs: step === 'queued' ? (known?.signedMs ?? at - signing) : null,
          };
          return new Map(before).set(draftId, next);
        });
      }),
    [],
  );
  return times;
}
