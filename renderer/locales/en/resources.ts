/** All texts in English, by namespace. */
import type { Resources } from '../fr/resources.ts';
import { flattenErrors, type Translation } from '../translation.ts';
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

export const resources = {
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
} as const satisfies { readonly [Namespace in keyof Resources]: Translation<Resources[Namespace]> };
