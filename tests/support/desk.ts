/** What a person does at a workstation, in the words of the screens: one vocabulary for the tour and the end-to-end tests. */
import type { Locator, Page } from 'playwright-core';
import type { ErrorCode } from '../../contract/errors.ts';
import { app as appWords } from '../../renderer/locales/fr/app.ts';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { errors } from '../../renderer/locales/fr/errors.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { proof } from '../../renderer/locales/fr/proof.ts';
import { reader } from '../../renderer/locales/fr/reader.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import type { AppUnderTest } from './app.ts';

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
  /** Leaves the place to somebody else; ends at the sign-in screen. */
  leave(): Promise<void>;
  row(subject: string | RegExp): Promise<Locator>;
  go(box: 'received' | 'sent' | 'drafts' | 'outbox'): Promise<void>;
  open(subject: string | RegExp): Promise<void>;
  /** Writes without sending. */
  write(letter: Letter): Promise<void>;
  addRecipient(field: 'to' | 'cc', typed: string, choose: RegExp): Promise<void>;
  attach(files: readonly string[]): Promise<void>;
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
export async function failureShown(page: Page, code: ErrorCode): Promise<Locator> {
  const { title, kept } = errors[code];
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
      const next = app.nextPage();
      await (await app.page()).keyboard.press('Control+l');
      const page = await next;
      await page.getByRole('heading', { name: said(lockWords.title) }).waitFor();
      return page;
    },
    async leave() {
      const locked = (await app.page()).getByRole('heading', { name: said(lockWords.title) });
      const page = (await locked.isVisible()) ? await app.page() : await desk.lock();
      await page.getByRole('button', { name: said(lockWords.otherUser) }).click();
      await page.getByText(said(signIn.withCard)).first().waitFor();
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
        .getByRole('main', { name: said(reader.pane) })
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
    async attach(files) {
      await app.dialogs.queueOpen(files);
      await (await button(said(composer.attach, 'start'))).click();
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
        if (!(await copies.isVisible())) await page.getByRole('button', { name: said(composer.addCopy) }).click();
        await desk.addRecipient('cc', typed, choose);
      }
      await page.getByRole('textbox', { name: said(composer.subject) }).fill(letter.subject);
      await page.getByRole('textbox', { name: said(composer.text) }).fill(letter.text);
      if (letter.files) await desk.attach(letter.files);
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
