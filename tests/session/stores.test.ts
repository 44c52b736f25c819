import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { createSoftwareToken } from '../support/software-token.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

const marker = 'MARQUEUR-7F3A-EN-CLAIR';

/** Files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the account folder', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  const accountOf = (accountsFolder: string) => {
    const [name = ''] = readdirSync(accountsFolder).filter((one) => /^[0-9a-f]{64}$/.test(one));
    return join(accountsFolder, name);
  };

  it('holds nothing readable, in use and afterwards', async () => {
    const claire = await stage.signedIn('claire-martin');
    const paul = await stage.signedIn('paul-leroy');
    const file = join(stage.folder, `${marker}.txt`);
    writeFileSync(file, `${marker} `.repeat(30_000));
    const letter = { to: 'paul.leroy', subject: `${marker} sujet`, text: `${marker} texte` };
    const envelopeId = await sendLetter(claire.session, { ...letter, files: [file] });
    await writeDraft(claire.session, { ...letter, files: [file] });
    await outboxEmpty(claire.session);
    await arrived(paul.session, 'received', envelopeId);
    const { content } = await paul.session.mailbox.open({ envelopeId });
    expect(content?.text).toContain(marker);
    const scan = () => {
      for (const { accountsFolder } of [claire, paul]) {
        const paths = filesBelow(accountsFolder);
        expect(paths.length).toBeGreaterThan(4);
        for (const path of paths) {
          const bytes = readFileSync(path);
          const names = [
            marker,
            Buffer.from(marker).toString('base64').slice(0, 20),
            'LEROY',
            'Leroy',
            'demo.medimail',
          ];
          for (const text of path.endsWith('validation.json') ? [marker] : names) {
            expect(bytes.includes(text), `${text} in ${path}`).toBe(false);
            expect(path.includes(text)).toBe(false);
          }
        }
      }
    };
    scan();
    await claire.session.kill();
    expect(await paul.session.quit()).toBe(0);
    scan();
  });

  it('gets a new cache when the old one is damaged, and keeps the journal', async () => {
    const first = await stage.signedIn('anne-roux');
    const draftId = await writeDraft(first.session, { to: 'paul.leroy', subject: 'À garder' });
    await synced(first.session);
    const before = await first.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 });
    expect(await first.session.quit()).toBe(0);
    const cache = join(accountOf(first.accountsFolder), 'cache.db');
    const bytes = readFileSync(cache);
    bytes.fill(0xaa, 64, Math.min(bytes.length, 40_000));
    writeFileSync(cache, bytes);

    const again = await stage.signedIn('anne-roux');
    await synced(again.session);
    expect((await again.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 })).total).toBe(
      before.total,
    );
    expect((await again.session.draft.get({ draftId })).content.subject).toBe('À garder');
    expect(again.session.of('bug')).toEqual([]);
    await again.session.kill();
  });

  it('gets a new cache when damage shows in the middle of use', async () => {
    const { session, accountsFolder } = await stage.signedIn('bernard-noel');
    const paul = await stage.signedIn('paul-leroy', { folder: 'paul-b' });
    const sent: EnvelopeId[] = [];
    for (let i = 0; i < 12; i += 1)
      sent.push(await sendLetter(paul.session, { to: 'bernard.noel', subject: `Page ${i}`, text: 'x'.repeat(8_000) }));
    await outboxEmpty(paul.session);
    for (const id of sent) await arrived(session, 'received', id);
    const { total } = await session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 });
    await session.quit();
    const cache = join(accountOf(accountsFolder), 'cache.db');
    const bytes = readFileSync(cache);
    // Everything but the first pages, which opening reads.
    for (let at = 3 * 4_096; at < bytes.length; at += 4_096) bytes.fill(0x11, at + 100, at + 200);
    writeFileSync(cache, bytes);
    const again = await stage.workstation('bernard-noel');
    await again.session.signIn();
    await synced(again.session);
    const rows = await again.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 50 });
    expect(rows.total).toBe(total);
    for (const { id } of rows.rows) {
      expect((await again.session.mailbox.open({ envelopeId: id })).content).not.toBeNull();
    }
    expect(again.session.of('bug')).toEqual([]);
  });

  it('whose journal is damaged, or was made by another key, is refused and left untouched', async () => {
    const first = await stage.signedIn('sophie-blanc');
    await first.session.quit();
    const journal = join(accountOf(first.accountsFolder), 'journal.db');
    const kept = readFileSync(journal);
    const damaged = Buffer.from(kept);
    damaged.fill(0x33, 16, 400);
    writeFileSync(journal, damaged);
    const again = await stage.workstation('sophie-blanc');
    await expect(again.session.signIn()).rejects.toMatchObject({ code: 'store.corrupt' });
    expect(readFileSync(journal).equals(damaged)).toBe(true);
    writeFileSync(journal, randomBytes(8_192));
    await expect(again.session.signIn()).rejects.toMatchObject({ code: 'store.wrong-key' });
    writeFileSync(journal, kept);
    expect((await again.session.signIn()).online).toBe(true);
  });

  it('opens for a replaced card with the recovery code, and with that card alone from then on', async () => {
    const first = await stage.workstation('claire-martin', { folder: 'claire-r' });
    const { recoveryCode } = await first.session.signIn();
    const draftId = await writeDraft(first.session, { to: 'paul.leroy', subject: 'Ancienne carte' });
    await synced(first.session);
    await first.session.quit();

    const pki = await createPki({ keyDirectory: join(stage.operator.pki.directory, 'keys') });
    const replaced = await pki.issueCard({ ...cast['claire-martin'], seed: 'claire-martin-2' });
    const token = createSoftwareToken(replaced);
    const again = await stage.workstation('claire-martin', { folder: 'claire-r', token });
    await expect(again.session.signIn()).rejects.toMatchObject({ code: 'store.key-changed' });
    await expect(
      again.session.card.recover({ recoveryCode: '0000-0000-0000-0000-0000-0000-0000' }),
    ).rejects.toMatchObject({ code: 'store.recovery-code-invalid' });
    const view = await again.session.card.recover({ recoveryCode: recoveryCode ?? '' });
    // Drafts of the account's other workstations are here as well.
    expect(view).toMatchObject({ method: 'recovery-code', recoveryCode: null });
    expect(view.drafts).toBeGreaterThan(0);
    expect((await again.session.draft.get({ draftId })).content.subject).toBe('Ancienne carte');
    await again.session.kill();

    const third = await stage.workstation('claire-martin', {
      folder: 'claire-r',
      token: createSoftwareToken(replaced),
    });
    expect(await third.session.signIn()).toMatchObject({ method: 'card' });
    expect((await third.session.draft.get({ draftId })).content.subject).toBe('Ancienne carte');
  });

  it('does not open where the installation’s secret is another', async () => {
    const first = await stage.signedIn('hugo-fabre');
    await first.session.quit();
    const deviceSecret = randomBytes(32).toString('base64');
    const again = await stage.workstation('hugo-fabre', { config: { deviceSecret } });
    await expect(again.session.signIn()).rejects.toMatchObject({ code: 'store.wrong-key' });
  });

  it('of an elliptic-curve card opens with the operator’s share, and not without the operator', async () => {
    const first = await stage.workstation('isabelle-girard');
    expect((await first.session.signIn()).online).toBe(true);
    await first.session.kill();
    const second = await stage.workstation('isabelle-girard');
    expect((await second.session.signIn()).recoveryCode).not.toBeNull();
    await second.session.kill();
    stage.link.cut();
    const third = await stage.workstation('isabelle-girard');
    await expect(third.session.signIn()).rejects.toMatchObject({ code: 'operator.offline' });
    stage.link.mend();
    expect((await third.session.signIn()).online).toBe(true);
  });

  it('is private to its owner', async () => {
    const { accountsFolder } = await stage.workstation('paul-leroy');
    const account = accountOf(accountsFolder);
    expect(statSync(account).mode & 0o077).toBe(0);
    expect(statSync(join(account, 'keys.json')).mode & 0o077).toBe(0);
    expect(existsSync(join(account, 'journal.db'))).toBe(true);
  });
});
