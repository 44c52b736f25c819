import type { drafts as model } from '../fr/drafts.ts';
import type { Translation } from '../translation.ts';

export const drafts: Translation<typeof model> = {
  title: 'Drafts',
  total_one: '{{count}} draft, encrypted on this workstation',
  total_other: '{{count}} drafts, encrypted on this workstation',
  noRecipient: 'no recipient',
  noSubject: 'No subject',
  savedAt: 'saved {{time}}',
  attachments_one: '{{count}} attachment',
  attachments_other: '{{count}} attachments',
  nothingOpen: 'No draft open',
  emptyTitle: 'No draft',
  emptyText: 'What you write is saved by itself within two seconds, encrypted on this workstation.',
  compose: 'Write an envelope',
  list: 'List of drafts',
};
