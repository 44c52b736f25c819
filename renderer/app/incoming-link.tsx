/** Following a link of another program: a letter is begun, an envelope shown; nothing is sent, and nothing opened unasked. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import type { IncomingLink, LetterLink } from '../../contract/model/incoming-link.ts';
import { app, mailbox, passkeyBrowser, queries } from '../bridge.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { typesetName } from '../ui/format/typography.ts';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { useNavigation } from './place.tsx';
import type { Writing } from './writing.tsx';

const WAITING = 'link-waits';
const TOLD = 'link';

/** Says that a link waits while nobody is signed in, and that one was refused or answers what nobody here asked, whoever is. */
export function LinkNotices({ isOpen }: { readonly isOpen: boolean }): null {
  const { t } = useTranslation('links');
  const { show, dismiss } = useToasts();
  useEffect(() => {
    const look = async (): Promise<void> => {
      const { waits } = isOpen ? { waits: false } : await app.linkWaits({});
      if (!waits) return dismiss(WAITING);
      show({
        id: WAITING,
        icon: <Icon of={Link} />,
        title: t('waits'),
        text: t('waitsText'),
        action: (
          <Button size="small" onPress={() => void app.dropLink({})}>
            {t('drop')}
          </Button>
        ),
        lifeMs: null,
      });
    };
    void look();
    return app.on('linkChanged', () => void look());
  }, [isOpen, show, dismiss, t]);
  useEffect(
    () =>
      app.on('linkRefused', () =>
        show({ id: TOLD, icon: <Icon of={Link} />, title: t('refused'), text: t('refusedText'), lifeMs: 8_000 }),
      ),
    [show, t],
  );
  useEffect(
    () =>
      passkeyBrowser.onUnasked(() =>
        // Somebody knows the password, and sent a page of their own to be answered.
        show({
          id: TOLD,
          icon: <Icon of={Link} />,
          title: t('passkeyUnasked'),
          text: t('passkeyUnaskedText'),
          lifeMs: null,
        }),
      ),
    [show, t],
  );
  return null;
}

export interface Links {
  follow(link: IncomingLink): void;
  /** What is to be known of a draft that a link began. */
  noticeOf(draftId: EnvelopeId | null): ReactNode;
  /** The question that is asked, if any. */
  readonly dialog: ReactNode;
}

/** Drafts that links began, as long as the window lives. */
type Begun = ReadonlyMap<EnvelopeId, LetterLink>;

export function useLinks(write: Writing): Links {
  const { t } = useTranslation('links');
  const { show } = useToasts();
  const { go } = useNavigation();
  const [begun, setBegun] = useState<Begun>(new Map());
  const [asked, setAsked] = useState<EnvelopeRow | null>(null);
  const goTo = ({ id, box }: EnvelopeRow): void => {
    setAsked(null);
    go({ screen: box, envelopeId: id });
  };
  const showEnvelope = async (envelopeId: EnvelopeId): Promise<void> => {
    try {
      const { rows } = await mailbox.conversation({ envelopeId });
      const row = rows.find(({ id }) => id === envelopeId);
      if (!row)
        show({ id: TOLD, icon: <Icon of={Link} />, title: t('missing'), text: t('missingText'), lifeMs: 8_000 });
      // Opening is told to the sender: a link does not do it by itself.
      else if (row.box === 'received' && !row.opened) setAsked(row);
      else goTo(row);
    } catch (failure) {
      show({ id: TOLD, title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 });
    }
  };
  const begin = async (link: LetterLink): Promise<void> => {
    const draftId = await write.fromLink(link);
    const says = link.to.length + link.cc.length > 0 || link.subject !== '' || link.text !== '' || link.isPartial;
    if (draftId && says) setBegun((before) => new Map([...before, [draftId, link]]));
  };
  return {
    follow: (link) => void (link.kind === 'envelope' ? showEnvelope(link.envelopeId) : begin(link)),
    noticeOf(draftId) {
      const link = draftId ? begun.get(draftId) : undefined;
      return draftId && link ? <BegunByLink key={draftId} draftId={draftId} link={link} /> : null;
    },
    dialog: asked ? (
      <Dialog title={t('openTitle', { who: typesetName(asked.who) })} onClose={() => setAsked(null)} alert>
        <p className="secondary">{t('openText')}</p>
        <DialogActions>
          <Button kind="primary" onPress={() => goTo(asked)}>
            {t('open')}
          </Button>
          <Button autoFocus onPress={() => setAsked(null)}>
            {t('notNow')}
          </Button>
        </DialogActions>
      </Dialog>
    ) : null,
  };
}

/** Over the letter: where it comes from, and to whom of the link's recipients nobody here has ever written, or may not have. */
function BegunByLink({ draftId, link }: { readonly draftId: EnvelopeId; readonly link: LetterLink }): ReactNode {
  const { t } = useTranslation('links');
  const { data, isError } = useQuery(queries.recipientFacts(draftId));
  const ofLink = new Set<string>([...link.to, ...link.cc]);
  const strangers = isError
    ? [...ofLink]
    : (data?.facts ?? []).filter(({ address, hasMet }) => ofLink.has(address) && !hasMet).map(({ address }) => address);
  const isWarning = strangers.length > 0;
  return (
    <Banner
      kind={isWarning ? 'warning' : 'note'}
      icon={<Icon of={Link} />}
      title={
        isWarning
          ? t(isError ? 'unknown' : 'never', { count: strangers.length, who: strangers.join(', ') })
          : t('begun')
      }
      role="status"
    >
      {t(isWarning ? 'neverText' : 'begunText')}
      {link.isPartial ? ` ${t('partial')}` : ''}
    </Banner>
  );
}
