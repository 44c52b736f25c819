/** The menu of a row, or of all that is chosen when the row is among them. */
import { useQuery } from '@tanstack/react-query';
import { CheckCheck, MailOpen, UserCheck, UserPlus, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { queries } from '../../bridge.ts';
import { ContextMenu, type Point } from '../../ui/context-menu.tsx';
import { type Act, copyLooks, type Targets } from '../../ui/envelope-acts.ts';
import { changesRow, offeredSteps, useSharedMailbox } from '../../ui/handling.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { useActLooks } from '../../ui/use-act-looks.ts';

const handlingLooks = [
  { act: 'take', icon: UserCheck, keys: 'I' },
  { act: 'assign', icon: UserPlus, keys: 'C' },
  { act: 'settle', icon: CheckCheck, keys: 'D' },
  { act: 'giveBack', icon: UserRound, keys: 'U' },
] as const;

export function RowMenu({
  row,
  targets,
  at,
  onOpen,
  onAct,
  onClose,
}: {
  readonly row: EnvelopeRow | undefined;
  readonly targets: Targets | null;
  readonly at: Point;
  readonly onOpen: () => void;
  readonly onAct: (act: Act, targets: Targets) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('folders');
  const { t: words } = useTranslation('mailbox');
  const { t: copies } = useTranslation('keeping');
  const { data: kept } = useQuery(queries.kept());
  const { t: handling } = useTranslation('handling');
  const shared = useSharedMailbox();
  const looksOf = useActLooks();
  if (!row || !targets) return null;
  const isOne = targets.ids.length === 1;
  // Of many, what can be changed is.
  const offered = offeredSteps(shared, targets);
  const steps = handlingLooks.filter(
    ({ act }) => offered.includes(act) && (!isOne || changesRow(row, act, shared.self)),
  );
  const { place } = row;
  const looks = looksOf({
    allFlagged: targets.allFlagged,
    followed: targets.followed,
    archived: isOne && place === 'archive',
    inBox: isOne && place === null,
  });
  return (
    <ContextMenu
      label={words('rowMenu')}
      at={at}
      commands={[
        ...(isOne ? [{ id: 'open', label: t('actOpen'), icon: <Icon of={MailOpen} />, run: onOpen }] : []),
        ...looks.map(({ act, icon, word, keys }) => ({
          id: act,
          label: t(word),
          icon: <Icon of={icon} />,
          keys: <KeyCap keys={keys} />,
          run: () => onAct(act, targets),
        })),
        ...steps.map(({ act, icon, keys }) => ({
          id: act,
          label: handling(act),
          icon: <Icon of={icon} />,
          keys: <KeyCap keys={keys} />,
          run: () => onAct(act, targets),
        })),
        // A row does not tell what is kept.
        ...copyLooks({ isOne, mayKeep: kept?.allowed ?? false, kept: null }).map(({ act, icon, word, keys }) => ({
          id: act,
          label: copies(word),
          icon: <Icon of={icon} />,
          ...(keys ? { keys: <KeyCap keys={keys} /> } : {}),
          run: () => onAct(act, targets),
        })),
      ]}
      onClose={onClose}
    />
  );
}
