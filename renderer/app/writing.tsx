/** The ways to start an envelope; each opens the composer beside the list. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../contract/errors.ts';
import { CallError } from '../../contract/ipc/define.ts';
import type { QuoteWords } from '../../contract/ipc/draft.contract.ts';
import type { GroupMember } from '../../contract/model/account-item.ts';
import type { DraftContent } from '../../contract/model/draft-content.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import type { LetterLink } from '../../contract/model/incoming-link.ts';
import { draft, queries } from '../bridge.ts';
import { useAllows } from '../ui/acting.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useToasts } from '../ui/toast.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { letterOfLink } from './letter-of-link.ts';
import { useNavigation } from './place.tsx';

export interface Writing {
  compose(): Promise<void>;
  answer(answerTo: EnvelopeId, toAll: boolean): Promise<void>;
  /** Passes an envelope on, with its attachments. */
  forward(envelopeId: EnvelopeId): Promise<void>;
  /** A letter to those who have not opened an own envelope. */
  followUp(envelopeId: EnvelopeId): Promise<void>;
  /** A letter that another program asked for; answers its draft, whose recipients are those of the directory. */
  fromLink(link: LetterLink): Promise<EnvelopeId | null>;
  /** One new envelope to all of them. */
  to(people: readonly GroupMember[]): Promise<void>;
}

const besideList: ReadonlySet<string> = new Set([
  'received',
  'sent',
  'archive',
  'flagged',
  'followed',
  'folder',
  'drafts',
]);

export function useWriting(): Writing {
  const client = useQueryClient();
  const { show } = useToasts();
  const maySend = useAllows('send');
  const { place, list, goList, openDraft } = useNavigation();
  const quote = useQuoteWords();
  const { t: reminders } = useTranslation('reminders');
  const open = useCallback(
    async (create: () => Promise<EnvelopeId>): Promise<EnvelopeId | null> => {
      try {
        const draftId = await create();
        void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
        void client.invalidateQueries({ queryKey: queries.counts().queryKey });
        if (besideList.has(place.screen)) openDraft(draftId);
        else goList(list, { draftId });
        return draftId;
      } catch (failure) {
        show({ id: 'write', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 });
        return null;
      }
    },
    [client, show, place.screen, list, goList, openDraft],
  );
  /** What a delegation does not allow is not begun. */
  const expectMaySend = (): void => {
    if (!maySend) throw new CallError(new AppError('delegation.scope-missing', { needs: 'send' }).toWire());
  };
  /** A letter with something in it; of one that cannot be kept nothing stays behind. */
  const begin = async (fill: (blank: DraftContent) => Promise<DraftContent>): Promise<EnvelopeId> => {
    expectMaySend();
    const { id, content } = await draft.create({ answerTo: null, toAll: false });
    try {
      await draft.save({ draftId: id, content: await fill(content) });
    } catch (failure) {
      // What failed first is told: where discarding fails too, the empty draft is seen among the drafts.
      await draft.discard({ draftId: id }).catch(() => undefined);
      throw failure;
    }
    return id;
  };
  return {
    compose: async () => {
      await open(async () => {
        expectMaySend();
        return (await draft.create({ answerTo: null, toAll: false })).id;
      });
    },
    answer: async (answerTo, toAll) => {
      await open(async () => (await draft.create({ answerTo, toAll, quote })).id);
    },
    forward: async (envelopeId) => {
      await open(async () => {
        expectMaySend();
        return (await draft.forward({ envelopeId, quote })).id;
      });
    },
    followUp: async (envelopeId) => {
      await open(async () => {
        expectMaySend();
        const words = { prefix: reminders('followUpPrefix'), text: reminders('followUpText') };
        return (await draft.followUp({ envelopeId, ...words })).id;
      });
    },
    fromLink: (link) => open(() => begin((blank) => letterOfLink(link, blank))),
    to: async (people) => {
      const recipients = people.map(({ address, name }) => ({ address, name, role: 'to' as const }));
      await open(() => begin(async (blank) => ({ ...blank, recipients })));
    },
  };
}

/** The words around what is quoted, in the language of the interface. */
function useQuoteWords(): QuoteWords {
  const { t, i18n } = useTranslation('composer');
  return {
    language: i18n.language === 'en' ? 'en' : 'fr',
    wrote: t('quoteWrote'),
    forwarded: t('quoteForwarded'),
    prefix: t('forwardPrefix'),
    field: t('quoteField'),
    from: t('quoteFrom'),
    date: t('quoteDate'),
    to: t('to'),
    copy: t('copy'),
    subject: t('subject'),
    shortened: t('quoteShortened'),
  };
}
