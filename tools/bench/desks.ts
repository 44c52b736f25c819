/** What a person waits for, measured on the whole stack: card service, card processes, session, operator, Chromium. */
import type { Page } from 'playwright-core';
import { lock } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { proof } from '../../renderer/locales/fr/proof.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { atDesk, type Desk, openProof } from '../../tests/support/desk.ts';
import { type Seat, type Stage, setStage } from '../tour/stage.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, median, timed } from './figure.ts';

/** Runs on a stage of its own; clients and services are gone afterwards. */
async function onStage<T>(folder: string, act: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await setStage(folder);
  try {
    return await act(stage);
  } finally {
    await stage.close();
  }
}

/** Sits down for the first time: card in, PIN, recovery code noted. */
async function sitDown(seat: Seat): Promise<Desk> {
  const desk = atDesk(await seat.launch());
  await takeSeat(seat, desk);
  return desk;
}

/** Card in, PIN; the recovery code is noted where it is shown (again, when the first session was cut short). */
async function takeSeat(seat: Seat, desk: Desk): Promise<void> {
  await seat.card.insert(seat.reader);
  await desk.signIn(seat.pin);
  await (await desk.page()).getByRole('option').first().waitFor();
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** Pulls the card and measures until the lock screen is there. */
async function pullCard(seat: Seat, desk: Desk): Promise<number> {
  return timed(async () => {
    await seat.card.remove();
    await heading(await desk.app.nextPage(), lock.title).waitFor();
  });
}

/** Puts the card back and types the PIN; measures from Enter until the inbox is there. */
async function unlock(seat: Seat, desk: Desk): Promise<number> {
  await seat.card.insert(seat.reader);
  const page = await desk.page();
  await page.getByLabel(ui.pinLabel, { exact: true }).fill(seat.pin);
  return timed(async () => {
    await page.keyboard.press('Enter');
    await heading(page, mailbox.received).waitFor();
    await page.getByRole('option').first().waitFor();
  });
}

export function signInAndLock({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  return onStage(folder, async ({ claire }) => {
    const desk = await sitDown(claire);
    const locked: number[] = [];
    const opened: number[] = [];
    await pullCard(claire, desk);
    await takeSeat(claire, desk);
    for (let run = 0; run < runs; run += 1) {
      locked.push(await pullCard(claire, desk));
      opened.push(await unlock(claire, desk));
    }
    const subject = (metric: string) => ({ bench: 'session', metric, unit: 'ms' }) as const;
    return [
      figureAlone(subject('PIN typed to inbox shown'), median(opened), { below: 1_500 }),
      figureAlone(subject('card removed to locked screen'), median(locked), { below: 1_000 }),
    ];
  });
}

/** Claire has the envelope's timeline on screen while Paul opens it. */
export function opening({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  return onStage(folder, async (stage) => {
    const claire = await sitDown(stage.claire);
    const paul = await sitDown(stage.paul);
    const known: number[] = [];
    for (let run = -1; run < runs; run += 1) {
      const subject = `Avis ${run + 2}`;
      const to = [{ typed: 'leroy pa', choose: /LEROY Paul/i }];
      await claire.write({ to, subject, text: 'Cher confrère, merci de votre avis.' });
      await claire.send(stage.claire.pin);
      await claire.go('sent');
      await claire.open(new RegExp(subject));
      await openProof(claire);
      await (await paul.row(new RegExp(subject))).first().waitFor();
      const elapsed = await timed(async () => {
        await paul.open(new RegExp(subject));
        await (await claire.page()).getByText(proof.opened, { exact: true }).first().waitFor();
      });
      if (run >= 0) known.push(elapsed);
    }
    const subject = { bench: 'opening', metric: "opened to the sender's timeline", unit: 'ms' } as const;
    return [figureAlone(subject, median(known), { below: 2_000 })];
  });
}
