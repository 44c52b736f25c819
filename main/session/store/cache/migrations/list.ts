import type { Migration } from '../../migration.ts';
import { createCache } from './0010-create-cache.ts';
import { addStatedHeaders } from './0020-add-stated-headers.ts';
import { orderPeopleByMeeting } from './0030-order-people-by-meeting.ts';
import { createSearch } from './0040-create-search.ts';
import { orderEventsByTime } from './0050-order-events-by-time.ts';
import { fileEnvelopes } from './0060-file-envelopes.ts';
import { readAttachments } from './0080-read-attachments.ts';
import { keepLess } from './0096-keep-less.ts';
import { followEnvelopes } from './0098-follow-envelopes.ts';
import { searchFolders } from './0099-search-folders.ts';
import { tellAbsences } from './0100-tell-absences.ts';
import { handleTogether } from './0101-handle-together.ts';
import { filterHandled } from './0102-filter-handled.ts';
import { orderWaitingHandling } from './0103-order-waiting-handling.ts';
import { searchHandling } from './0104-search-handling.ts';

/** Oldest first. */
export const cacheMigrations: readonly Migration[] = [
  createCache,
  addStatedHeaders,
  orderPeopleByMeeting,
  createSearch,
  orderEventsByTime,
  fileEnvelopes,
  readAttachments,
  keepLess,
  followEnvelopes,
  searchFolders,
  tellAbsences,
  handleTogether,
  filterHandled,
  orderWaitingHandling,
  searchHandling,
];
