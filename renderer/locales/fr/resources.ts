/** All texts in French, by namespace. */
import { typesetFrench } from '../../ui/format/typography.ts';
import { flattenErrors, withManyForms } from '../translation.ts';
import { absence } from './absence.ts';
import { activity } from './activity.ts';
import { app } from './app.ts';
import { codeSignIn } from './code-sign-in.ts';
import { composer } from './composer.ts';
import { delegation } from './delegation.ts';
import { directory } from './directory.ts';
import { doctor } from './doctor.ts';
import { drafts } from './drafts.ts';
import { errors } from './errors.ts';
import { folders } from './folders.ts';
import { guide } from './guide.ts';
import { handling } from './handling.ts';
import { keeping } from './keeping.ts';
import { keyboard } from './keyboard.ts';
import { links } from './links.ts';
import { lock } from './lock.ts';
import { mailbox } from './mailbox.ts';
import { outbox } from './outbox.ts';
import { passkeys } from './passkeys.ts';
import { proof } from './proof.ts';
import { reader } from './reader.ts';
import { reminders } from './reminders.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { storage } from './storage.ts';
import { ui } from './ui.ts';

/** The typed model of all keys: French is the first language. */
export const model = {
  absence,
  activity,
  app,
  codeSignIn,
  composer,
  delegation,
  directory,
  doctor,
  drafts,
  errors: flattenErrors(errors),
  folders,
  guide,
  handling,
  keeping,
  keyboard,
  links,
  lock,
  mailbox,
  outbox,
  passkeys,
  proof,
  reader,
  reminders,
  search,
  settings,
  signIn,
  storage,
  ui,
} as const;

export type Resources = typeof model;

/** The texts as they are shown: typed plainly in these files, set in French typography here. */
export const resources: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.entries(model).map(([namespace, texts]) => [
    namespace,
    withManyForms(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, typesetFrench(text)]))),
  ]),
);
