import { describe, expect, it } from 'vitest';
import type { FolderView } from '../../contract/ipc/folder.contract.ts';
import { FolderId } from '../../contract/model/account-item.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { actChanges, leavesList, listOf, orderOf, placeOf, withOrder } from '../../renderer/app/lists.ts';
import { mayMove, nodesOf, pathOf } from '../../renderer/ui/folders/folder-nodes.ts';

const id = (number: number) => FolderId.parse(`00000000-0000-4000-8000-00000000000${number}`);
const view = (number: number, parent: number | null, depth: number): FolderView => ({
  id: id(number),
  name: `Dossier ${number}`,
  parentId: parent === null ? null : id(parent),
  depth,
  total: 0,
  unopened: 0,
});
const ENVELOPE = '0190b3c4-1000-7007-8000-000000000007';
const folders = [view(1, null, 0), view(2, 1, 1), view(3, 2, 2), view(4, null, 0)];

describe('folders as a tree', () => {
  it('stand in their parents, in the order given; one whose parent is not here stands at the top', () => {
    const [first, last] = nodesOf(folders);
    expect(first?.children[0]?.children[0]?.id).toBe(id(3));
    expect(last?.id).toBe(id(4));
    expect(nodesOf([view(3, 2, 2)]).map((node) => node.id)).toEqual([id(3)]);
  });

  it('are told with those around them', () => {
    expect(pathOf(folders, id(3)).map(({ name }) => name)).toEqual(['Dossier 1', 'Dossier 2', 'Dossier 3']);
    expect(pathOf(folders, id(9))).toEqual([]);
    // Two workstations may have put each into the other: it ends.
    expect(pathOf([view(1, 2, 0), view(2, 1, 0)], id(1))).toHaveLength(2);
  });

  it('go neither into themselves, nor into what is in them, nor where they are', () => {
    expect(mayMove(folders, id(1), id(1))).toBe(false);
    expect(mayMove(folders, id(1), id(3))).toBe(false);
    expect(mayMove(folders, id(2), id(1))).toBe(false);
    expect(mayMove(folders, id(1), null)).toBe(false);
    expect(mayMove(folders, id(2), null)).toBe(true);
    expect(mayMove(folders, id(3), id(4))).toBe(true);
  });
});

describe('lists and places', () => {
  const nothing = { envelopeId: null, draftId: null, orders: [] };

  it('name one another', () => {
    for (const list of ['received', 'sent', 'archive', 'flagged', id(1)] as const) {
      expect(listOf({ ...nothing, ...placeOf(list) })).toBe(list);
    }
    expect(listOf({ ...nothing, screen: 'settings', folderId: null })).toBeNull();
    expect(listOf({ ...nothing, screen: 'proof', folderId: null, envelopeId: EnvelopeId.parse(ENVELOPE) })).toBeNull();
  });

  it('keep an order each, and nothing of the usual one', () => {
    const orders = withOrder(withOrder([], 'sent', 'who'), id(1), 'oldest');
    expect(orderOf(orders, 'sent')).toBe('who');
    expect(orderOf(orders, 'received')).toBe('newest');
    expect(withOrder(orders, 'sent', 'newest')).toEqual([{ list: id(1), order: 'oldest' }]);
  });

  it('lose what is put elsewhere, but the flagged lose nothing by it', () => {
    expect(leavesList('received', 'archive')).toBe(true);
    expect(leavesList('received', null)).toBe(false);
    expect(leavesList('archive', null)).toBe(true);
    expect(leavesList(id(1), id(1))).toBe(false);
    expect(leavesList('flagged', id(1))).toBe(false);
    expect(actChanges('archive', 'archive')).toBe(false);
    expect(actChanges('received', 'putBack')).toBe(false);
    expect(actChanges('flagged', 'putBack')).toBe(true);
    expect(actChanges(id(1), 'archive')).toBe(true);
  });
});
