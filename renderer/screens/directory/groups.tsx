/** Groups: making one of the people who are chosen, adding to one, and what one holds. */
import { useQuery } from '@tanstack/react-query';
import { Pencil, SquarePen, Trash2, Users, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupView } from '../../../contract/ipc/people.contract.ts';
import { type Group, type GroupMember, MAX_GROUP_MEMBERS } from '../../../contract/model/account-item.ts';
import { people, queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';

/** Changes groups; what cannot be changed is told. */
function useGroups() {
  const { show } = useToasts();
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (failure) {
      show({ id: 'group', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 });
      return false;
    }
  };
  return {
    save: ({ id, ...group }: GroupView) => attempt(() => people.saveGroup({ groupId: id, group })),
    remove: ({ id }: GroupView) => attempt(() => people.removeGroup({ groupId: id })),
  };
}

/** The chosen people into a group that is there, or into a new one. */
export function AddToGroup({ chosen }: { readonly chosen: readonly GroupMember[] }): ReactNode {
  const { t } = useTranslation('directory');
  const { show } = useToasts();
  const { data } = useQuery(queries.people());
  const { save } = useGroups();
  const [names, setNames] = useState(false);
  const add = async (group: GroupView): Promise<void> => {
    const members = [...new Map([...group.members, ...chosen].map((one) => [one.address, one])).values()];
    if (members.length > MAX_GROUP_MEMBERS) {
      show({ id: 'group', title: t('groupFull', { limit: MAX_GROUP_MEMBERS }), lifeMs: 6_000 });
    } else if (await save({ ...group, members })) {
      show({ id: 'group', title: t('addedToGroup', { name: group.name }), lifeMs: 4_000 });
    }
  };
  const commands = [
    ...(data?.groups ?? []).map((group) => ({
      id: group.id,
      label: group.name,
      icon: <Icon of={Users} />,
      run: () => void add(group),
    })),
    { id: 'new', label: t('newGroup'), icon: <Icon of={Users} />, run: () => setNames(true) },
  ];
  return (
    <>
      <MenuButton
        label={t('addToGroup')}
        button={<Button icon={<Icon of={Users} />}>{t('addToGroup')}</Button>}
        commands={commands}
      />
      {names ? (
        <NameDialog
          title={t('newGroupTitle')}
          group={{ name: '', members: [...chosen].slice(0, MAX_GROUP_MEMBERS) }}
          groupId={null}
          onClose={() => setNames(false)}
        />
      ) : null}
    </>
  );
}

/** Asks for the name of a group, new or not. */
function NameDialog({
  title,
  group,
  groupId,
  onClose,
}: {
  readonly title: string;
  readonly group: Group;
  readonly groupId: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('directory');
  const { t: ui } = useTranslation('ui');
  const { show } = useToasts();
  const [name, setName] = useState(group.name);
  const task = useTask();
  const isNamed = name.trim() !== '' && name.trim().length <= 80;
  const save = async (): Promise<void> => {
    const named = { ...group, name: name.trim() };
    if (!(await task.run(() => people.saveGroup({ groupId, group: named })))) return;
    show({ id: 'group', title: t('groupSaved', { name: named.name }), lifeMs: 4_000 });
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed) void save();
        }}
      >
        <TextField label={t('groupName')} value={name} onChange={setName} autoFocus />
        {task.error ? <ErrorNotice error={task.error} /> : null}
        <DialogActions>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button kind="primary" type="submit" isDisabled={!isNamed || task.pending}>
            {t('saveGroup')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** One group beside the list: its members, writing to all of them, and what may be changed. */
export function GroupPanel({
  group,
  onWrite,
  onLeave,
}: {
  readonly group: GroupView;
  readonly onWrite: (members: readonly GroupMember[]) => void;
  readonly onLeave: () => void;
}): ReactNode {
  const { t } = useTranslation('directory');
  const { show, dismiss } = useToasts();
  const { save, remove } = useGroups();
  const [renames, setRenames] = useState(false);
  const undo = async (): Promise<void> => {
    dismiss('group-removed');
    await save(group);
  };
  const drop = async (): Promise<void> => {
    if (!(await remove(group))) return;
    onLeave();
    show({
      id: 'group-removed',
      title: t('groupRemoved', { name: group.name }),
      action: (
        <Button size="small" onPress={() => void undo()}>
          {t('undo')}
        </Button>
      ),
      lifeMs: 10_000,
    });
  };
  return (
    <div className="directory-several">
      <div className="row">
        <h2 className="directory-entry-name grow">{group.name}</h2>
        <IconButton
          label={t('renameGroup')}
          icon={<Icon of={Pencil} size="small" />}
          onPress={() => setRenames(true)}
        />
        <IconButton label={t('removeGroup')} icon={<Icon of={Trash2} size="small" />} onPress={() => void drop()} />
      </div>
      <Button
        kind="primary"
        className="directory-write"
        icon={<Icon of={SquarePen} />}
        isDisabled={group.members.length === 0}
        onPress={() => onWrite(group.members)}
      >
        {t('writeGroup')}
      </Button>
      {group.members.length === 0 ? <p className="muted">{t('groupEmpty')}</p> : null}
      <ul className="directory-several-list">
        {group.members.map((member) => (
          <li key={member.address} className="row">
            <span className="grow">
              <span className="ellipsis">{typesetName(member.name)}</span>
              <span className="caption ellipsis">{member.address}</span>
            </span>
            <IconButton
              label={t('leaveGroup', { name: member.name })}
              icon={<Icon of={X} size="small" />}
              onPress={() => void save({ ...group, members: group.members.filter((other) => other !== member) })}
            />
          </li>
        ))}
      </ul>
      {renames ? (
        <NameDialog title={t('renameGroup')} group={group} groupId={group.id} onClose={() => setRenames(false)} />
      ) : null}
    </div>
  );
}
