/** What the events of the activity are called, and the kinds that are shown together. */
import type { TFunction } from 'i18next';
import type { ActivityWords } from '../../../contract/ipc/activity.contract.ts';
import type { EventKind } from '../../../contract/model/event.ts';

export type KindFilter = 'all' | 'sealing' | 'delivery' | 'opening' | 'later';

/** Kinds that are shown together; none stands for all. */
export const kindsOf: Readonly<Record<KindFilter, readonly EventKind[]>> = {
  all: [],
  sealing: ['deposited', 'sealed'],
  delivery: ['notified', 'delivered', 'bounced'],
  opening: ['code-sent', 'code-confirmed', 'opened', 'opened-by-delegate'],
  later: ['answered', 'absence-answered', 'filed', 'expired'],
};

export const kindWords = {
  deposited: 'deposited',
  sealed: 'sealed',
  notified: 'notified',
  delivered: 'delivered',
  'code-sent': 'codeSent',
  'code-confirmed': 'codeConfirmed',
  opened: 'opened',
  'opened-by-delegate': 'openedByDelegate',
  answered: 'answered',
  'absence-answered': 'absenceAnswered',
  filed: 'filed',
  expired: 'expired',
  bounced: 'bounced',
} as const satisfies Record<EventKind, string>;

/** The words of an exported table, in the language of the screen. */
export function exportWords(t: TFunction<'activity'>): ActivityWords {
  return {
    columns: {
      number: t('columnNumber'),
      day: t('columnDay'),
      time: t('columnTime'),
      event: t('columnEvent'),
      actor: t('columnActor'),
      onBehalfOf: t('columnOnBehalfOf'),
      recipient: t('columnRecipient'),
      source: t('columnSource'),
      envelope: t('columnEnvelope'),
      box: t('columnBox'),
      subject: t('columnSubject'),
    },
    kinds: Object.fromEntries(
      (Object.keys(kindWords) as EventKind[]).map((kind) => [kind, t(kindWords[kind])]),
    ) as Record<EventKind, string>,
    sources: { operator: t('sourceOperator'), declared: t('sourceDeclared') },
    boxes: { received: t('boxReceived'), sent: t('boxSent') },
  };
}
