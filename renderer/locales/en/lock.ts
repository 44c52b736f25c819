import type { lock as model } from '../fr/lock.ts';
import type { Translation } from '../translation.ts';

export const lock: Translation<typeof model> = {
  doctor: 'Card reader check-up',
  title: 'Locked',
  insert: 'Insert the card of {{person}} to resume',
  resume: '{{person}}, type your PIN to resume',
  anotherCard: 'This card belongs to {{other}}. Insert that of {{person}}.',
  noReader: 'No reader: plug it in again to resume',
  noService: 'The card service does not answer',
  reading: 'Reading the card…',
  reasonCardRemoved: 'Card removed at {{time}}. Nothing is readable on this workstation.',
  reasonRequested: 'Locked at {{time}}. Nothing is readable on this workstation.',
  reasonIdle: 'Locked at {{time}} for lack of activity. Nothing is readable on this workstation.',
  reasonSystem: 'Locked at {{time}} with the workstation. Nothing is readable here.',
  reasonSessionEnded: 'Session ended at {{time}}. Nothing is readable on this workstation.',
  resumeByCode: '{{person}}, resume with your password and a code',
  reasonCodeEnded:
    'Session ended at {{time}}: the operator asks for another code. Nothing is readable on this workstation.',
  kept: 'Your place is kept.',
  keptDrafts_one: 'Your place is kept: {{count}} draft saved.',
  keptDrafts_other: 'Your place is kept: {{count}} drafts saved.',
  keptUnsent_one: 'Your place is kept: {{count}} envelope waiting to leave.',
  keptUnsent_other: 'Your place is kept: {{count}} envelopes waiting to leave.',
  keptBoth: 'Your place is kept: {{drafts}}, {{unsent}}.',
  partDrafts_one: '{{count}} draft saved',
  partDrafts_other: '{{count}} drafts saved',
  partUnsent_one: '{{count}} envelope waiting to leave',
  partUnsent_other: '{{count}} envelopes waiting to leave',
  otherUser: 'Another user',
  open: 'Resume',
  otherUserTitle: 'Change user?',
  otherUserText_one:
    '{{count}} envelope of {{person}} has not left yet. It stays encrypted on this workstation and leaves at their next sign-in here.',
  otherUserText_other:
    '{{count}} envelopes of {{person}} have not left yet. They stay encrypted on this workstation and leave at their next sign-in here.',
  otherUserGo: 'Change user',
};
