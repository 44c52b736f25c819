import type { drafts as model } from '../fr/drafts.ts';
import type { Translation } from '../translation.ts';

export const drafts: Translation<typeof model> = {
  title: 'Drafts',
  total_one: '{{count}} draft, on all your workstations',
  total_other: '{{count}} drafts, on all your workstations',
  totalHere_one: '{{count}} draft, encrypted on this workstation',
  totalHere_other: '{{count}} drafts, encrypted on this workstation',
  noRecipient: 'no recipient',
  noSubject: 'No subject',
  savedAt: 'saved {{time}}',
  attachments_one: '{{count}} attachment',
  attachments_other: '{{count}} attachments',
  nothingOpen: 'No draft open',
  emptyTitle: 'No draft',
  emptyText:
    'What you write is saved by itself within two seconds, encrypted on this workstation, and found again on your other ones.',
  emptyTextHere: 'What you write is saved by itself within two seconds, encrypted on this workstation.',
  compose: 'Write an envelope',
  list: 'List of drafts',
  attachmentsElsewhere: ', some of them on workstation {{workstation}}',
  copyTitle: 'Copy from workstation {{workstation}}',
  copyOf: 'copy from workstation {{workstation}}',
  'copyWhy-changed':
    'This draft was changed on two workstations at once. What was written on workstation {{workstation}} is here; the other version stayed among the drafts.',
  'copyWhy-left':
    'The letter left from another workstation without these words, written on workstation {{workstation}}. Use them in a new letter, or discard this copy.',
  'copyWhy-discarded':
    'This draft was discarded on another workstation. What had just been written on workstation {{workstation}} is kept here.',
  beingWritten: 'Being written on workstation {{workstation}}',
  beingWrittenShort: 'being written on workstation {{workstation}}',
  beingWrittenText: 'If you write here at the same time nothing is lost: there will be two drafts.',
  fromWorkstation: 'written on workstation {{workstation}}',
  writtenBy: 'Written on workstation {{workstation}}, {{when}}',
  onlyHere: 'This draft stays on this workstation',
  onlyHereShort: 'on this workstation only',
  'onlyHere-too-large': 'It is too long to be shared with your other workstations.',
  'onlyHere-too-many': 'Your workstations share all that one account can share already: discard some drafts.',
  'onlyHere-refused': 'The operator did not take it. It will be offered again at the next change.',
  'onlyHere-untouched':
    'Nobody has touched it for 90 days: the operator keeps it no longer. Change it to share it again.',
};
