/** The pages in English. */
import type { Words } from './words.ts';

const missing = 'This field is compulsory.';

export const english: Words = {
  page: { brand: 'Medimail', otherLanguage: 'Français', footer: 'Medimail, secure messaging for health professionals' },
  compulsory: 'Fields marked with a red bar are compulsory.',
  correct: 'Some fields need correcting',
  choose: 'Choose…',
  yes: 'Yes',
  no: 'No',
  send: 'Send',
  stepOne: 'Step 1 of 2',
  stepTwo: 'Step 2 of 2',
  parts: { authentication: 'Authentication', identification: 'Identity and practice', location: 'Location' },
  kinds: { health: 'Health', social: 'Social', administrative: 'Administrative' },
  fields: {
    address: { label: 'Professional e-mail address', hint: 'Your access codes and notifications will arrive there.' },
    password: { label: 'Password' },
    confirmation: { label: 'Password, again' },
    rpps: { label: 'RPPS', hint: 'Eleven digits, on your card. Compulsory in health, unless ADELI.' },
    adeli: { label: 'ADELI', hint: 'Nine characters, if you have no RPPS.' },
    familyName: { label: 'Name' },
    givenName: { label: 'First name' },
    organisation: { label: 'Organisation', hint: 'Practice or structure. Compulsory unless you practise privately.' },
    privatePractice: { label: 'Practising privately' },
    profession: { label: 'Profession' },
    address1: { label: 'Address (1)', hint: 'Number and street.' },
    address2: { label: 'Address (2)', hint: 'Building, floor, box.' },
    postcode: { label: 'Postcode' },
    town: { label: 'Town' },
    region: { label: 'Region' },
    department: { label: 'Department' },
    phone1: { label: 'Telephone (1)', hint: 'Ten digits, for example 04 94 00 00 00.' },
    phone2: { label: 'Telephone (2)' },
  },
  passwordHint: (minLength) =>
    `At least ${minLength} characters, letters and digits, with a capital or a character that is neither letter nor digit.`,
  passwordRules: {
    'too-short': (minLength) => `It needs at least ${minLength} characters.`,
    'too-long': () => 'It has more than 256 characters.',
    'no-letter': () => 'It needs a letter.',
    'no-digit': () => 'It needs a digit.',
    'no-capital-or-symbol': () => 'It needs a capital, or a character that is neither letter nor digit.',
  },
  confirmationDiffers: 'The two passwords differ.',
  missing,
  addressInvalid: 'This address is not complete, for example name@practice.fr.',
  nameInvalid: 'This name cannot hold the signs < and >.',
  reasons: {
    missing,
    invalid: 'This field does not have the expected form.',
    'check-digit': 'The check digit is wrong: a digit was probably miscopied.',
    'rpps-or-adeli': 'A health profession gives its RPPS number, or else its ADELI number.',
    'only-health': 'Health professions alone have this number; the chosen one is not among them.',
    'not-in-list': 'Choose a line of the list.',
    'not-of-postcode': 'This is not the department of the postcode.',
    'not-of-department': 'This is not the region of the department.',
  },
  particular: {
    'rpps invalid': 'An RPPS number has eleven digits.',
    'adeli invalid': 'An ADELI number has nine characters: the department, then seven digits.',
    'postcode invalid': 'A French postcode has five digits, and begins with those of a department.',
    'phone1 invalid': 'A French number has ten digits and begins with 0, or with +33.',
    'phone2 invalid': 'A French number has ten digits and begins with 0, or with +33.',
    'organisation missing': 'Unless you practise privately, the name of the structure is compulsory.',
  },
  identifierTaken: 'This number has an account already. Ask your regional agency’s support.',
  start: {
    title: 'Create a Medimail account',
    lead: 'Free, without changing your address. A link is mailed to check that the address is yours.',
  },
  startNote: 'You will receive a link that is good for 24 hours.',
  sent: {
    title: 'Look at your mail',
    lead: 'A message has just left for the address that you gave.',
    lines: [
      'Follow the link in it to finish your registration. It serves once, for 24 hours.',
      'Nothing arrives? Look among the unwanted mail, then start again.',
    ],
  },
  finish: {
    title: 'Finish your registration',
    lead: 'Your regional agency checks what you state; it is then listed in the directory.',
  },
  finishNote: 'Validation takes 24 to 48 hours. Until then you can open what you receive and answer it.',
  created: {
    title: 'Your account is created',
    lead: 'You can open the envelopes that you receive, and answer their sender, from now on.',
    lines: [
      'Your regional agency validates the account within 24 to 48 hours; a message will tell you.',
      'To sign in, open Medimail on your workstation: address, password, then the code you receive by mail.',
    ],
  },
  recovery: {
    title: 'You cannot get into your account?',
    lead: 'Give the address of the account: a link is mailed to it, to choose a new password.',
  },
  recoveryNote: 'The link is good for an hour. Your password changes only once you have chosen a new one.',
  recoverySent: {
    title: 'Look at your mail',
    lead: 'If there is an account at this address, a message has just left.',
    lines: ['The link in it serves once, for an hour.'],
  },
  newPassword: { title: 'Choose a new password', lead: 'Every open session will end, on every workstation.' },
  newPasswordSend: 'Change the password',
  passwordChanged: {
    title: 'Your password is changed',
    lead: 'Every open session was ended.',
    lines: ['Open Medimail on your workstation and sign in with the new password.'],
  },
  addressProof: {
    title: 'Confirm your new address',
    lead: 'A Medimail account is to use this address. Confirm it if it is yours and you asked for it.',
  },
  addressProofSend: 'This is my address',
  addressProven: {
    title: 'Address confirmed',
    lead: 'Your regional agency decides now; a mail will tell you.',
    lines: ['Until then, sign in with your usual address.'],
  },
  passkey: {
    ask: {
      'sign-in': {
        title: 'Open Medimail with your passkey',
        lead: 'Your device will ask for your fingerprint, your face or its code.',
        send: 'Use my passkey',
      },
      enrolment: {
        title: 'Add a passkey',
        lead: 'It is made on your telephone, this computer or a security key, and answers to your operator alone.',
        send: 'Make the passkey',
      },
      proof: {
        title: 'Confirm with your passkey',
        lead: 'A change of the security of your account was asked for in Medimail.',
        send: 'Use my passkey',
      },
    },
    cautionTitle: 'Did a message bring you here?',
    caution:
      'Go on only if you have just asked for this in Medimail, on this computer. If somebody sent you this link, close this page.',
    forAccount: 'For the account',
    waiting: 'Answer what your browser asks.',
    needsScripts: 'This page needs JavaScript to speak to your passkey.',
    failures: {
      cancelled: 'It was cancelled, or nothing answered in time. You can try again.',
      existing: 'This device has a passkey of this account already. Choose another one.',
      unsupported: 'This browser knows no passkeys. Update it, or choose another way in Medimail.',
      unable: 'This device cannot serve as a passkey: it must know you by fingerprint, face or code.',
      expired: 'Time is up. Start again from Medimail.',
    },
    done: {
      'sign-in': { title: 'Your passkey has answered', lead: 'Go back to Medimail: your mailbox opens there.' },
      enrolment: { title: 'Your passkey is made', lead: 'Go back to Medimail: it takes effect there.' },
      proof: { title: 'Your passkey has answered', lead: 'Go back to Medimail to finish.' },
    },
    back: 'Back to Medimail',
    backNote:
      'Your browser asks whether it may open Medimail: accept. You have two minutes. This page can be closed afterwards.',
    refused: {
      title: 'This passkey opens nothing here',
      lead: 'It is no passkey of this account, or it was not recognised.',
      lines: [
        'Go back to Medimail and start again, with another passkey or another way.',
        'Check address and password too: with a wrong password no passkey answers.',
      ],
    },
    gone: {
      title: 'This request is of no use any more',
      lead: 'It is good for five minutes and serves once.',
      lines: ['Go back to Medimail and start again.'],
    },
  },
  mailbox: {
    title: 'Open a mailbox of a structure',
    lead: (structure) => `${structure} asks that this address become one of its mailboxes in Medimail.`,
  },
  mailboxNote: (name, structure) =>
    `It will be in the directory as “${name}”. What arrives there, and what this address has received by invitation, will be read by the people whom ${structure} names. Agree only if this address is that of one of its services.`,
  mailboxSend: 'Agree and open the mailbox',
  mailboxAgreed: {
    title: 'The mailbox is open',
    lead: 'It is in the directory, and receives from now on.',
    lines: ['The administrator of the structure names who reads it. You can close this page.'],
  },
  linkGone: {
    title: 'This link is of no use any more',
    lead: 'A link serves once, for a limited time.',
    lines: ['If it has served already, there is nothing to do again.'],
  },
  startAgain: 'Register again',
  recoverAgain: 'Ask for a new link',
  busy: {
    title: 'One moment',
    lead: 'Too many requests come from your network.',
    lines: ['Nothing was kept. Go back and try again in a few minutes.'],
  },
};
