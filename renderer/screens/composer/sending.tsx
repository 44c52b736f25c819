/** From Send to the outbox: save, ask the PIN when the card's key demands it, build, sign, queue. */
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import type { CardView } from '../../../contract/ipc/card.contract.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import { distribute } from '../../../contract/model/numbered-envelopes.ts';
import { draft, queries } from '../../bridge.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PinEntry } from '../../ui/pin-entry.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { detailNumber, wireOf } from '../../ui/wire-error.ts';
import type { PennedDraft } from './use-draft.ts';

export interface SendStep {
  readonly step: 'building' | 'signing' | 'queued';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface Sending {
  readonly isUnderWay: boolean;
  readonly progress: SendStep | null;
  /** A failure outside the PIN dialog. */
  readonly error: WireError | null;
  /** The PIN dialog: asked for, and what the last try answered. */
  readonly asking: { readonly card: CardView; readonly error: WireError | null; readonly attempt: number } | null;
  /** Envelopes that the letter leaves in. */
  readonly envelopes: number;
  /** `leaveAt`: signed now, leaves then. */
  start(leaveAt?: Date): void;
  giveUp(): void;
  sign(pin: string | null, finalTryConfirmed: boolean): void;
}

/** Failures after which the PIN is asked again, in the dialog. */
const pinFailures: ReadonlySet<string> = new Set([
  'card.pin-required',
  'card.pin-incorrect',
  'card.pin-format',
  'card.final-try',
  'card.pin-cancelled',
]);

export function useSending({
  draftId,
  edition,
  penned,
  signs,
  onSent,
}: {
  /** A card signs; without one no PIN is asked, whatever card may be in the reader. */
  readonly signs: boolean;
  readonly draftId: DraftId;
  /** The one that is read. */
  readonly edition: number;
  readonly penned: PennedDraft;
  readonly onSent: (envelopeId: EnvelopeId) => void;
}): Sending {
  const { data: state, refetch } = useQuery(queries.cardState());
  const card = state?.state === 'ready' ? state.card : null;
  const [isUnderWay, setUnderWay] = useState(false);
  const [progress, setProgress] = useState<SendStep | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const [asking, setAsking] = useState<Sending['asking']>(null);
  const { t } = useTranslation('composer');
  /** The draft that is being sent, and how many numbered ones a failure left behind: Send goes on with them. */
  const sent = useRef(draftId);
  const shown = useRef(draftId);
  shown.current = draftId;
  const later = useRef<Date | undefined>(undefined);
  const [left, setLeft] = useState(0);

  useEffect(
    () =>
      draft.on('sendProgress', (told) => {
        if (told.draftId === sent.current) setProgress(told);
      }),
    [],
  );
  // What kept the former one back is said by the draft in which its words go on.
  useEffect(() => {
    sent.current = draftId;
    setError(null);
  }, [draftId]);
  const envelopes = distribute(penned.attachments).length;

  /** Parts what does not fit one envelope; the drafts still to be sent, the letter itself last, so that it lists first. */
  const prepare = async (): Promise<DraftId[]> => {
    await penned.flush();
    const { draftIds } = await draft.split({ draftId, continued: t('continued'), edition });
    if (envelopes > 1) penned.takeSplit(await draft.get({ draftId }));
    setLeft(draftIds.length - 1);
    return [...draftIds.slice(1).reverse(), draftId];
  };

  const send = async (pin: string | null, finalTryConfirmed: boolean): Promise<void> => {
    setUnderWay(true);
    setError(null);
    setProgress(null);
    try {
      for (const id of await prepare()) {
        sent.current = id;
        const leaveAt = later.current?.toISOString();
        const { envelopeId } = await draft.send({
          draftId: id,
          pin,
          finalTryConfirmed,
          ...(id === draftId ? { edition } : {}),
          ...(leaveAt === undefined ? {} : { leaveAt }),
        });
        if (id === draftId) onSent(envelopeId);
        else setLeft((before) => before - 1);
      }
      setAsking(null);
    } catch (failure) {
      const wire = wireOf(failure);
      const fresh = await refetch();
      const present = fresh.data?.state === 'ready' ? fresh.data.card : card;
      if (pinFailures.has(wire.code) && present) {
        setAsking((before) => ({
          card: present,
          error: wire.code === 'card.pin-required' ? null : wire,
          attempt: (before?.attempt ?? 0) + 1,
        }));
      } else {
        setAsking(null);
        if (shown.current === draftId) setError(wire);
      }
    } finally {
      setUnderWay(false);
      setProgress(null);
    }
  };

  return {
    isUnderWay,
    progress,
    error,
    asking,
    envelopes: envelopes + left,
    start: (leaveAt) => {
      later.current = leaveAt;
      // A key that wants the PIN for each signature is known beforehand: no call is needed to be told so.
      if (signs && card?.pinPerSignature && !card.pin.pinPad) setAsking({ card, error: null, attempt: 0 });
      else void send(null, false);
    },
    giveUp: () => setAsking(null),
    sign: (pin, finalTryConfirmed) => void send(pin, finalTryConfirmed),
  };
}

/** Asks the PIN for this signature, and says how many there are. */
export function SignDialog({ sending }: { readonly sending: Sending }): ReactNode {
  const { t } = useTranslation('composer');
  const { asking } = sending;
  if (!asking) return null;
  const { card, error, attempt } = asking;
  const triesLeft = (error ? detailNumber(error, 'triesLeft') : null) ?? card.pin.triesLeft;
  return (
    <Dialog title={t('pinTitle')} onClose={() => (sending.isUnderWay ? undefined : sending.giveUp())}>
      <p className="secondary">{t('pinText', { count: sending.envelopes })}</p>
      {error ? <ErrorNotice error={error} /> : null}
      {sending.isUnderWay ? (
        <SendProgress sending={sending} />
      ) : (
        <PinEntry
          key={attempt}
          pin={{ ...card.pin, triesLeft, finalTry: card.pin.finalTry || triesLeft === 1 }}
          busy={false}
          submitLabel={t('pinSign')}
          onSubmit={sending.sign}
        />
      )}
    </Dialog>
  );
}

const steps = ['building', 'signing', 'queued'] as const;
const nowWords = { building: 'buildingNow', signing: 'signingNow', queued: 'queuedNow' } as const;

/** What is being done to the envelope, in real bytes. */
export function SendProgress({
  sending,
  signs = true,
}: {
  readonly sending: Sending;
  readonly signs?: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const step = sending.progress?.step ?? 'building';
  const reached = steps.indexOf(step);
  const { doneBytes = 0, totalBytes = 0 } = sending.progress ?? {};
  const { data: state } = useQuery(queries.cardState());
  const onReader =
    step === 'signing' && state?.state === 'ready' && state.card.pin.pinPad && state.card.pinPerSignature;
  const fraction = totalBytes > 0 ? doneBytes / totalBytes : 0;
  const part = format.part(doneBytes, totalBytes);
  return (
    <div className="send-progress" aria-live="polite">
      <b>{t(onReader ? 'signingOnReader' : nowWords[step])}</b>
      <ProgressBar fraction={step === 'queued' ? 1 : fraction} label={t('progress')} />
      <div className="row caption send-progress-foot">
        <ol className="send-steps">
          {steps.map((name, index) =>
            name === 'signing' && !signs ? null : (
              <li key={name} className={index < reached ? 'is-done' : index === reached ? 'is-current' : 'is-next'}>
                <span aria-hidden="true">{index < reached ? <Icon of={Check} /> : null}</span>
                {t(name)}
              </li>
            ),
          )}
        </ol>
        {totalBytes > 0 ? <span>{t('bytesOf', { done: part.done, total: part.total })}</span> : null}
      </div>
    </div>
  );
}
