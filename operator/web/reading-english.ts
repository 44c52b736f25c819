/** The pages of those who read without an account, in English. */
import { sizeIn } from './reading-formats.ts';
import type { ReadingWords } from './reading-words.ts';

const timeZone = 'Europe/Paris';
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone });
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone });

export const readingEnglish: ReadingWords = {
  date: (instant) => dates.format(new Date(instant)),
  day: (instant) => days.format(new Date(instant)),
  size: (bytes) => sizeIn('en-GB', ['B', 'KB', 'MB'], bytes),
  invitation: {
    title: (sender) => `${sender} wrote to you`,
    lead: (sealedAt, address) => `A secure envelope, sealed on ${sealedAt}, for ${address}.`,
    open: 'Open the envelope',
    openNote: (sender) => `The opening is recorded with its date: ${sender} and the other recipients will see it.`,
    until: (day) => `The envelope can be read here until ${day}. Its content is then erased.`,
    stranger: (sender) =>
      `You do not know ${sender}, or this address is not yours? Do not open it, and tell the support named in the message.`,
  },
  letter: {
    lead: (sender, sealedAt) => `From ${sender}, ${sealedAt}`,
    noSubject: '(no title)',
    from: 'From',
    to: 'To',
    cc: 'Copy',
    message: 'Message',
    noText: 'This envelope has no text.',
    onlyHtml: 'Formatted text is not shown here. Ask the sender to write it as plain text.',
    truncated: 'This text is very long: its end is not shown.',
    attachments: (count) => `${count} ${count === 1 ? 'attachment' : 'attachments'}`,
    save: (name) => `Save ${name}`,
    trust: 'What is proven',
    signed: 'Signed with the sender’s professional card; the signature was verified at deposit.',
    unsigned: 'Not signed: the sender was signed in to an account, no card signed this content.',
    sealed: (operator, sealedAt) => `Sealed and timestamped by ${operator} on ${sealedAt}.`,
    opening:
      'Your opening is recorded as made by the link mailed to your address; your identity was not checked otherwise.',
    fingerprint: 'SHA-256 fingerprint of the message',
    timeline: 'History',
    until: (day) => `The content will be erased on ${day}; save what you have to keep.`,
    answerTitle: 'Answer',
    answerByAccount: (sender) =>
      `Create a free account with this address: you will find this envelope in it, and can answer ${sender}.`,
    createAccount: 'Create an account',
    close: 'Close the envelope',
    closeNote: 'On a shared computer, close the envelope before you leave. It closes by itself after 30 minutes.',
  },
  events: {
    deposited: ({ actor }) => `Deposited by ${actor}`,
    sealed: ({ actor }) => `Sealed by ${actor}`,
    notified: ({ recipient }) => `E-mail sent to ${recipient}`,
    delivered: ({ recipient }) => `Delivered to ${recipient}`,
    opened: ({ actor }) => `Opened by ${actor}`,
    'opened-by-delegate': ({ actor, recipient }) => `Opened by ${actor} for ${recipient}`,
    answered: ({ actor }) => `Answered by ${actor}`,
    filed: ({ actor }) => `Filed by ${actor}`,
    expired: () => 'Content erased',
    bounced: ({ recipient }) => `The e-mail to ${recipient} came back`,
  },
  closed: {
    title: 'The envelope is closed',
    lead: 'Nothing of it stays in this browser, but what you saved.',
    lines: ['To open it again, follow the link in the message that you received.'],
  },
  ended: {
    title: 'The envelope has closed',
    lead: 'It closes after 30 minutes without a sign of you, or when you open another.',
    lines: ['To read it again, follow the link in the message that you received.'],
  },
  wrongLink: {
    title: 'This link opens no envelope',
    lead: 'It is incomplete, or a later message has replaced it.',
    lines: [
      'Copy the whole link of the latest message that you received into the address bar.',
      'If that does not help, ask the sender to write to you again.',
    ],
  },
  erased: {
    title: 'The content of this envelope is erased',
    lead: 'Content is kept for three months. There is no copy of it here any more.',
    lines: ['History and proof of sealing stay. Ask the sender to write to you again.'],
  },
};
