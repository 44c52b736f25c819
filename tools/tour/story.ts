/** The main job, as two physicians live it: each step is one sentence that must hold. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { outbox } from '../../renderer/locales/fr/outbox.ts';
import { proof } from '../../renderer/locales/fr/proof.ts';
import { reader } from '../../renderer/locales/fr/reader.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { atDesk, type Desk, openProof, said } from '../../tests/support/desk.ts';
import { unpackEvidence, verifyEvidence } from './evidence.ts';
import type { TourFile } from './fixtures.ts';
import { findPlaintext } from './plaintext.ts';
import { isAlive, processesOf } from './processes.ts';
import { hold, type TourReport, until } from './report.ts';
import type { Stage } from './stage.ts';

/** What the story is told with. */
export interface StoryParts {
  readonly stage: Stage;
  readonly report: TourReport;
  /** Folder of screenshots, saved attachments and evidence. */
  readonly out: string;
  readonly pdf: TourFile;
  readonly images: readonly TourFile[];
  /** A word that stands in every text and file of the story, looked for on disk afterwards. */
  readonly marker: string;
  /** Multiplies the two limits in time; above 1 only where the machine is busy with something else. */
  readonly patience: number;
}

/** What the two promises of speed allow. */
const OPENING_KNOWN_MS = 2_000;
const LOCKED_MS = 1_000;
/** How long the tour waits for an envelope that would leave twice. */
const TWICE_MS = 1_500;
/** Added to each 64 KiB on their way up: about 12 MB a second. */
const UPLINK_DELAY_MS = 5;
/** How the session process names itself in the process table. */
const SESSION_PROCESS = /Medimail session/;
const LETTER = 'Avis sur anticoagulant — M. DUPONT Jean';
const ANSWER = /Re\s*:\s*Avis sur anticoag/;
const OFFLINE_LETTER = 'Contrôle de l’INR — M. DUPONT Jean';

/** Plays the whole story; the first step that does not hold ends it. */
export async function tellStory(parts: StoryParts): Promise<void> {
  const { stage, report, out, marker, patience } = parts;
  let shots = 0;
  const picture = async (desk: Desk, name: string): Promise<void> => {
    shots += 1;
    await (await desk.page()).screenshot({ path: join(out, `${String(shots).padStart(2, '0')}-${name}.png`) });
  };

  const claire = atDesk(await stage.claire.launch());
  const paul = atDesk(await stage.paul.launch());
  const step: TourReport['step'] = async (...scene) => {
    try {
      return await report.step(...scene);
    } catch (error) {
      await picture(claire, 'stopped-claire');
      await picture(paul, 'stopped-paul');
      throw error;
    }
  };

  await step('no-card', 'Claire’s screen waits for her card', async () => {
    await (await claire.page()).getByText(said(signIn.noCardTitle)).first().waitFor();
    await picture(claire, 'sign-in-no-card');
    return 'reader seen, no card';
  });
  await step('card-recognised', 'Her card is recognised in the reader', async () => {
    await stage.claire.card.insert(stage.claire.reader);
    await (await claire.page())
      .getByText(/Claire MARTIN/)
      .first()
      .waitFor();
    await picture(claire, 'sign-in-card');
    return 'Dr Claire MARTIN, card CPS';
  });
  await step('signed-in', 'She gives her PIN, her mailbox opens', async () => {
    await claire.signIn(stage.claire.pin);
    await picture(claire, 'inbox');
    return 'signed in by card, PIN asked once';
  });
  await step('paul-signed-in', 'Dr Paul Leroy signs in at another workstation', async () => {
    await stage.paul.card.insert(stage.paul.reader);
    await paul.signIn(stage.paul.pin);
    return 'second workstation, second card';
  });

  await step('written', 'She writes to a cardiologist found as she types, copies a hospital service', async () => {
    await claire.write({
      to: [{ typed: 'leroy pa', choose: /LEROY Paul/i }],
      cc: [{ typed: 'deux-rives', choose: /Deux-Rives/i }],
      subject: LETTER,
      text: [
        'Cher confrère,',
        '',
        'Je vous adresse M. Dupont pour avis sur la poursuite de son anticoagulant. Vous trouverez ci-joint ' +
          'le compte rendu et les images d’échocardiographie.',
        '',
        'Bien confraternellement,',
        '',
        `Dossier ${marker}`,
      ].join('\n'),
    });
    return 'recipients from the directory';
  });
  await step('attached', 'She attaches a 2 MB PDF and 36 MB of images', async () => {
    await claire.attach([parts.pdf, ...parts.images].map(({ path }) => path));
    await picture(claire, 'composer');
    return `${[parts.pdf, ...parts.images].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} bytes copied, encrypted`;
  });
  await step(
    'sealed',
    'She sends, gives the PIN that her signature key demands, sees real bytes, then « Scellée »',
    async () => {
      // A practice's uplink rather than loopback, so that there is progress to see.
      stage.claire.link.slowDown(UPLINK_DELAY_MS);
      await claire.send(stage.claire.pin);
      const page = await claire.page();
      const seen = new Set<string>();
      let pictured = false;
      const watch = setInterval(async () => {
        const bars = await Promise.all(
          (await page.getByRole('progressbar').all()).map((bar) =>
            bar.getAttribute('aria-valuenow', { timeout: 200 }).catch(() => null),
          ),
        );
        for (const text of bars) if (text) seen.add(text);
        if (seen.size < 3 || pictured) return;
        pictured = true;
        await picture(claire, 'sending');
      }, 150);
      try {
        await page
          .getByText(/Scellée à/)
          .first()
          .waitFor({ timeout: 60_000 });
      } finally {
        clearInterval(watch);
        stage.claire.link.slowDown(0);
      }
      await picture(claire, 'sealed');
      hold(seen.size >= 2, `progress was shown ${seen.size} times only`);
      return `${seen.size} different progress figures on the way`;
    },
  );
  await step('proof', 'The proof opens, recomputed on her workstation', async () => {
    await claire.go('sent');
    await claire.open(new RegExp(LETTER.slice(0, 22)));
    const page = await openProof(claire);
    await page.getByText(said(proof.intact)).waitFor();
    await page.getByText(said(proof.signature)).waitFor();
    await picture(claire, 'proof');
    return 'content intact, signature valid, time certified';
  });

  await step('arrived', 'Paul sees it arrive without asking', async () => {
    await (await paul.row(new RegExp(LETTER.slice(0, 22)))).first().waitFor();
    await picture(paul, 'arrived');
    return 'pushed by the operator, pulled by his workstation';
  });
  let openedAt = 0;
  await step('opened', 'He opens it and sees who signed', async () => {
    await paul.open(new RegExp(LETTER.slice(0, 22)));
    openedAt = performance.now();
    const page = await paul.page();
    await page.getByText(said(reader.signedDetail)).waitFor();
    await page.getByText(/RPPS/).first().waitFor();
    await page.getByText(/Cher confrère/).waitFor();
    return 'name, profession, RPPS, certificate valid at sealing';
  });
  await step('opening-known', 'Claire’s timeline says « Ouverte » within two seconds', async () => {
    const page = await claire.page();
    await page.getByText(said(proof.opened)).first().waitFor({ timeout: 5_000 });
    const ms = Math.round(performance.now() - openedAt);
    await picture(claire, 'opened-by-paul');
    hold(ms < OPENING_KNOWN_MS * patience, `it took ${ms} ms`);
    return `${ms} ms after he opened it`;
  });
  await step('previewed', 'He previews the PDF', async () => {
    const page = await paul.page();
    await page.locator('canvas').first().waitFor();
    await picture(paul, 'reader-pdf');
    return 'drawn by the built-in viewer';
  });
  await step('saved', 'He saves the images, byte for byte', async () => {
    const folder = join(out, 'saved');
    await mkdir(folder, { recursive: true });
    const page = await paul.page();
    await paul.app.dialogs.queueSave(folder);
    await page.getByRole('button', { name: said(reader.saveAll) }).click();
    for (const file of [parts.pdf, ...parts.images]) {
      const bytes = await until(`${file.name} was not saved`, 20_000, async () => {
        const names = await readdir(folder);
        return names.includes(file.name) && (await readFile(join(folder, file.name)));
      });
      hold(createHash('sha256').update(bytes).digest('hex') === file.sha256, `${file.name} differs`);
    }
    return 'four files, same SHA-256';
  });

  await step('answered', 'He replies, signed with his own card', async () => {
    const page = await paul.page();
    await page
      .getByRole('button', { name: said(reader.answer, 'start') })
      .first()
      .click();
    await page
      .getByRole('textbox', { name: said(composer.text) })
      .fill(`Chère consœur,\n\nMerci de votre confiance : je le vois jeudi.\n\nDossier ${marker}`);
    await picture(paul, 'answer');
    await paul.send(stage.paul.pin);
    await page
      .getByText(/Scellée à/)
      .first()
      .waitFor();
    await claire.go('received');
    await (await claire.row(ANSWER)).first().waitFor();
    await claire.open(ANSWER);
    await (await claire.page()).getByText(/je le vois jeudi/).waitFor();
    await picture(claire, 'answer-read');
    return 'back in Claire’s mailbox, opened';
  });

  await step('locked', 'She pulls her card: locked within a second, the session process is gone', async () => {
    const before = await processesOf(claire.app.pid, SESSION_PROCESS);
    hold(before.length === 1, `${before.length} session processes before the pull`);
    const start = performance.now();
    const since = () => Math.round(performance.now() - start);
    const locked = claire.app.nextPage();
    await stage.claire.card.remove();
    // The process that holds keys, tokens and content: dead, not only told to go.
    await until('the session process still lives', 5_000, async () => !isAlive(before[0] ?? 0));
    const goneMs = since();
    await (await locked).getByRole('heading', { name: said(lockWords.title) }).waitFor();
    const drawnMs = since();
    await picture(claire, 'locked');
    hold(goneMs < LOCKED_MS * patience, `it took ${goneMs} ms`);
    return `session process dead ${goneMs} ms after the pull, lock screen drawn after ${drawnMs} ms`;
  });
  await step('nothing-readable', 'Nothing readable is left on disk', async () => {
    const found = await findPlaintext([stage.claire.dataFolder, stage.paul.dataFolder, stage.operatorFolder], marker);
    hold(found.length === 0, `the marker was found in ${found.length} files: ${found.join(', ')}`);
    return 'marker not found in account folders, operator data, logs';
  });
  await step('resumed', 'She puts it back: PIN, same place', async () => {
    await stage.claire.card.insert(stage.claire.reader);
    const page = await claire.page();
    await page.getByText(/tapez votre code pour reprendre/).waitFor();
    await page.getByLabel(said(ui.pinLabel)).fill(stage.claire.pin);
    await page.keyboard.press('Enter');
    await page.getByText(/je le vois jeudi/).waitFor();
    return 'the answer is on screen again';
  });

  await step('offline-read', 'With the network cut, everything received still opens', async () => {
    stage.claire.link.cut();
    const page = await claire.page();
    await page.getByText('Hors connexion').first().waitFor();
    await claire.go('sent');
    await claire.open(new RegExp(LETTER.slice(0, 22)));
    await page.getByText(/Cher confrère/).waitFor();
    return 'from the encrypted cache';
  });
  await step('offline-written', 'What she writes waits in the outbox', async () => {
    await claire.write({
      to: [{ typed: 'leroy pa', choose: /LEROY Paul/i }],
      subject: OFFLINE_LETTER,
      text: `Cher confrère,\n\nINR à 3,8 ce matin : je réduis la dose.\n\nDossier ${marker}`,
    });
    await claire.send(stage.claire.pin);
    await claire.go('outbox');
    await (await claire.page()).getByRole('heading', { name: said(outbox.title) }).waitFor();
    await (await claire.page())
      .getByText(new RegExp(OFFLINE_LETTER.slice(0, 17)))
      .first()
      .waitFor();
    await picture(claire, 'outbox-offline');
    return 'signed, sealed later';
  });
  await step('offline-left', 'Network back: it leaves by itself, exactly once', async () => {
    const mails = join(stage.operatorFolder, 'mail');
    const before = (await readdir(mails)).length;
    stage.claire.link.mend();
    await (await paul.row(new RegExp(OFFLINE_LETTER.slice(0, 17)))).first().waitFor({ timeout: 90_000 });
    await (await claire.page()).getByText(said(outbox.emptyTitle)).waitFor();
    // Whatever might leave a second time has time to do so.
    await new Promise((resolve) => setTimeout(resolve, TWICE_MS));
    await claire.go('sent');
    const subject = new RegExp(OFFLINE_LETTER.slice(0, 17));
    await (await claire.row(subject)).first().waitFor();
    const counts = [await (await claire.row(subject)).count(), await (await paul.row(subject)).count()];
    hold(
      counts.every((count) => count === 1),
      `sent and received ${counts.join(' and ')} times`,
    );
    const notified = (await readdir(mails)).length - before;
    hold(notified === 1, `${notified} notifications`);
    return 'one envelope sent, one received, one notification';
  });

  await step('evidence', 'The exported proof is verified by openssl alone', async () => {
    await claire.go('sent');
    await claire.open(new RegExp(LETTER.slice(0, 22)));
    const zip = join(out, 'evidence.zip');
    await claire.app.dialogs.queueSave(zip);
    await (await openProof(claire)).getByRole('button', { name: said(proof.export) }).click();
    await until('the evidence was not saved', 30_000, async () => (await readdir(out)).includes('evidence.zip'));
    await (await claire.page()).getByText(said(proof.exported)).first().waitFor();
    const folder = join(out, 'evidence');
    await unpackEvidence(zip, folder);
    const commands = await verifyEvidence(folder);
    await writeFile(join(out, 'verified.txt'), `${commands.join('\n')}\n`);
    return `${commands.length} commands of VERIFY.md succeeded as written`;
  });
}
