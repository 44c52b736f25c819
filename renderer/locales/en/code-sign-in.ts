import type { codeSignIn as model } from '../fr/code-sign-in.ts';
import type { Translation } from '../translation.ts';

export const codeSignIn: Translation<typeof model> = {
  title: 'With a code',
  address: 'Email address',
  addressPlaceholder: 'name@example.org',
  password: 'Password',
  showPassword: 'Show the password',
  hidePassword: 'Hide the password',
  receive: 'Get a code',
  asking: 'Asking for the code…',
  noAccess: 'Can’t get into your account?',
  createAccount: 'Create an account',
  inBrowser: '(opens in your browser)',
  againText: 'Type your password again to get another code: Medimail does not keep it.',
  codeTitle: 'One-time code',
  sentTo: 'Sent to',
  sentToEnd:
    ', if the password is right. If your account has a code application or a passkey, no email leaves: type the code of the application, or use the passkey.',
  codeLabel: 'One-time code',
  codeHint: 'Six digits, received by email or shown by your code application.',
  useRecovery: 'Use a recovery code',
  useDigits: 'Type six digits',
  recoveryCode: 'Recovery code',
  recoveryCodeHint: 'given with the code application or the passkey',
  timeLeft: '{{minutes}} min {{seconds}} s left',
  expired: 'This code is over',
  triesLeft_one: '{{count}} try left',
  triesLeft_other: '{{count}} tries left',
  checking: 'Checking…',
  resendIn: 'Another code possible in {{delay}}',
  resend: 'Get another code',
  back: 'Change address or password',
  wrongKept: 'Only the latest message counts. Nothing arrived? The address or the password may be wrong: go back.',
  recoverTitle: 'Your password has changed',
  recoverText:
    'Your drafts and archives on this workstation are encrypted with your former password. The recovery code opens them again, for the new one.',
};
