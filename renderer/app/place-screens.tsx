/** The screens of the current place: a list with what is open beside it, or one that fills the window. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import type { ListName } from '../../contract/ipc/mailbox.contract.ts';
import { queries } from '../bridge.ts';
import { CardDoctor } from '../screens/card-doctor/card-doctor.tsx';
import { Composer } from '../screens/composer/composer.tsx';
import { DirectoryScreen } from '../screens/directory/directory-screen.tsx';
import { PeoplePicker } from '../screens/directory/people-picker.tsx';
import { DraftsList } from '../screens/drafts/drafts-list.tsx';
import type { MailboxListHandle } from '../screens/mailbox/list-props.ts';
import { MailboxList } from '../screens/mailbox/mailbox-list.tsx';
import { OutboxScreen } from '../screens/outbox/outbox-screen.tsx';
import { ProofScreen } from '../screens/proof/proof-screen.tsx';
import { Reader } from '../screens/reader/reader.tsx';
import { SettingsScreen, type SettingsScreenProps } from '../screens/settings/settings-screen.tsx';
import { useActing } from '../ui/acting.tsx';
import { Empty } from '../ui/empty.tsx';
import type { Acts } from './acts.tsx';
import { boxListOf, listOf, orderOf } from './lists.ts';
import type { Printing } from './paper/printing.tsx';
import { useNavigation } from './place.tsx';
import type { Writing } from './writing.tsx';

interface ScreensProps {
  readonly session: SessionView;
  readonly listRef: RefObject<MailboxListHandle | null>;
  readonly panel: ReactNode;
  /** Over the letter that is being written. */
  readonly draftNotice: ReactNode;
  readonly write: Writing;
  readonly acts: Acts;
  readonly printing: Pick<Printing, 'draft' | 'page'>;
  readonly settings: Pick<SettingsScreenProps, 'section' | 'onSection' | 'folderActs' | 'onFolder'>;
}

export function PlaceScreens(props: ScreensProps): ReactNode {
  const { session, panel, write, settings, printing } = props;
  const { place, list, go, goList, openDraft, openProof, leaveProof } = useNavigation();
  const acting = useActing() !== null;
  const composer = place.draftId ? (
    <Composer
      draftId={place.draftId}
      account={session.account}
      signs={session.signs}
      notice={props.draftNotice}
      onClose={() => openDraft(null)}
      onMoved={openDraft}
      onPrint={() => place.draftId && printing.draft(place.draftId)}
      onSent={() => openDraft(null)}
      onTemplates={
        acting
          ? null
          : () => {
              settings.onSection('templates');
              go({ screen: 'settings' });
            }
      }
      findPeople={session.account.certified ? PeoplePicker : null}
    />
  ) : null;
  const shown = listOf(place);
  if (shown) return <ListPlace {...props} list={shown} composer={composer} />;
  switch (place.screen) {
    case 'drafts':
      return (
        <main className={`workplace-two is-writing${place.draftId ? ' has-open' : ''}`}>
          <DraftsList openId={place.draftId} onOpen={openDraft} onCompose={() => void write.compose()}>
            {panel}
          </DraftsList>
          {composer ?? <NoDraft />}
        </main>
      );
    case 'outbox':
      return <OutboxScreen onReopen={(draftId) => goList(list, { draftId })} onProof={openProof} />;
    case 'proof':
      return place.envelopeId ? (
        <ProofScreen envelopeId={place.envelopeId} onBack={leaveProof} onPrint={printing.page} />
      ) : null;
    case 'settings':
      return (
        <SettingsScreen
          {...settings}
          signs={session.signs}
          onOpen={(envelopeId, from) => go({ screen: from, envelopeId })}
        />
      );
    case 'card-doctor':
      return <CardDoctor />;
    default:
      return <DirectoryScreen certified={session.account.certified} onWrite={(people) => void write.to(people)} />;
  }
}

function ListPlace({
  session,
  listRef,
  panel,
  write,
  acts,
  list,
  composer,
}: ScreensProps & { readonly list: ListName; readonly composer: ReactNode }): ReactNode {
  const { t } = useTranslation('mailbox');
  const { place, order, openEnvelope, openProof } = useNavigation();
  const { data: counts } = useQuery(queries.counts());
  const { data } = useQuery(queries.folders());
  const folder = data?.folders.find(({ id }) => id === list);
  const box = boxListOf(list);
  return (
    <main
      className={`workplace-two${place.envelopeId || place.draftId ? ' has-open' : ''}${composer ? ' is-writing' : ''}`}
    >
      <MailboxList
        key={list}
        ref={listRef}
        list={list}
        title={box ? t(box) : (folder?.name ?? '')}
        unopened={list === 'received' ? (counts?.unopened ?? 0) : (folder?.unopened ?? 0)}
        folders={data?.folders ?? []}
        order={orderOf(place.orders, list)}
        onOrder={(chosen) => order(list, chosen)}
        openId={place.envelopeId}
        onOpen={openEnvelope}
        onAct={acts.act}
        onCompose={() => void write.compose()}
      >
        {panel}
      </MailboxList>
      {composer ?? (
        <Reader
          envelopeId={place.envelopeId}
          account={session.account}
          onAnswer={(envelopeId, toAll) => void write.answer(envelopeId, toAll)}
          onForward={(envelopeId) => void write.forward(envelopeId)}
          onFollowUp={(envelopeId) => void write.followUp(envelopeId)}
          onProof={openProof}
          folders={data?.folders ?? []}
          onAct={acts.act}
          onOpen={openEnvelope}
          onClose={() => openEnvelope(null)}
        />
      )}
    </main>
  );
}

function NoDraft(): ReactNode {
  const { t } = useTranslation('drafts');
  return (
    <section className="pane pane-sheet" aria-label={t('nothingOpen')}>
      <Empty title={t('nothingOpen')}>{t('emptyText')}</Empty>
    </section>
  );
}
