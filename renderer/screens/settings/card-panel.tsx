/** In a session by code: whether a card opens the account too, and linking the one in the reader. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardState, CardView } from '../../../contract/ipc/card.contract.ts';
import type { Access } from '../../../contract/ipc/settings.contract.ts';
import { queries, settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Card } from '../../ui/icon.tsx';
import { PinEntry } from '../../ui/pin-entry.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

export function CardPanel({
  hasCard,
  onAccess,
}: {
  readonly hasCard: boolean;
  readonly onAccess: (access: Access) => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [linking, setLinking] = useState(false);
  return (
    <Panel id="link-card" title={t('entryLinkCard')} text={t('linkCardText')}>
      <div className="settings-sheet settings-link-card">
        <Card size="large" />
        <div className="grow">
          <p>{t(hasCard ? 'cardLinked' : 'cardNotLinked')}</p>
          {hasCard ? <p className="caption">{t('cardLost')}</p> : null}
        </div>
        {hasCard ? null : (
          <Button size="small" onPress={() => setLinking(true)}>
            {t('linkCard')}
          </Button>
        )}
      </div>
      {linking ? <LinkCardDialog onAccess={onAccess} onClose={() => setLinking(false)} /> : null}
    </Panel>
  );
}

function LinkCardDialog({
  onAccess,
  onClose,
}: {
  readonly onAccess: (access: Access) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { t: ui } = useTranslation('ui');
  const { show } = useToasts();
  // Follows the reader: events replace it (`app/live-updates.ts`).
  const { data: state } = useQuery(queries.cardState());
  const task = useTask();
  const link = async (reader: string, pin: string | null, finalTryConfirmed: boolean): Promise<boolean> => {
    const isDone = await task.run(async () => onAccess(await settings.linkCard({ reader, pin, finalTryConfirmed })));
    if (isDone) {
      onClose();
      show({ id: 'link-card', title: t('cardLinkedNow'), text: t('cardLinkedNowText'), lifeMs: 8_000 });
    }
    return isDone;
  };
  const cancel = (
    <Button isDisabled={task.pending} onPress={onClose}>
      {ui('cancel')}
    </Button>
  );
  return (
    <Dialog title={t('linkCardTitle')} onClose={onClose} alert>
      {task.error ? (
        <ErrorNotice
          error={task.error}
          kept={task.error.code === 'card.not-same-person' ? t('linkCardOther') : undefined}
        />
      ) : null}
      {state?.state === 'ready' && !state.card.problem ? (
        <Pin card={state.card} task={task} aside={cancel} onPin={link} />
      ) : (
        <>
          <Waiting state={state} />
          <DialogActions>{cancel}</DialogActions>
        </>
      )}
    </Dialog>
  );
}

function Pin({
  card,
  task,
  aside,
  onPin,
}: {
  readonly card: CardView;
  readonly task: Task;
  readonly aside: ReactNode;
  readonly onPin: (reader: string, pin: string | null, finalTryConfirmed: boolean) => Promise<boolean>;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [attempt, setAttempt] = useState(0);
  const submit = async (pin: string | null, finalTryConfirmed: boolean): Promise<void> => {
    if (!(await onPin(card.reader, pin, finalTryConfirmed))) setAttempt((count) => count + 1);
  };
  return (
    <>
      <p className="secondary">
        {t('linkCardWho')} <b>{typesetName([card.title, card.givenName, card.familyName].filter(Boolean).join(' '))}</b>
        . {t('linkCardSigns')}
      </p>
      <PinEntry
        key={attempt}
        pin={card.pin}
        submitLabel={t('linkCardGo')}
        busy={task.pending}
        aside={aside}
        onSubmit={(pin, finalTryConfirmed) => void submit(pin, finalTryConfirmed)}
      />
    </>
  );
}

/** What there is instead of a card that can be linked. */
function Waiting({ state }: { readonly state: CardState | undefined }): ReactNode {
  const { t } = useTranslation('settings');
  switch (state?.state) {
    case 'ready':
      return state.card.problem ? <ErrorNotice error={{ code: state.card.problem, retry: 'never' }} /> : null;
    case 'unreadable':
      return <ErrorNotice error={{ code: state.problem, retry: 'now' }} />;
    case 'service-unavailable':
      return <ErrorNotice error={{ code: 'card.service-unavailable', retry: 'later' }} />;
    case 'no-reader':
      return <ErrorNotice error={{ code: 'card.no-reader', retry: 'later' }} />;
    default:
      return (
        <p className="secondary" role="status">
          {t(
            state?.state === 'reading'
              ? 'linkCardReading'
              : state?.state === 'several'
                ? 'linkCardSeveral'
                : 'linkCardNone',
          )}
        </p>
      );
  }
}
