import type { passkeys as model } from '../fr/passkeys.ts';
import type { Translation } from '../translation.ts';

export const passkeys: Translation<typeof model> = {
  title: 'Passkey',
  use: 'Use a passkey',
  waiting: 'Answer in your browser',
  waitingText:
    'Medimail has opened a page of the operator’s there. Your passkey answers by fingerprint, face or code, and the page leads back here. {{delay}} left.',
  notOpened:
    'Nothing opened? Open the page again. If it does not lead back here, use a code: of your application, or a recovery code.',
  notOpenedAlone:
    'Nothing opened? Open the page again. If it does not lead back here, this workstation cannot add a passkey.',
  showAgain: 'Open the page again',
  over: 'Time is up',
  again: 'Start again',
  checking: 'Checking…',
  codeInstead: 'Type a code instead',
  passwordFirst: 'Type the password first.',
  text: 'A phone, a computer or a security key answers in place of the emailed code, and answers to your operator’s own page alone: no imitation can use it.',
  none: 'No passkey.',
  add: 'Add a passkey',
  full_one: '{{count}} passkey at most.',
  full_other: '{{count}} passkeys at most.',
  lost: 'All your passkeys lost? A recovery code still opens; without any, ask your regional agency.',
  addedAt: 'added {{time}}',
  usedAt: 'used {{time}}',
  neverUsed: 'never used',
  remove: 'Remove the passkey {{name}}',
  removeTitle: 'Remove the passkey “{{name}}”?',
  removeText: 'It will no longer open this account. The other sessions will be ended, and an email will confirm it.',
  removeLast:
    'It is the last one: your sign-in codes will come by email again, and the recovery codes will serve no more. The other sessions will be ended.',
  removed: 'Passkey removed',
  addTitle: 'Add a passkey',
  addText:
    'It is made in your browser. From then on no code is emailed, the other sessions are ended, and an email confirms it.',
  addGo: 'Continue in the browser',
  name: 'Name of the passkey',
  nameHint: 'to know it by in the list',
  nameDefault: 'Passkey {{number}}',
  makeTitle: 'Make the passkey in your browser',
  added: 'Passkey added',
};
