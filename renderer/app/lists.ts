/** Lists and the places that show them. Pure. */
import { MAX_KEPT_ORDERS, type Place } from '../../contract/ipc/app.contract.ts';
import type { ListName, RowOrder } from '../../contract/ipc/mailbox.contract.ts';
import type { FilingPlace } from '../../contract/model/account-item.ts';
import type { Act } from '../ui/envelope-acts.ts';

type Ordered = Place['orders'][number];

const boxes = ['received', 'sent', 'archive', 'flagged', 'followed'] as const;

type BoxList = (typeof boxes)[number];

/** The list as one of the boxes that everybody has; null for a folder. */
export function boxListOf(list: ListName): BoxList | null {
  return boxes.find((box) => box === list) ?? null;
}

/** The list that a place shows; null where it shows none. */
export function listOf(place: Place): ListName | null {
  if (place.screen === 'folder') return place.folderId;
  return boxes.find((box) => box === place.screen) ?? null;
}

/** The place that shows a list. */
export function placeOf(list: ListName): Pick<Place, 'screen' | 'folderId'> {
  const box = boxListOf(list);
  return box ? { screen: box, folderId: null } : { screen: 'folder', folderId: list as Place['folderId'] };
}

/** How a list is sorted: newest first unless it was told otherwise. */
export function orderOf(orders: readonly Ordered[], list: ListName): RowOrder {
  return orders.find((one) => one.list === list)?.order ?? 'newest';
}

/** Orders with that of one list changed; the usual one need not be kept. */
export function withOrder(orders: readonly Ordered[], list: ListName, order: RowOrder): Ordered[] {
  const others = orders.filter((one) => one.list !== list);
  return order === 'newest' ? others : [...others, { list, order }].slice(-MAX_KEPT_ORDERS);
}

/** Whether envelopes that are put somewhere are no longer in a list. */
export function leavesList(list: ListName, place: FilingPlace | null): boolean {
  if (list === 'flagged' || list === 'followed') return false;
  if (list === 'received' || list === 'sent') return place !== null;
  return place !== list;
}

/** Whether an act does anything to what is in a list: the archive is not archived again. */
export function actChanges(list: ListName, act: Act): boolean {
  const isGathered = list === 'flagged' || list === 'followed';
  if (act === 'archive') return leavesList(list, 'archive') || isGathered;
  if (act === 'putBack') return leavesList(list, null) || isGathered;
  return true;
}
