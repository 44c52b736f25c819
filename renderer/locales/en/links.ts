import type { links as model } from '../fr/links.ts';
import type { Translation } from '../translation.ts';

export const links: Translation<typeof model> = {
  waits: 'A link waits',
  waitsText: 'It opens once you have opened your mailbox.',
  drop: 'Give it up',
  refused: 'This link was not followed',
  refusedText: 'It names neither a letter to write nor an envelope.',
  passkeyUnasked: 'You answered somebody else’s request',
  passkeyUnaskedText:
    'Your passkey answered on a page that Medimail did not open here. Nothing was opened. If a link was sent to you, somebody probably knows your password: choose another one.',
  missing: 'This envelope is not in your mailbox',
  missingText: 'It is somebody else’s, or has not reached this workstation yet.',
  openTitle: 'Open the envelope from {{who}}?',
  openText: 'A link names it, and you have not opened it yet. Its sender will know that you open it.',
  open: 'Open',
  notNow: 'Not now',
  begun: 'This letter comes from a link',
  begunText: 'Read recipients, subject and text again: the page where you clicked wrote them.',
  never_one: 'You have never written to {{who}}',
  never_other: 'You have never written to {{who}}',
  unknown_one: 'Medimail does not know whether you have written to {{who}} before',
  unknown_other: 'Medimail does not know whether you have written to {{who}} before',
  neverText: 'The address comes from the link that you followed. Check it before you write anything.',
  partial: 'The rest of what the link asked for is left out.',
};
