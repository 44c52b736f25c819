/**
 * What can go wrong between « Envoyer » and « Scellée », on the real card stack, against a real operator. Whatever
 * happens: the letter is not lost, the person is told, and in the end it has left exactly once.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { inventEntries } from '../../operator/demo/directory-entries.ts';
import { demoPeople } from '../../operator/demo/people.ts';
import { app as appWords } from '../../renderer/locales/fr/app.ts';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { errors } from '../../renderer/locales/fr/errors.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { outbox } from '../../renderer/locales/fr/outbox.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { Workstation } from '../operator/support/workstation.ts';
import { atDesk, type Desk, failureShown, type Letter, said } from '../support/desk.ts';
import { pictureFailure } from '../support/failure-picture.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { openStage, type Seat, type Stage } from '../support/stage.ts';
import { ins } from '../support/virtual-card/piv-applet.ts';
import type { VirtualCard } from '../support/virtual-card/virtual-card.ts';

const WRONG = '9999';
const AGAIN_MS = 1_500;
const PATIENCE_MS = 90_000;
const LARGE_BYTES = 8_000_000;
/** Added to each 64 KiB on their way up, so that there is time to interfere: some 3 MB a second. */
const UPLINK_DELAY_MS = 20;
const toPaul = { typed: 'leroy pa', choose: /LEROY Paul/i };

let folder: string;
let stage: Stage;
let seat: Seat;
let card: VirtualCard;
let desk: Desk;
let page: Page;
let paul: Workstation;

const heading = (name: RegExp) => page.getByRole('heading', { level: 1, name });
const inComposer = () => page.getByRole('textbox', { name: said(composer.text) });

/** Makes a file of that many bytes; nothing of it is on disk. */
function sparseFile(name: string, sizeBytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
  return path;
}

function smallFile(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, `Tension 12/8, ${name}\n`);
  return path;
}

const letter = (subject: string, files: readonly string[] = []): Letter => ({
  to: [toPaul],
  subject,
  text: `Cher confrère,\n\n${subject}.`,
  files,
});
const pennedAs = ({ subject, text, files = [] }: Letter) => ({
  subject,
  text,
  files: files.map((file) => file.slice(file.lastIndexOf('/') + 1)),
});

/** Somebody of another operator whom no namesake hides. */
function someoneElsewhere() {
  const entries = inventEntries(demoPeople.length).map(({ entry }) => entry);
  const nameOf = (entry: (typeof entries)[number]) => `${entry.familyName} ${entry.givenName}`;
  const namesakes = (one: (typeof entries)[number]) => entries.filter((entry) => nameOf(entry) === nameOf(one)).length;
  const found = entries.find((entry) => entry.recipientKind === 'mssante' && namesakes(entry) === 1);
  if (!found) throw new Error('the demonstration has nobody of another operator');
  return found;
}

/** How many envelopes of that title Paul was sent, as the operator tells him. */
async function receivedByPaul(subject: string): Promise<number> {
  await paul.signIn();
  const found = new Set<string>();
  for (let cursor: string | null = null; ; ) {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const { json } = await paul.call<SyncPage>('GET', `/v1/sync${query}`);
    for (const change of json.changes) {
      if (change.type !== 'envelope' || change.record.content?.subject !== subject) continue;
      found.add(change.record.id);
    }
    if (!json.more) return found.size;
    cursor = json.cursor;
  }
}

/** Waits until the letter has left, and sees that it did once only. */
async function expectLeftOnce(subject: string): Promise<void> {
  await desk.go('sent');
  const row = await desk.row(new RegExp(subject));
  await row.first().waitFor({ timeout: PATIENCE_MS });
  await desk.go('outbox');
  await page.getByText(said(outbox.emptyTitle)).waitFor({ timeout: PATIENCE_MS });
  await desk.go('sent');
  expect(await row.count()).toBe(1);
}

/** The same of a letter to Paul, who has it once. */
async function expectSealedOnce(subject: string): Promise<void> {
  await expectLeftOnce(subject);
  expect(await receivedByPaul(subject)).toBe(1);
}

/** Waits until that part of the envelope under way has reached the operator, in percent. */
async function uploaded(percent: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: said(outbox.panel) });
  const reached = async () => Number(await bar.getAttribute('aria-valuenow', { timeout: PATIENCE_MS }));
  await expect.poll(reached, { timeout: PATIENCE_MS, interval: 50 }).toBeGreaterThanOrEqual(percent);
}

/** The card is out: waits for the lock screen, puts it back and types the PIN. Ends where the person was. */
async function comeBack(locked: Promise<Page>, kept: string): Promise<void> {
  page = await locked;
  await heading(said(lockWords.title)).waitFor();
  await page.getByText(said(kept, 'part')).waitFor();
  await card.insert(stage.pcscd.readers[0]);
  await page.getByText(said(lockWords.resume)).waitFor();
  await desk.typePin(card.file.pin);
  await page.getByRole('navigation', { name: said(appWords.mailboxes) }).waitFor();
}

async function sitDown(undoSeconds: number): Promise<void> {
  desk = atDesk(await seat.launch({ undoSeconds }));
  page = await desk.page();
  await heading(/Claire MARTIN/).waitFor();
  await desk.signIn(card.file.pin);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-sending-'));
  stage = await openStage(folder);
  seat = await stage.seat({ folder: 'claire', readers: [0] });
  card = stage.card('claire-martin');
  const { anchorsFile, cards } = stage.operator.pki;
  paul = await Workstation.create(
    stage.operator.url,
    readFileSync(anchorsFile, 'utf8'),
    readCardFile(cards['paul-leroy']),
  );
  await card.insert(stage.pcscd.readers[0]);
  await sitDown(1);
});
beforeEach(async () => {
  page = await desk.page();
});
afterEach(async ({ task }) => {
  await pictureFailure(task, desk.app);
  card.clearFaults();
  seat.link.slowDown(0);
  seat.link.mend();
});
afterAll(async () => {
  await paul?.close();
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('signing', () => {
  it('with a wrong PIN tries it once, keeps the letter, and the right one sends it', async () => {
    const written = letter('Signature refusée', [smallFile('tension.txt')]);
    await desk.write(written);
    const tried = card.pinAttempts;
    await desk.send(WRONG);
    await failureShown(page, 'card.pin-incorrect');
    const question = page.getByRole('dialog', { name: said(composer.pinTitle) });
    await question.getByText(said(ui.triesLeft_other.replace('{{count}}', '2'))).waitFor();
    await delay(AGAIN_MS);
    expect(card.pinAttempts).toBe(tried + 1);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await desk.penned()).toEqual(pennedAs(written));
    await desk.go('received');
    await desk.openDraft(/Signature refusée/);
    expect(await desk.penned()).toEqual(pennedAs(written));
    await desk.send(card.file.pin);
    await expectSealedOnce(written.subject);
    expect(card.triesLeft).toBe(card.file.maxTries);
  });

  it('with the card pulled in its middle locks, sends nothing, and the letter is there again', async () => {
    const written = letter('Carte arrachée', [smallFile('bilan.txt')]);
    await desk.write(written);
    const locked = desk.app.nextPage();
    const out = card.pullDuring(ins.generalAuthenticate);
    await desk.send(card.file.pin);
    await out;
    await comeBack(locked, lockWords.partDrafts_one.replace('{{count}}', '1'));
    await inComposer().waitFor();
    expect(await desk.penned()).toEqual(pennedAs(written));
    expect(await receivedByPaul(written.subject)).toBe(0);
    await desk.send(card.file.pin);
    await expectSealedOnce(written.subject);
  });
});

describe('locking', () => {
  it('keeps what was typed to the last letter', async () => {
    const written = letter('Dernier mot');
    await desk.write(written);
    await inComposer().press('End');
    await page.keyboard.type(' Fin.');
    page = await desk.lock();
    await page.getByText(said(lockWords.resume)).waitFor();
    await desk.typePin(card.file.pin);
    await inComposer().waitFor();
    expect((await desk.penned()).text).toBe(`${written.text} Fin.`);
    await page.getByRole('button', { name: said(composer.discard) }).click();
    await page.getByRole('button', { name: said(composer.discardGo) }).click();
    await inComposer().waitFor({ state: 'detached' });
  });
});

describe('an attachment', () => {
  const written = (): Letter => letter('Pièces difficiles', [join(folder, 'petite.txt')]);

  it('of more than 40 Mo is refused before anything is copied, and several that are more would leave numbered', async () => {
    smallFile('petite.txt');
    await desk.write(written());
    const before = seat.link.uploadedBytes;
    await desk.chooseFiles([sparseFile('film.avi', 41_943_041)]);
    await failureShown(page, 'attachment.too-large');
    await page.getByRole('button', { name: said(composer.dismissRefused.replace('{{name}}', 'film.avi')) }).click();
    expect(await desk.penned()).toEqual(pennedAs(written()));
    await desk.chooseFiles([sparseFile('moitie-1.avi', 22_000_000), sparseFile('moitie-2.avi', 22_000_000)]);
    await page.getByText(said(composer.splitNotice_other)).waitFor();
    for (const name of ['moitie-1.avi', 'moitie-2.avi']) {
      const remove = page.getByRole('button', { name: said(composer.removeAttachment.replace('{{name}}', name)) });
      await remove.click();
      await remove.waitFor({ state: 'detached' });
    }
    await page.getByText(said(composer.splitNotice_other)).waitFor({ state: 'detached' });
    expect(await desk.penned()).toEqual(pennedAs(written()));
    expect(seat.link.uploadedBytes - before).toBeLessThan(1_000_000);
  });

  it('that has vanished since it was seen is named so, and the others stay', async () => {
    await desk.chooseFiles([join(folder, 'jamais-vu.pdf')]);
    await failureShown(page, 'attachment.vanished');
    expect(await desk.penned()).toEqual(pennedAs(written()));

    const large = sparseFile('large.bin', 39_000_000);
    const short = smallFile('courte.txt');
    await desk.chooseFiles([large, short]);
    // It goes while the one before it is being copied.
    await page
      .getByRole('progressbar', { name: said(composer.attaching) })
      .first()
      .waitFor();
    unlinkSync(short);
    await page
      .getByRole('button', { name: said(composer.removeAttachment.replace('{{name}}', 'large.bin')) })
      .waitFor();
    await failureShown(page, 'attachment.vanished');
    expect((await desk.penned()).files).toEqual(['petite.txt', 'large.bin']);
    await page.getByRole('button', { name: said(composer.removeAttachment.replace('{{name}}', 'large.bin')) }).click();
  });

  it('that changes while it is copied is named so, and nothing of it is kept', async () => {
    const growing = sparseFile('journal.log', 30_000_000);
    const writer = setInterval(() => appendFileSync(growing, 'x'), 2);
    try {
      await desk.chooseFiles([growing]);
      await failureShown(page, 'attachment.changed');
    } finally {
      clearInterval(writer);
    }
    expect(await desk.penned()).toEqual(pennedAs(written()));
    // Left alone it can be attached after all.
    await desk.attach([growing]);
  });
});

describe('a recipient', () => {
  it('whom the directory does not know is invited, with a warning while the letter is written', async () => {
    const written = letter('Invitation');
    const address = 'personne.inconnue@demo.medimail.example';
    await desk.write({ ...written, to: [{ typed: address, choose: said(composer.inviteAddress, 'start') }] });
    await page
      .getByRole('status')
      .filter({ hasText: composer.invitedWarning_one.replace('{{address}}', address) })
      .waitFor();
    await desk.send(card.file.pin);
    await expectLeftOnce(written.subject);
    expect(await receivedByPaul(written.subject)).toBe(0);
  });

  it('whom the operator does not let one write to is told in the outbox, and the letter can be mended', async () => {
    const elsewhere = someoneElsewhere();
    const written = letter('Autre opérateur', [smallFile('ordonnance.txt')]);
    const { familyName, givenName } = elsewhere;
    const choose = new RegExp(`${familyName}\\s+${givenName}`, 'i');
    await desk.write({ ...written, to: [{ typed: `${familyName} ${givenName}`, choose }] });
    await desk.send(card.file.pin);
    await desk.go('outbox');
    const entry = page.getByRole('listitem').filter({ hasText: written.subject });
    await entry.getByText(said(errors['recipient.not-allowed'].title)).waitFor({ timeout: 60_000 });
    await entry.getByText(said(errors['recipient.not-allowed'].kept ?? '')).waitFor();
    await entry.getByText('recipient.not-allowed').waitFor();
    await entry.getByRole('button', { name: said(outbox.reopen) }).click();
    await inComposer().waitFor();
    expect(await desk.penned()).toEqual(pennedAs(written));
    await page
      .getByRole('button', { name: new RegExp(`^${composer.remove.replace('{{name}}', '')}.*${familyName}`, 'i') })
      .click();
    await desk.addRecipient('to', toPaul.typed, toPaul.choose);
    await desk.send(card.file.pin);
    await expectSealedOnce(written.subject);
  });
});

describe('an upload', () => {
  it('under way when the card is pulled goes on where it was, and is sealed once', async () => {
    const written = letter('Envoi interrompu', [sparseFile('scanner.dcm', LARGE_BYTES)]);
    await desk.write(written);
    seat.link.slowDown(UPLINK_DELAY_MS);
    const before = seat.link.uploadedBytes;
    await desk.send(card.file.pin);
    await uploaded(30);
    const locked = desk.app.nextPage();
    await card.remove();
    await comeBack(locked, lockWords.partUnsent_one.replace('{{count}}', '1'));
    const lost = seat.link.uploadedBytes - before;
    seat.link.slowDown(0);
    await expectSealedOnce(written.subject);
    // What had arrived was not sent again.
    expect(seat.link.uploadedBytes - before - lost).toBeLessThan(LARGE_BYTES);
  });

  it('cut off waits in the outbox, says where it is, and goes on by itself', async () => {
    const written = letter('Réseau coupé', [sparseFile('irm.dcm', LARGE_BYTES)]);
    await desk.write(written);
    seat.link.cutAfterUpload(LARGE_BYTES * 0.8);
    await desk.send(card.file.pin);
    await desk.go('outbox');
    await page.getByText(said(appWords.offline)).first().waitFor();
    await page.getByText(said(outbox.stateInterrupted)).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: said(outbox.offlineText, 'part') })
      .waitFor();
    expect(await receivedByPaul(written.subject)).toBe(0);
    seat.link.mend();
    await expectSealedOnce(written.subject);
  });

  it('goes on where it was when the operator was killed and is back', async () => {
    const written = letter('Opérateur redémarré', [sparseFile('dossier.dcm', LARGE_BYTES)]);
    await desk.write(written);
    seat.link.slowDown(UPLINK_DELAY_MS);
    const before = seat.link.uploadedBytes;
    await desk.send(card.file.pin);
    await uploaded(30);
    const startAgain = await stage.killOperator();
    await page.getByText(said(appWords.offline)).first().waitFor();
    const lost = seat.link.uploadedBytes - before;
    seat.link.slowDown(0);
    await startAgain();
    await expectSealedOnce(written.subject);
    expect(seat.link.uploadedBytes - before - lost).toBeLessThan(LARGE_BYTES);
  });

  it('survives the death of the whole client, and leaves once', async () => {
    const written = letter('Poste éteint', [sparseFile('echographie.dcm', LARGE_BYTES)]);
    await desk.write(written);
    seat.link.slowDown(UPLINK_DELAY_MS);
    await desk.send(card.file.pin);
    await uploaded(30);
    await desk.app.kill();
    seat.link.slowDown(0);
    expect(await receivedByPaul(written.subject)).toBe(0);
    // Long enough for the test that follows to take an envelope back.
    await sitDown(30);
    await page.getByText(said(appWords.unsentFoundText)).waitFor();
    await expectSealedOnce(written.subject);
  });

  it('that was not begun can be taken back, and the letter is open again', async () => {
    const written = letter('À reprendre', [smallFile('avis.txt')]);
    await desk.write(written);
    await desk.send(card.file.pin);
    await page
      .getByRole('region', { name: said(outbox.panel) })
      .getByRole('button', { name: said(outbox.undo) })
      .click();
    await page.getByText(said(appWords.undone)).waitFor();
    await inComposer().waitFor();
    expect(await desk.penned()).toEqual(pennedAs(written));
    await desk.go('outbox');
    await page.getByText(said(outbox.emptyTitle)).waitFor();
    expect(await receivedByPaul(written.subject)).toBe(0);
  });
});
