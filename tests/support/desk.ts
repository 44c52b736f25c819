/** What a person does at a workstation, in the words of the screens: one vocabulary for the tour and the end-to-end tests. */
import type { Locator, Page } from 'playwright-core';
import type { ErrorCode } from '../../contract/errors.ts';
import { app as appWords } from '../../renderer/locales/fr/app.ts';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { drafts } from '../../renderer/locales/fr/drafts.ts';
import { errors } from '../../renderer/locales/fr/errors.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { proof } from '../../renderer/locales/fr/proof.ts';
import { reader } from '../../renderer/locales/fr/reader.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import type { AppUnderTest } from './app.ts';
import { letterText } from './letter-text.ts';

/** A letter to write. */
export interface Letter {
  /** What is typed for each recipient, and the name chosen among the suggestions. */
  readonly to: readonly { readonly typed: string; readonly choose: RegExp }[];
  readonly cc?: readonly { readonly typed: string; readonly choose: RegExp }[];
  readonly subject: string;
  readonly text: string;
  /** Paths of the files to attach, in one go. */
  readonly files?: readonly string[];
}

/** A letter as it stands in the composer. */
export interface PennedLetter {
  readonly subject: string;
  readonly text: string;
  /** Names of the files attached. */
  readonly files: readonly string[];
}

/** A person at her workstation. */
export interface Desk {
  readonly app: AppUnderTest;
  page(): Promise<Page>;
  /** Types a PIN into the field that asks for it, whatever screen or dialog that is on, and presses Enter. */
  typePin(pin: string): Promise<void>;
  /** Types the PIN of the card that is in the reader; on the first run notes the recovery code. Ends in the mailbox. */
  signIn(pin: string): Promise<void>;
  /** Locks by the keyboard; ends at the lock screen. */
  lock(): Promise<Page>;
  /** Leaves the place to somebody else, from wherever it is; ends at the sign-in screen. */
  leave(): Promise<void>;
  row(subject: string | RegExp): Promise<Locator>;
  go(box: 'received' | 'sent' | 'drafts' | 'outbox'): Promise<void>;
  open(subject: string | RegExp): Promise<void>;
  /** Writes without sending. */
  write(letter: Letter): Promise<void>;
  addRecipient(field: 'to' | 'cc', typed: string, choose: RegExp): Promise<void>;
  attach(files: readonly string[]): Promise<void>;
  /** Chooses files without waiting for what comes of it. */
  chooseFiles(files: readonly string[]): Promise<void>;
  openDraft(subject: string | RegExp): Promise<void>;
  /** What the composer holds now. */
  penned(): Promise<PennedLetter>;
  /** Presses Send and gives the PIN that the signature key demands; null for a key that asks nothing. */
  send(pin: string | null): Promise<void>;
}

/**
 * Matches a text of the locale files as the screens typeset it: typographic apostrophes, spaces that do not break;
 * anything may stand where the text has a placeholder.
 */
export function said(text: string, how: 'whole' | 'start' | 'part' = 'whole'): RegExp {
  const pattern = text
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\\\{\\\{\w+\\\}\\\}/g, '.+?')
    .replace(/['’]/g, "['’]")
    .replace(/\s+/g, '\\s+');
  return new RegExp(`${how === 'part' ? '' : '^'}${pattern}${how === 'whole' ? '$' : ''}`);
}

/** Waits for a failure told as every screen tells them: what happened, what was kept, and the code for support. */
export async function failureShown(page: Page, code: ErrorCode, kept = errors[code].kept): Promise<Locator> {
  const { title } = errors[code];
  let notice = page.getByRole('alert').filter({ hasText: said(title, 'part') });
  if (kept !== undefined) notice = notice.filter({ hasText: said(kept, 'part') });
  notice = notice.filter({ hasText: code });
  await notice.waitFor();
  return notice;
}

/** Puts a person in front of a running client. */
export function atDesk(app: AppUnderTest): Desk {
  const button = async (name: string | RegExp): Promise<Locator> => (await app.page()).getByRole('button', { name });

  const desk: Desk = {
    app,
    page: () => app.page(),
    async typePin(pin) {
      const page = await app.page();
      await page.getByLabel(said(ui.pinLabel)).fill(pin);
      await page.keyboard.press('Enter');
    },
    async signIn(pin) {
      const page = await app.page();
      await desk.typePin(pin);
      const noted = page.getByRole('button', { name: said(signIn.firstRunDone) });
      const inbox = page.getByRole('heading', { name: said(mailbox.received) });
      await noted.or(inbox).first().waitFor();
      if (await noted.isVisible()) await noted.click();
      await inbox.waitFor();
    },
    async lock() {
      const former = await app.page();
      const next = app.nextPage();
      await former.keyboard.press('Control+l').catch((error: unknown) => {
        // The page may be gone before the key comes up again.
        if (!former.isClosed()) throw error;
      });
      const page = await next;
      await page.getByRole('heading', { name: said(lockWords.title) }).waitFor();
      return page;
    },
    async leave() {
      let page = await app.page();
      const signingIn = () => page.getByRole('list', { name: said(signIn.steps) });
      const locked = () => page.getByRole('heading', { name: said(lockWords.title) });
      const atWork = page.getByRole('navigation', { name: said(appWords.mailboxes) });
      await signingIn().or(locked()).or(atWork).first().waitFor();
      if (await signingIn().isVisible()) return;
      if (await atWork.isVisible()) page = await desk.lock();
      await page.getByRole('button', { name: said(lockWords.otherUser) }).click();
      await signingIn().waitFor();
    },
    async row(subject) {
      return (await app.page())
        .getByRole('listbox', { name: said(mailbox.list) })
        .getByRole('option', { name: subject });
    },
    async go(box) {
      const page = await app.page();
      await page
        .getByRole('navigation', { name: said(appWords.mailboxes) })
        .getByRole('button', { name: said(appWords[box], 'start') })
        .click();
    },
    async open(subject) {
      await (await desk.row(subject)).first().click();
      const page = await app.page();
      await page
        .getByRole('region', { name: said(reader.pane) })
        .getByRole('heading', { level: 1 })
        .waitFor();
    },
    async addRecipient(field, typed, choose) {
      const page = await app.page();
      const label = field === 'to' ? composer.recipientsTo : composer.recipientsCopy;
      const combobox = page.getByRole('combobox', { name: said(label) });
      await combobox.click();
      await combobox.pressSequentially(typed, { delay: 15 });
      await page
        .getByRole('listbox', { name: said(composer.suggestions) })
        .getByRole('option', { name: choose })
        .first()
        .click();
      await page
        .getByRole('button', { name: said(composer.remove.replace('{{name}}', ''), 'start') })
        .first()
        .waitFor();
    },
    async chooseFiles(files) {
      await app.dialogs.queueOpen(files);
      await (await button(said(composer.attach, 'start'))).click();
    },
    async attach(files) {
      await desk.chooseFiles(files);
      const page = await app.page();
      for (const file of files) {
        const name = file.slice(file.lastIndexOf('/') + 1);
        await page.getByRole('button', { name: said(composer.removeAttachment.replace('{{name}}', name)) }).waitFor();
      }
    },
    async write(letter) {
      const page = await app.page();
      await (await button(said(appWords.compose, 'start'))).first().click();
      await page.getByRole('combobox', { name: said(composer.recipientsTo) }).waitFor();
      for (const { typed, choose } of letter.to) await desk.addRecipient('to', typed, choose);
      for (const { typed, choose } of letter.cc ?? []) {
        const copies = page.getByRole('combobox', { name: said(composer.recipientsCopy) });
        if (!(await copies.isVisible()))
          await page.getByRole('button', { name: said(composer.addCopy, 'part') }).click();
        await desk.addRecipient('cc', typed, choose);
      }
      await page.getByRole('textbox', { name: said(composer.subject) }).fill(letter.subject);
      await page.getByRole('textbox', { name: said(composer.text) }).fill(letter.text);
      if (letter.files) await desk.attach(letter.files);
    },
    async openDraft(subject) {
      await desk.go('drafts');
      const page = await app.page();
      const list = page.getByRole('list', { name: said(drafts.list) });
      await list.getByRole('button', { name: subject }).first().click();
      await page.getByRole('textbox', { name: said(composer.subject) }).waitFor();
    },
    async penned() {
      const page = await app.page();
      const removals = page
        .getByRole('region', { name: said(composer.attachments) })
        .getByRole('button', { name: said(composer.removeAttachment.replace('{{name}}', ''), 'start') });
      const labels = await Promise.all((await removals.all()).map((one) => one.getAttribute('aria-label')));
      return {
        subject: await page.getByRole('textbox', { name: said(composer.subject) }).inputValue(),
        text: await letterText(page.getByRole('textbox', { name: said(composer.text) })),
        files: labels.map((label) => (label ?? '').replace(composer.removeAttachment.replace('{{name}}', ''), '')),
      };
    },
    async send(pin) {
      const page = await app.page();
      await (await button(said(composer.send, 'start'))).click();
      if (pin === null) return;
      const dialog = page.getByRole('dialog', { name: said(composer.pinTitle) });
      await dialog.getByLabel(said(ui.pinLabel)).fill(pin);
      await page.keyboard.press('Enter');
    },
  };
  return desk;
}

/** The proof of the envelope that is open. */
export async function openProof(desk: Desk): Promise<Page> {
  const page = await desk.page();
  await page.getByRole('button', { name: said(reader.proof, 'start') }).click();
  await page.getByRole('button', { name: said(proof.export) }).waitFor();
  return page;
}
