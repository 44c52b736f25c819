/** Absences: one's own, and those of the people one writes to. */
import type { absence as model } from '../fr/absence.ts';
import type { Translation } from '../translation.ts';

export const absence: Translation<typeof model> = {
  loading: 'Asking the operator…',
  notRead: 'Your absence is with the operator: it begins and ends when it was said to.',

  panelText:
    'During an absence, the operator tells each person who writes to you, once. It is no letter: nothing is signed by you.',
  none: 'You have stated no absence.',
  declare: 'State an absence',
  runs: 'You are absent until {{day}} included',
  planned: 'Absence planned from {{from}} to {{day}} included',
  acts: '{{name}} acts in your name and sees what arrives.',
  actsNoMore: '{{name}} may not open your envelopes any more: nobody acts in your name.',
  actsNobody: 'Nobody acts in your name.',
  answered_zero: 'Nobody has been told yet.',
  answered_one: '{{count}} person has been told.',
  answered_other: '{{count}} people have been told.',
  change: 'Change',
  back: 'I am back',
  takeBack: 'Cancel the absence',
  stated: 'Absence stated',
  ended: 'Your absence has ended',
  takenBack: 'Absence cancelled',

  formTitle: 'Absence',
  formText: 'Each sender with an account reads this text once, with the dates, as an automatic answer of the operator.',
  formAgain: 'What changes makes another absence: whoever was told already is told again.',
  from: 'From',
  until: 'To, included',
  text: 'What whoever writes to you is told',
  textHint: 'no health data',
  textUsual: 'I am not reading my envelopes during this period. In an emergency, call 15.',
  delegate: 'Who acts in your name',
  delegateNobody: 'Nobody',
  delegateText: 'Among those whom you let open your mailbox. They are told of what arrives.',
  delegateNone: 'For somebody to act in your name, let them open your mailbox first, by a delegation.',
  state: 'State the absence',
  missingPeriod: 'Give both dates.',
  missingText: 'Say in a few words what to do.',
  refusedPeriodBackwards: 'The end must come after the beginning.',
  refusedPeriodOver: 'This period is over already.',
  refusedPeriodTooLong_one: 'An absence lasts {{count}} day at most.',
  refusedPeriodTooLong_other: 'An absence lasts {{count}} days at most, and begins within as many.',
  refusedDelegateMayNotOpen: 'This person may not open your mailbox during this period.',

  bar: 'Your absence',
  barText: 'You are absent until <b>{{day}}</b> included. Whoever writes to you is told.',

  told: 'Automatic answer of the operator on behalf of {{name}}',
  toldPeriod: 'Absence from {{from}} to {{until}} included.',
  toldActs: '{{name}} acts in their name.',
  toldOver: 'This absence is over.',
  toldUnsigned: 'It is no letter: nobody signed it.',

  recipients: 'Absent recipients',
  toldAll: 'Automatic answers of the operator',

  recipient: '{{name}} is absent until {{day}} included.',
  recipientActs: '{{delegate}} acts in their name.',
  recipientNobody: 'Nobody acts in their name.',
};
