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
      `You often write to ${sender}? A free account at this address keeps your envelopes and your answers.`,
    createAccount: 'Create an account',
    close: 'Close the envelope',
    closeNote: 'On a shared computer, close the envelope before you leave. It closes by itself after 30 minutes.',
  },
  answer: {
    to: 'Recipients',
    toSender: (sender) => `To ${sender} only`,
    toAll: (sender, others) => `To ${sender}, copy to ${others}`,
    text: 'Your answer',
    files: 'Attachments',
    filesHint: '40 MB in all. Each file is scanned before it is sent.',
    send: 'Send the answer',
    sendNote: (sender) =>
      `It is sealed and timestamped. ${sender} sees it as deposited by the link mailed to your address, unsigned.`,
    fromAccount: (sender) => `You have an account at this address now: answer ${sender} from your Medimail mailbox.`,
    notSent: 'Your answer was not sent.',
    filesAgain: 'Your text is kept; choose your files again.',
    failures: {
      empty: 'Write a text, or attach a file.',
      tooLong: 'The text is too long; attach it as a file instead.',
      tooLarge: 'The attachments are larger than 40 MB. Remove some, or answer in several parts.',
      tooMany: 'There are too many attachments: 500 at most.',
      infected: 'A harmful program was found in what you attached. Nothing was sent.',
      later: 'The scanning of files does not answer at the moment. Try again in a few minutes.',
      tooOften: 'You have sent many answers in a short time. Try again a little later.',
      underWay: 'This answer is being sent already. Load the page again in a minute.',
      torn: 'Sending was interrupted. Send again.',
      recipient: (address) => `${address} can receive no envelope here any more.`,
    },
    ended: {
      title: 'Your answer was not sent',
      lead: 'The envelope closed after 30 minutes without activity.',
      lines: ['Copy your text below, follow the link of the message that you received again, and paste it there.'],
    },
    givenTitle: (count) => (count > 1 ? 'Your answers' : 'Your answer'),
    given: (sealedAt) => `Answer of ${sealedAt}`,
    openedBy: (names) => `opened by ${names}`,
    notOpened: 'sealed, not opened yet',
    sealedTitle: 'Your answer is sent and sealed',
    sealedLead: (names, sealedAt) => `For ${names}, ${sealedAt}`,
    recipients: 'Recipients',
    openedOn: (at) => `opened on ${at}`,
    states: {
      sealed: 'sealed',
      notified: 'told by e-mail',
      delivered: 'delivered, not opened yet',
      opened: 'opened',
      'read-receipt': 'read',
      failed: 'not delivered',
      expired: 'erased without being opened',
    },
    byLink: (address) =>
      `Deposited by the invitation link mailed to ${address}, unsigned: the author’s identity was not checked otherwise.`,
    until: (day) => `Its content will be erased on ${day}; the history and the proof remain.`,
    proof: 'Save the proof (ZIP file, with the text and the attachments)',
    back: 'Back to the envelope you received',
  },
  events: {
    deposited: ({ actor }) => `Deposited by ${actor}`,
    sealed: ({ actor }) => `Sealed by ${actor}`,
    notified: ({ recipient }) => `E-mail sent to ${recipient}`,
    delivered: ({ recipient }) => `Delivered to ${recipient}`,
    opened: ({ actor }) => `Opened by ${actor}`,
    'opened-by-delegate': ({ actor, recipient }) => `Opened by ${actor} for ${recipient}`,
    answered: ({ actor }) => `Answered by ${actor}`,
    'absence-answered': ({ recipient }) => `Automatic answer: ${recipient} is absent`,
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
