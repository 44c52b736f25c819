import type { ErrorTexts } from '../translation.ts';

export const errors: ErrorTexts = {
  'card.service-unavailable': {
    title: 'The card service of this workstation does not answer',
    kept: 'Medimail reconnects by itself when it starts again.',
    action: 'Try again',
  },
  'card.no-reader': { title: 'No card reader', kept: 'Plug it in: it is recognised by itself.' },
  'card.no-card': { title: 'No card in the reader', kept: 'Insert your card to go on.' },
  'card.several-cards': { title: 'Two cards are present', kept: 'Choose yours, or remove the other.' },
  'card.unknown-family': {
    title: 'This is not a health professional’s card',
    kept: 'Insert a CPS, CPF, CPE, CDE or CPA card.',
  },
  'card.unreadable': {
    title: 'The card cannot be read',
    kept: 'Remove it, wipe the chip and insert it again.',
    action: 'Read the card again',
  },
  'card.no-module': {
    title: 'The card’s module is not installed on this workstation',
    kept: 'Your IT department installs it with the Cryptolib CPS.',
  },
  'card.module-crashed': {
    title: 'The card’s module stopped',
    kept: 'Medimail has restarted it. Medimail consumed no PIN try.',
    action: 'Try again',
  },
  'card.timeout': {
    title: 'The card did not answer in time',
    kept: 'Check the tries left before trying again.',
    action: 'Try again',
  },
  'card.removed': {
    title: 'The card left the reader',
    kept: 'Kept: text and attachments. Nothing was signed or sent.',
    action: 'Start again',
  },
  'card.pin-incorrect': { title: 'Wrong PIN', kept: 'The card refused it. Medimail never tries it again by itself.' },
  'card.pin-blocked': { title: 'The card is blocked', kept: 'The unblocking code that came with it reopens it.' },
  'card.pin-format': { title: 'The PIN has {{minLength}} to {{maxLength}} digits' },
  'card.pin-required': { title: 'Your card asks for the PIN to sign', action: 'Type the PIN' },
  'card.pin-cancelled': { title: 'PIN entry cancelled', kept: 'No try was consumed.', action: 'Start again' },
  'card.final-try': { title: 'One try is left', kept: 'A wrong PIN will block the card.' },
  'card.no-signing-certificate': {
    title: 'This card cannot sign',
    kept: 'It holds no valid signing certificate.',
  },
  'card.not-same-person': {
    title: 'This card belongs to somebody else',
    kept: 'Insert yours again, or change user.',
  },
  'card.certificate-expired': {
    title: 'The certificate of this card has expired',
    kept: 'The national agency sends you the new card.',
  },
  'card.certificate-not-yet-valid': {
    title: 'The certificate of this card is not valid yet',
    kept: 'Check the date and time of this workstation.',
  },
  'card.certificate-revoked': { title: 'This card was revoked', kept: 'It can no longer open or sign.' },
  'card.certificate-untrusted': {
    title: 'This card comes from an unknown authority',
    kept: 'Only IGC-Santé cards open Medimail.',
  },
  'card.revocation-unknown': {
    title: 'The validity of the card could not be checked',
    kept: 'The revocation list is out of date; it is asked for again.',
    action: 'Try again',
  },

  'auth.required': { title: 'Please sign in again', action: 'Sign in' },
  'auth.challenge-expired': { title: 'Signing in took too long', action: 'Start again' },
  'auth.assertion-invalid': { title: 'The operator did not recognise the card' },
  'auth.proof-invalid': { title: 'The session could not be proved to the operator', action: 'Start again' },
  'auth.session-ended': {
    title: 'The session has ended',
    kept: 'Kept: your drafts and envelopes.',
    action: 'Sign in again',
  },
  'auth.account-unknown': {
    title: 'No Medimail account is linked to this card',
    kept: 'Accounts are created with your regional agency.',
  },
  'auth.account-suspended': {
    title: 'This account is suspended',
    kept: 'Kept: what is sent to you. Ask your regional agency.',
  },
  'auth.account-closed': { title: 'This account is closed', kept: 'Ask your regional agency.' },
  'auth.forbidden': { title: 'Your account does not allow this' },
  'auth.clock-skew': {
    title: 'The clock of this workstation is off by {{skewSeconds}}',
    kept: 'Set the clock: without it, neither sign-in nor proof holds.',
    action: 'Try again',
  },
  'auth.code-invalid': { title: 'Wrong code', kept: 'Tries left: {{triesLeft}}.' },
  'auth.code-expired': {
    title: 'This code is of no use any more',
    kept: 'A code is good for ten minutes, once.',
    action: 'Ask for a new code',
  },
  'auth.too-many-codes': {
    title: 'Three codes were asked for already',
    kept: 'A new one is possible in {{retryAfterSeconds}}.',
  },
  'account.link-invalid': {
    title: 'This link is of no use any more',
    kept: 'A link serves once, for a limited time.',
  },
  'account.password-refused': {
    title: 'This password is too weak',
    kept: 'At least {{minLength}} characters, letters and digits, with a capital or a character that is neither.',
  },
  'account.password-wrong': { title: 'The current password is wrong' },
  'account.code-wrong': {
    title: 'This code is not the right one',
    kept: 'A code changes every thirty seconds and serves once: wait for the next one.',
  },
  'account.card-needed': {
    title: 'Sign in with your card first',
    kept: 'This is changed within ten minutes of it. Nothing was changed.',
  },
  'account.card-taken': {
    title: 'This card opens another account already',
    kept: 'Nothing was changed. Your regional agency joins two accounts of one person.',
  },
  'account.time-codes-changed': {
    title: 'The code application has changed meanwhile',
    kept: 'Nothing was done. Close, then start again from what is shown.',
  },
  'account.passkey-gone': {
    title: 'This passkey is there no more',
    kept: 'It was removed meanwhile, or the browser came back too late. Start again from what is shown.',
  },
  'account.passkeys-not-offered': { title: 'Your operator takes no passkeys' },
  'account.too-many-passkeys': {
    title: 'This account has ten passkeys already',
    kept: 'Remove one that serves no more.',
  },
  'account.profile-refused': { title: 'Some fields need correcting' },
  'account.identifier-taken': {
    title: 'This professional number has an account already',
    kept: 'Ask your regional agency’s support.',
  },
  'account.too-many-items': {
    title: 'This account already keeps all that it can',
    kept: 'Nothing was changed: delete folders, flags or favourites that are of no use any more.',
  },
  'account.too-many-drafts': {
    title: 'This account shares all the drafts that it can',
    kept: 'Kept: this draft, on this workstation. Discard drafts that are of no use any more.',
  },
  'group.name-taken': {
    title: 'A group has this name already',
    kept: 'Choose another one.',
  },
  'mssante.not-offered': {
    title: 'This operator is not in the MSSanté space',
    kept: 'You write inside Medimail.',
  },
  'mssante.conditions-unmet': {
    title: 'A condition is not met',
    kept: 'The three conditions say which, and what remains to be done.',
  },
  'mssante.address-changed': {
    title: 'This address was just given to somebody else',
    kept: 'Another one is proposed: read it again before activating.',
  },
  'auth.password-incorrect': {
    title: 'This password does not open the mailbox kept on this workstation',
    kept: 'Without network, only the last password used here opens it.',
    action: 'Try again',
  },
  'auth.password-short': {
    title: 'The operator does not answer, and your password is too short to do without it',
    kept: 'Without network, only a password of at least twelve characters opens a mailbox. Nothing is lost: try again when the network is back.',
  },
  'session.locked': { title: 'The session is locked' },
  'session.ended': {
    title: 'The session stopped',
    kept: 'Kept: your drafts and envelopes, encrypted on this workstation.',
    action: 'Sign in again',
  },

  'envelope.not-found': { title: 'This envelope does not exist or is not open to you' },
  'envelope.expired': { title: 'The content of this envelope was erased', kept: 'Its history and proof remain.' },
  'envelope.conflict': {
    title: 'Another letter has left under this number already',
    kept: 'Probably this one, from another of your workstations: look among those sent before you send it again. Kept: everything.',
    action: 'Back to the draft',
  },
  'envelope.too-large': {
    title: 'The attachments weigh {{sizeBytes}}; an envelope carries {{limitBytes}} at most',
    kept: 'Kept: everything. Remove an attachment or make two envelopes.',
    action: 'Back to the draft',
  },
  'envelope.malformed': {
    title: 'This envelope is malformed',
    kept: 'Kept: everything. Give this code to support.',
    action: 'Back to the draft',
  },
  'envelope.infected': {
    title: 'The operator’s antivirus refused this envelope: {{signature}}',
    kept: 'Kept: everything. Nothing was delivered. Remove what is at fault and have this workstation examined.',
    action: 'Back to the draft',
  },
  'envelope.differs-from-manifest': {
    title: 'The envelope the operator received differs from the one announced',
    kept: 'Kept: everything. Nothing was delivered.',
    action: 'Back to the draft',
  },
  'envelope.signature-invalid': {
    title: 'The operator refused the signature',
    kept: 'Kept: text and attachments. It must be signed again.',
    action: 'Back to the draft',
  },
  'envelope.signer-not-sender': {
    title: 'The card that signed is not that of the account',
    kept: 'Kept: text and attachments. It must be signed again.',
    action: 'Back to the draft',
  },
  'envelope.altered': {
    title: 'The content differs from what was sealed',
    kept: 'Medimail hides it.',
    action: 'Fetch again',
  },
  'envelope.all-opened': { title: 'Every recipient has opened this envelope', kept: 'There is nobody to remind.' },
  'envelope.no-recipient': { title: 'This envelope has no recipient', action: 'Back to the draft' },
  'envelope.not-available-offline': {
    title: 'Content not on this workstation yet',
    kept: 'It will be received when the network is back.',
    action: 'Try again',
  },
  'recipient.unknown': {
    title: 'Unknown recipient: {{address}}',
    kept: 'Kept: everything. Correct or remove this address.',
    action: 'Back to the draft',
  },
  'recipient.not-allowed': {
    title: 'You cannot write to {{address}}',
    kept: 'Kept: everything. Remove this recipient to send to the others.',
    action: 'Back to the draft',
  },
  'recipient.phone-code-refused': {
    title: 'No code by telephone can be asked of {{address}}',
    kept: 'Kept: everything. This person has an account now, your operator sends no codes, or the number is not whole. Correct the code in the draft, or take it out.',
    action: 'Back to the draft',
  },
  'upload.offset-mismatch': { title: 'The upload was interrupted', kept: 'It resumes where it was.', action: 'Resume' },
  'upload.incomplete': { title: 'The upload is incomplete', kept: 'It resumes where it was.', action: 'Resume' },
  'upload.digest-mismatch': {
    title: 'The bytes received differ from those sent',
    kept: 'Nothing was delivered. The upload starts again.',
    action: 'Send again',
  },
  'upload.not-found': {
    title: 'The operator has forgotten this upload',
    kept: 'It starts again.',
    action: 'Send again',
  },

  'delegation.not-found': {
    title: 'This delegation does not exist or is none of yours',
    kept: 'Nothing has changed.',
    action: 'Refresh',
  },
  'delegation.not-in-force': {
    title: 'You no longer have access to this mailbox',
    kept: 'The delegation has ended or is suspended. What was done stays in the history.',
    action: 'Back to my mailbox',
  },
  'delegation.scope-missing': {
    title: 'This delegation does not allow that',
    kept: 'Nothing has changed. Ask the owner to extend the delegation.',
  },
  'handling.not-a-holder': {
    title: 'This person cannot handle it',
    kept: 'Nothing has changed: they do not act on this mailbox, or not any more.',
  },
  'handling.too-many': {
    title: 'Nothing more can be added about this envelope',
    kept: 'Kept: everything that is there already.',
  },
  'handling.changed-since': {
    title: 'Somebody has dealt with it since: its handling stays as it is',
    kept: 'Nothing has changed.',
  },
  'handling.note-not-found': { title: 'This note is not yours, or is gone', kept: 'Nothing has changed.' },
  'absence.refused': { title: 'This absence is not possible', kept: 'Nothing has changed.' },
  'delegation.refused': { title: 'This delegation is not possible', kept: 'Nothing has changed.' },
  'delegation.settled': {
    title: 'This delegation was answered already or has ended',
    kept: 'Nothing has changed.',
    action: 'Refresh',
  },

  'attachment.vanished': {
    title: 'This file is no longer in its place',
    kept: 'Kept: the text and the other attachments.',
    action: 'Choose a file',
  },
  'attachment.changed': {
    title: 'This file changed while it was copied',
    kept: 'Kept: the text and the other attachments.',
    action: 'Choose a file',
  },
  'attachment.unreadable': {
    title: 'This file cannot be read',
    kept: 'Kept: the text and the other attachments.',
    action: 'Choose a file',
  },
  'attachment.empty': {
    title: 'This file is empty',
    kept: 'Kept: the text and the other attachments.',
    action: 'Choose a file',
  },
  'attachment.folder': {
    title: 'A folder cannot be attached: attach the files it holds',
    kept: 'Kept: the text and the other attachments.',
    action: 'Choose a file',
  },
  'attachment.too-large': {
    title: 'This file is {{sizeBytes}}: alone it is more than one envelope takes, {{limitBytes}}',
    kept: 'Kept: the text and the other attachments. Compress it, or share it as several files.',
    action: 'Choose a file',
  },
  'attachment.too-large-zipped': {
    title: 'This file of {{sizeBytes}} is still more than {{limitBytes}} once compressed',
    kept: 'Kept: the text and the other attachments. Share it as several files.',
    action: 'Choose a file',
  },
  'attachment.not-found': { title: 'This attachment is no longer in the envelope' },
  'attachment.executable': { title: 'Programs do not open from Medimail' },
  'file.grant-unknown': { title: 'This choice of file is no longer valid', action: 'Choose again' },
  'file.write-failed': {
    title: 'The file could not be written',
    kept: 'Kept: the attachment in the envelope. Choose another place.',
    action: 'Choose again',
  },

  'policy.printing-forbidden': {
    title: 'Printing is not allowed on this workstation',
    kept: 'Your IT department decided so for this workstation.',
  },
  'policy.folder-not-allowed': {
    title: 'This folder is not allowed on this workstation',
    kept: 'Nothing was written. Your IT department named the folders to save to: the window opens at the first.',
    action: 'Choose again',
  },
  'print.failed': {
    title: 'The page could not be printed',
    kept: 'Nothing is lost. Check the printer, then try again.',
    action: 'Try again',
  },
  'archive.not-allowed': {
    title: 'Nothing is kept here beyond the retention',
    kept: 'This workstation is shared, or this mailbox is not yours.',
  },
  'archive.copy-unreadable': {
    title: 'This copy is damaged, or is none',
    kept: 'Kept: the envelopes read before the damage, and all that was on this workstation.',
  },
  'archive.copy-of-another': {
    title: 'This copy comes from another mailbox',
    kept: 'Nothing was taken in. Open the mailbox that made it.',
  },
  'archive.code-needed': {
    title: 'This copy needs the recovery code of the workstation that made it',
    kept: 'Nothing was taken in so far.',
    action: 'Type the code',
  },

  'folder.not-found': {
    title: 'This folder is no longer there',
    kept: 'It may have been deleted on another workstation. Nothing was moved.',
  },
  'folder.name-taken': { title: 'A folder has this name here already' },
  'folder.too-deep': { title: 'A folder cannot be filed that deep', kept: 'Nothing was moved.' },
  'folder.inside-itself': { title: 'A folder cannot be filed inside itself', kept: 'Nothing was moved.' },
  'folder.too-many': {
    title: 'There are as many folders as there may be',
    kept: 'Delete a folder that is of no use any more.',
  },
  'draft.text-too-long': {
    title: 'The text of the letter takes {{sizeBytes}}; an envelope carries {{limitBytes}} at most',
    kept: 'Kept: everything. Shorten the text, or attach it as a document.',
    action: 'Back to the letter',
  },
  'draft.not-found': {
    title: 'This draft no longer exists',
    kept: 'It has left or was discarded, perhaps on another of your workstations.',
  },
  'draft.changed-elsewhere': {
    title: 'This draft has just changed on another of your workstations',
    kept: 'Nothing has left or been discarded. Read it again first.',
    action: 'Read again',
  },
  'draft.left-elsewhere': {
    title: 'This letter is leaving from another of your workstations',
    kept: 'It will not leave twice. Kept: everything. Go back to it only if it was cancelled there.',
    action: 'Back to the draft',
  },
  'draft.attachments-elsewhere': {
    title: 'Attachments of this letter are on another of your workstations',
    kept: 'Nothing has left. Send it from there, or remove them.',
  },
  'draft.attachment-pending': {
    title: 'An attachment is still being copied',
    kept: 'Sending is possible as soon as it is encrypted here.',
    action: 'Try again',
  },
  'outbox.not-found': { title: 'This envelope is no longer in the outbox' },
  'outbox.departure-refused': {
    title: 'The envelope cannot leave at that moment',
    kept: 'Kept: everything. Choose a moment to come, within 31 days.',
  },
  'outbox.already-leaving': {
    title: 'Too late to undo',
    kept: 'The envelope is sealed already, or will be in a moment.',
  },
  'store.disk-full': {
    title: 'The disk is full',
    kept: 'Kept: all that was saved. Free some room to go on.',
    action: 'Try again',
  },
  'store.corrupt': {
    title: 'The local copy is damaged',
    kept: 'Your envelopes are with the operator; the copy is rebuilt. Drafts and archives are never erased.',
  },
  'store.from-the-future': {
    title: 'The data of this workstation come from a newer version',
    kept: 'Kept: everything. Install the latest Medimail.',
  },
  'store.wrong-key': { title: 'This key does not open the data of this workstation', kept: 'Kept: all, encrypted.' },
  'store.key-changed': {
    title: 'Your card has changed',
    kept: 'Kept: drafts and archives. The recovery code reopens them.',
    action: 'Type the recovery code',
  },
  'store.recovery-code-invalid': {
    title: 'Wrong recovery code',
    kept: 'Check each group; hyphens do not count.',
  },

  'operator.offline': {
    title: 'No connection to the operator',
    kept: 'You can read and write; everything leaves when the network is back.',
    action: 'Try again',
  },
  'operator.timeout': {
    title: 'The operator takes too long to answer',
    kept: 'Nothing is lost; another try follows.',
    action: 'Try again',
  },
  'operator.untrusted': {
    title: 'This server is not the expected operator',
    kept: 'Its certificate is not recognised: nothing was sent to it.',
  },
  'operator.protocol': {
    title: 'The operator gave an answer that makes no sense',
    kept: 'Nothing is lost; another try follows.',
    action: 'Try again',
  },
  'operator.unavailable': {
    title: 'The operator is unavailable for the moment',
    kept: 'Nothing is lost; another try follows.',
    action: 'Try again',
  },
  'operator.too-many-requests': { title: 'The operator asks to wait {{retryAfterSeconds}}', action: 'Try again' },
  'operator.scan-pending': {
    title: 'Waiting for the operator’s antivirus',
    kept: 'The envelope is transmitted and leaves by itself as soon as it is examined.',
  },
  'operator.not-configured': {
    title: 'No operator is configured on this workstation',
    kept: 'Your IT department gives the operator’s address.',
  },
  'sync.reset': { title: 'The copy of this workstation is rebuilt', kept: 'By itself, and nothing is lost.' },
  'request.invalid': { title: 'The request is incomplete: {{field}}' },
  'request.not-found': { title: 'The operator does not know this request' },

  'app.cancelled': { title: 'Cancelled', action: 'Start again' },
  'app.bug': {
    title: 'Medimail met an error',
    kept: 'Your data are kept. Give this code to support.',
    action: 'Try again',
  },
};
