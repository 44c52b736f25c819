/** Which mailbox is in view, and going from one to another. Nothing of one is shown while another is in view. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DelegatedMailbox } from '../../contract/model/delegation.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { displayName } from '../../contract/model/person.ts';
import { delegation, queries } from '../bridge.ts';
import { typesetName } from '../ui/format/typography.ts';
import { useToasts } from '../ui/toast.tsx';
import { saveTextsNow } from '../ui/unsaved-texts.ts';

/** The operator is asked again this often what may be entered, what is unopened there, and who holds which mailbox. */
const REFRESH_MS = 60_000;
/** And this often by whom nobody has delegated anything to, and who delegated nothing: most people, on every workstation. */
const SELDOM_MS = 15 * 60_000;

/** Areas whose answers belong to the person or the workstation; every other is the mailbox's in view. */
const ownAreas: ReadonlySet<unknown> = new Set(['app', 'card', 'code', 'doctor', 'settings', 'delegation', 'release']);

export interface Mailboxes {
  readonly all: readonly DelegatedMailbox[];
  /** Null: one's own. */
  readonly current: DelegatedMailbox | null;
  enter(ownerId: AccountId): void;
  leave(): void;
  /** The next one in the side bar, and after the last the own one. */
  next(): void;
}

export function useMailboxes(): Mailboxes {
  const { t } = useTranslation('delegation');
  const client = useQueryClient();
  const { show } = useToasts();
  const [current, setCurrent] = useState<DelegatedMailbox | null>(null);
  const isMoving = useRef(false);
  // What cannot be asked now is asked again; nothing is offered meanwhile that could not be entered anyway.
  const { data } = useQuery({
    ...queries.delegations(),
    refetchInterval: ({ state }) => {
      const { received = [], given = [] } = state.data ?? {};
      return received.length > 0 || given.some((one) => one.state === 'accepted') ? REFRESH_MS : SELDOM_MS;
    },
  });
  const all = data?.mailboxes ?? [];

  const move = useCallback(
    async (go: () => Promise<DelegatedMailbox | null>) => {
      if (isMoving.current) return;
      isMoving.current = true;
      try {
        await saveTextsNow();
        const next = await go();
        forgetMail(client);
        setCurrent(next);
      } catch {
        show({ id: 'mailbox', title: t('notEntered'), text: t('notEnteredText'), lifeMs: 8_000 });
        void client.invalidateQueries({ queryKey: queries.delegations().queryKey });
      } finally {
        isMoving.current = false;
      }
    },
    [client, show, t],
  );
  const leave = useCallback(
    () =>
      void move(async () => {
        await delegation.leave({});
        return null;
      }),
    [move],
  );

  const currentId = current?.owner.accountId ?? null;
  useEffect(
    () =>
      delegation.on('closed', ({ ownerId }) => {
        void client.invalidateQueries({ queryKey: queries.delegations().queryKey });
        if (ownerId !== currentId || !current) return;
        forgetMail(client);
        setCurrent(null);
        const name = typesetName(displayName(current.owner));
        show({ id: 'mailbox', title: t('closed', { name }), text: t('closedText'), lifeMs: 10_000 });
      }),
    [client, current, currentId, show, t],
  );

  const enter = (ownerId: AccountId): void => {
    if (ownerId !== currentId) void move(() => delegation.enter({ ownerId }));
  };
  return {
    all,
    current,
    enter,
    leave,
    next() {
      const place = all.findIndex(({ owner }) => owner.accountId === currentId);
      const following = all[place + 1];
      if (following) enter(following.owner.accountId);
      else if (current) leave();
    },
  };
}

/** Removed, not only outdated: nothing of another's mailbox is drawn again, even for an instant. */
function forgetMail(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => !ownAreas.has(queryKey[0]) });
}
