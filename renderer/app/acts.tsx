/** What is done with envelopes from anywhere in the window: by key, button, menu or drop; and the choice of a folder. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Inbox } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListName } from '../../contract/ipc/mailbox.contract.ts';
import type { FilingPlace, FolderId } from '../../contract/model/account-item.ts';
import type { Holder } from '../../contract/model/handling.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { queries } from '../bridge.ts';
import type { MailboxListHandle } from '../screens/mailbox/list-props.ts';
import { useActing } from '../ui/acting.tsx';
import { type Act, type HandlingAct, type Targets, targetsOfRow } from '../ui/envelope-acts.ts';
import type { FolderActs } from '../ui/folders/folder-acts.ts';
import { FolderPicker } from '../ui/folders/folder-picker.tsx';
import { offeredSteps, useSharedMailbox } from '../ui/handling.tsx';
import { Icon } from '../ui/icon.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { useFiling } from './filing.ts';
import { useHandlingActs } from './handling.tsx';
import type { KeepingActs } from './keeping-acts.tsx';
import { actChanges, leavesList } from './lists.ts';
import type { ExportActs } from './paper/exporting.tsx';
import type { Printing } from './paper/printing.tsx';
import { RemindDialog } from './remind-dialog.tsx';

export interface Acts {
  act(act: Act, targets: Targets): void;
  /** The act on what is chosen in the list, or else on the envelope before the person. */
  actHere(act: Act): void;
  file(targets: Targets, place: FilingPlace | null): void;
  flag(targets: Targets): void;
  /** Asks which folder to go to. */
  goToFolder(): void;
  /** The choice that is asked for, if any. */
  readonly dialog: ReactNode;
}

export interface ActsParts {
  /** The list in view; null where none is. */
  readonly shown: ListName | null;
  readonly list: RefObject<MailboxListHandle | null>;
  /** The envelope that is open, from the list or from the search. */
  readonly openId: EnvelopeId | null;
  readonly folderActs: FolderActs;
  readonly onFolder: (folderId: FolderId) => void;
  readonly printing: Pick<Printing, 'envelope'>;
  readonly exporting: Pick<ExportActs, 'start'>;
  readonly keeping: Pick<KeepingActs, 'keep' | 'release'>;
}

type Asked = { readonly kind: 'file' | 'remind' | 'assign'; readonly targets: Targets } | { readonly kind: 'go' };

export function useActs(parts: ActsParts): Acts {
  const { shown, list, openId, folderActs, onFolder } = parts;
  const { t } = useTranslation('folders');
  const client = useQueryClient();
  const filing = useFiling();
  const handling = useHandlingActs();
  const shared = useSharedMailbox();
  const mayRemind = useActing() === null;
  const { data } = useQuery(queries.folders());
  const [asked, setAsked] = useState<Asked | null>(null);

  const file = async (targets: Targets, place: FilingPlace | null): Promise<void> => {
    const goOn = shown && leavesList(shown, place) ? list.current?.leaving(targets.ids) : () => list.current?.clear();
    if (await filing.file(targets, place)) goOn?.();
  };
  const flag = async (targets: Targets): Promise<void> => {
    const goOn = shown === 'flagged' && targets.allFlagged ? list.current?.leaving(targets.ids) : undefined;
    if (await filing.flag(targets)) goOn?.();
  };
  const remind = async (targets: Targets, at: Date | null): Promise<void> => {
    if (!mayRemind) return;
    const goOn = shown === 'followed' && at === null ? list.current?.leaving(targets.ids) : () => list.current?.clear();
    if (await filing.remind(targets, at)) goOn?.();
  };
  const handle = async (kind: HandlingAct, targets: Targets, whom: Holder | null): Promise<void> => {
    if (await handling.step(kind, targets, whom)) list.current?.clear();
  };
  const act = (kind: Act, targets: Targets): void => {
    switch (kind) {
      case 'archive':
        void file(targets, 'archive');
        break;
      case 'putBack':
        void file(targets, null);
        break;
      case 'flag':
        void flag(targets);
        break;
      case 'done':
        if (targets.followed) void remind(targets, null);
        break;
      case 'remind':
        // Reminders are kept for oneself alone: in another's mailbox the key does nothing.
        if (mayRemind) setAsked({ kind: 'remind', targets });
        break;
      case 'take':
      case 'settle':
      case 'giveBack':
        // Keys for what is not offered do nothing.
        if (offeredSteps(shared, targets).includes(kind)) void handle(kind, targets, null);
        break;
      case 'assign':
        if (offeredSteps(shared, targets).includes(kind)) setAsked({ kind, targets });
        break;
      case 'file':
        setAsked({ kind: 'file', targets });
        break;
      case 'print':
        if (targets.ids[0]) parts.printing.envelope(targets.ids[0]);
        break;
      case 'export':
        parts.exporting.start(targets.ids);
        break;
      case 'keep':
        parts.keeping.keep(targets.ids);
        break;
      case 'release':
        parts.keeping.release(targets.ids);
    }
  };
  /** The open envelope, as its conversation knows it. */
  const openTargets = (): Targets | null => {
    if (!openId) return null;
    const rows = client.getQueryData(queries.conversation(openId).queryKey)?.rows ?? [];
    const row = rows.find(({ id }) => id === openId);
    return row ? targetsOfRow(row) : { ids: [openId], allFlagged: false, followed: false, sent: false, handled: false };
  };
  return {
    act,
    actHere: (kind) => {
      if (shown && !actChanges(shown, kind)) return;
      const targets = (shown ? list.current?.targets() : null) ?? openTargets();
      if (targets) act(kind, targets);
    },
    file: (targets, place) => void file(targets, place),
    flag: (targets) => void flag(targets),
    goToFolder: () => setAsked({ kind: 'go' }),
    dialog:
      asked?.kind === 'remind' ? (
        <RemindDialog
          targets={asked.targets}
          onChoose={(at) => {
            setAsked(null);
            void remind(asked.targets, at);
          }}
          onClose={() => setAsked(null)}
        />
      ) : asked?.kind === 'assign' ? (
        <AssignDialog
          targets={asked.targets}
          onChoose={(whom) => {
            setAsked(null);
            void handle('assign', asked.targets, whom);
          }}
          onClose={() => setAsked(null)}
        />
      ) : asked ? (
        <FolderPicker
          title={asked.kind === 'go' ? t('goTitle') : t('fileTitle', { count: asked.targets.ids.length })}
          folders={data?.folders ?? []}
          others={asked.kind === 'go' ? [] : otherPlaces(asked.targets)}
          isOffered={(folder) => asked.kind === 'go' || folder.id !== shown}
          onFolder={(folderId) => (asked.kind === 'go' ? onFolder(folderId) : void file(asked.targets, folderId))}
          {...(asked.kind === 'file' ? { onCreate: (name: string) => folderActs.create(name, null) } : {})}
          onClose={() => setAsked(null)}
        />
      ) : null,
  };

  function otherPlaces(targets: Targets) {
    const box = targets.ids.length === 1 ? t('box') : t('boxes');
    const places = [
      { act: 'archive', label: t('archive'), icon: <Icon of={Archive} /> },
      { act: 'putBack', label: box, icon: <Icon of={Inbox} /> },
    ] as const;
    return places
      .filter((place) => !shown || actChanges(shown, place.act))
      .map(({ act: kind, label, icon }) => ({ label, icon, run: () => act(kind, targets) }));
  }
}
