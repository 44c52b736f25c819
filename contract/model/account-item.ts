/**
 * What a person keeps about her own mailbox, and finds again on each of her workstations: folders and what is filed in
 * them, flags, favourites, groups, models of letters, searches, reminders. Each item is small, stands alone, and is
 * replaced as a whole; of two changes the one that was made later stays, whichever reaches the operator first.
 */
import { z } from 'zod';
import { DirectoryEntry } from './directory.ts';
import { EnvelopeId, Instant } from './ids.ts';
import { EmailAddress } from './person.ts';

/** More than anybody files; what is above is refused. */
export const MAX_ACCOUNT_ITEMS = 250_000;
/** Changes that travel together. */
export const MAX_ITEM_CHANGES = 100;
/** Folders inside folders. */
export const MAX_FOLDER_DEPTH = 5;
export const MAX_FOLDERS = 500;
export const MAX_FOLDER_NAME = 80;
export const MAX_GROUP_MEMBERS = 100;
export const MAX_TEMPLATE_LENGTH = 20_000;
/** Days after which one may ask to be reminded of what is not opened. */
export const MAX_REMINDER_DAYS = 60;

/** Items of the kinds that say much, removed ones included; the others are as many as there are envelopes. */
export const MAX_ITEMS_OF_KIND: Readonly<Record<string, number>> = {
  folder: 2_000,
  favourite: 5_000,
  group: 1_000,
  template: 1_000,
  'saved-search': 1_000,
  preference: 100,
};

const Name = z.string().trim().min(1).max(MAX_FOLDER_NAME);

export const FolderId = z.uuid().brand<'FolderId'>();
export type FolderId = z.infer<typeof FolderId>;

/** A folder of the person's; `parentId` null for one at the top. */
export const Folder = z.object({ name: Name, parentId: FolderId.nullable() });
export type Folder = z.infer<typeof Folder>;

/** Where a person put an envelope: in the archive or in a folder; without a placement it is where it arrived. */
export const FilingPlace = z.union([z.literal('archive'), FolderId]);
export type FilingPlace = z.infer<typeof FilingPlace>;

/** A member of a group, as the person knows it. */
export const GroupMember = z.object({ address: EmailAddress, name: z.string().max(200) });
export type GroupMember = z.infer<typeof GroupMember>;

/** People written to together. */
export const Group = z.object({ name: Name, members: z.array(GroupMember).max(MAX_GROUP_MEMBERS) });
export type Group = z.infer<typeof Group>;

/** A letter to begin with; fields stand in it between double braces. */
export const LetterTemplate = z.object({
  name: Name,
  subject: z.string().max(998),
  text: z.string().max(MAX_TEMPLATE_LENGTH),
  /** Its place among the others, lowest first; those without one come last, by name. */
  rank: z.number().int().min(0).max(10_000).optional(),
});
export type LetterTemplate = z.infer<typeof LetterTemplate>;

/** A search under a name, as it was typed. */
export const SavedSearch = z.object({ name: Name, text: z.string().min(1).max(500) });
export type SavedSearch = z.infer<typeof SavedSearch>;

/**
 * An envelope to be looked at again from an instant on. `opened`: it ends by itself once all recipients have opened;
 * `done`: only the person ends it.
 */
export const Reminder = z.object({ at: Instant, until: z.enum(['opened', 'done']).default('opened') });
export type Reminder = z.infer<typeof Reminder>;

/** Days after sealing, for what is not opened by then. */
export const ReminderDays = z.number().int().min(1).max(MAX_REMINDER_DAYS);

/** An item as it stands; its value is null once it is removed. */
export const AccountItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), id: FolderId, value: Folder.nullable() }),
  z.object({ kind: z.literal('placement'), id: EnvelopeId, value: z.object({ place: FilingPlace }).nullable() }),
  z.object({ kind: z.literal('flag'), id: EnvelopeId, value: z.object({ since: Instant }).nullable() }),
  /** The entry as it was when it was chosen, so that it can be shown without network. */
  z.object({ kind: z.literal('favourite'), id: EmailAddress, value: z.object({ entry: DirectoryEntry }).nullable() }),
  z.object({ kind: z.literal('group'), id: z.uuid(), value: Group.nullable() }),
  z.object({ kind: z.literal('template'), id: z.uuid(), value: LetterTemplate.nullable() }),
  z.object({ kind: z.literal('saved-search'), id: z.uuid(), value: SavedSearch.nullable() }),
  z.object({ kind: z.literal('reminder'), id: EnvelopeId, value: Reminder.nullable() }),
  /** What new letters begin with, wherever they are written. */
  z.object({
    kind: z.literal('preference'),
    id: z.literal('remind-unopened'),
    value: z.object({ days: ReminderDays }).nullable(),
  }),
]);
export type AccountItem = z.infer<typeof AccountItem>;

export type ItemKind = AccountItem['kind'];
export type ItemOf<K extends ItemKind> = Extract<AccountItem, { kind: K }>;

export type ItemValue<K extends ItemKind> = NonNullable<ItemOf<K>['value']>;

/** A change, with when the person made it by the workstation's idea of the operator's clock. */
export const AccountItemChange = z.object({ item: AccountItem, changedAt: Instant }).strict();
export type AccountItemChange = z.infer<typeof AccountItemChange>;
