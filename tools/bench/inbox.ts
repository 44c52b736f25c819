/** The inbox of somebody who keeps 50,000 envelopes on the workstation: first screen after unlocking, and scrolling. */
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { SyncChange } from '../../contract/api/routes.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { openAccountStores } from '../../main/session/store/account-stores.ts';
import { accountFolderName, createKeyVault } from '../../main/session/store/keys/account-keys.ts';
import { launchApp } from '../../tests/support/app.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { eventually, type SessionDriver } from '../../tests/support/session-driver.ts';
import { startPcscd } from '../../tests/support/virtual-card/pcscd.ts';
import { createVirtualCard } from '../../tests/support/virtual-card/virtual-card.ts';
import { type DemoOperator, startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, median, percentile, timed } from './figure.ts';
import { scrollWork, unlockAndDraw } from './inbox-screen.ts';
import { deviceSecret, openSession, unreachable } from './sessions.ts';

const envelopes = 50_000;
const pageOfFeed = 1_000;
const screenOfRows = 60;
const person = 'claire-martin';
const minuteMs = 60_000;

const surnames = ['Martin', 'Bernard', 'Dubois', 'Petit', 'Moreau', 'Laurent', 'Simon', 'Michel', 'Garcia', 'Roux'];

function sender(index: number): AccountCard {
  return AccountCard.parse({
    accountId: randomUUID(),
    address: `p${index}@demo.medimail.example`,
    title: 'Dr',
    givenName: 'Camille',
    familyName: surnames[index % surnames.length] ?? '',
    kind: 'health',
    profession: 'Médecin',
    specialty: 'Cardiologie',
    organisation: null,
    town: 'Nice',
    rpps: null,
    certified: true,
  });
}

/** An envelope received `index` minutes before now, as the feed tells of it. */
function received(index: number, from: AccountCard, owner: AccountCard, now: number): SyncChange {
  const at = new Date(now - index * minuteMs).toISOString();
  const sha256 = index.toString(16).padStart(64, '0');
  const address = owner.address;
  return {
    type: 'envelope',
    box: 'received',
    record: {
      id: EnvelopeId.parse(uuidv7({ msecs: now - index * minuteMs })),
      sender: from,
      recipients: [
        {
          address,
          name: 'Claire Martin',
          role: 'to',
          kind: 'medimail',
          accountId: owner.accountId,
          profession: owner.profession,
          state: index % 3 === 0 ? 'delivered' : 'opened',
          openedAt: index % 3 === 0 ? null : at,
        },
      ],
      content: {
        subject: `CR consultation ${index} — M. DUPONT Jean`,
        attachments:
          index % 2 === 0 ? [{ index: 0, name: 'CR.pdf', mediaType: 'application/pdf', sizeBytes: 312_000 }] : [],
        inReplyTo: null,
      },
      message: { sha256, sizeBytes: 20_000 },
      signed: true,
      depositedAt: at,
      sealedAt: at,
      expiresAt: new Date(now + 90 * 24 * 60 * minuteMs).toISOString(),
    },
    seal: { statement: '{}', signature: 'AAAA', timestamp: 'AAAA', signatureTimestamp: null },
  };
}

/** Opens the account's own stores, as the session does with the card, and writes the envelopes into its cache. */
async function fillCache(
  operator: DemoOperator,
  accountsFolder: string,
  owner: AccountCard,
  secret: string | null,
): Promise<void> {
  const card = readCardFile(operator.pki.cards[person]);
  const account = accountFolderName(card.nationalId);
  const folder = join(accountsFolder, account);
  const key = createPrivateKey(card.authentication.privateKeyPem);
  const vault = createKeyVault({
    folder,
    account,
    deviceSecret: secret === null ? null : Buffer.from(secret, 'base64'),
  });
  const { dataKey } = await vault.unlock({
    keyType: 'rsa',
    certificate: Buffer.from(card.authentication.certificate, 'base64'),
    signDeterministically: async (bytes) => sign('sha256', bytes, key),
    operatorShare: () => Promise.reject(new Error('an RSA card needs no share')),
  });
  const stores = await openAccountStores(folder, dataKey, () => undefined);
  const senders = Array.from({ length: 200 }, (_, index) => sender(index));
  const context = { accountId: owner.accountId, openedHere: new Set<string>(), pendingItems: new Map() };
  const now = Date.now();
  const cursor = stores.cache.cursor() ?? '';
  for (let start = 0; start < envelopes; start += pageOfFeed) {
    const changes = Array.from({ length: pageOfFeed }, (_, offset) =>
      received(start + offset, senders[(start + offset) % senders.length] as AccountCard, owner, now),
    );
    stores.cache.applyPage({ changes, cursor, complete: false }, context);
  }
  stores.close();
}

/** An account that has been here before, is in step with the operator, and then holds the envelopes besides. */
async function prepare(operator: DemoOperator, accountsFolder: string, secret: string | null): Promise<void> {
  const session = await openSession(operator, person, accountsFolder, 'online', secret);
  const { account } = await session.signIn();
  // Any call after sign-in also says that the recovery code was seen; else the next sign-in would show it again.
  await eventually(async () => {
    const { connection, envelopes: known, pendingBytes } = await session.sync.state({});
    return connection === 'online' && known > 0 && pendingBytes === 0;
  }, 60_000);
  await session.quit();
  await fillCache(operator, accountsFolder, account, secret);
}

function rowsAt(session: SessionDriver, offset: number) {
  return session.mailbox.rows({ box: 'received', filter: 'all', offset, limit: screenOfRows });
}

export async function inbox50k({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const operator = await startDemoOperator({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });
  const accountsFolder = join(folder, 'claire');
  try {
    say(`filling the cache with ${envelopes} envelopes`);
    await prepare(operator, accountsFolder, deviceSecret);
    const screens: number[] = [];
    const steps: number[] = [];
    for (let run = -1; run < runs; run += 1) {
      // Without network, so that no sync works at the same time; the lists come from the workstation in any case.
      const session = await openSession(operator, person, accountsFolder, 'offline');
      await session.signIn();
      const elapsed = await timed(() => Promise.all([rowsAt(session, 0), session.mailbox.counts({})]));
      const { total } = await rowsAt(session, 0);
      if (total < envelopes) throw new Error(`only ${total} envelopes in the list`);
      if (run >= 0) screens.push(elapsed);
      for (let step = 0; step < 50; step += 1) {
        const offset = (step * 991) % (envelopes - screenOfRows);
        const scrolled = await timed(() => rowsAt(session, offset));
        if (run >= 0) steps.push(scrolled);
      }
      await session.kill();
    }
    say('the same on screen');
    const screen = await onScreen(operator, join(folder, 'screen'), runs);
    const subject = (metric: string) => ({ bench: 'inbox50k', metric, unit: 'ms' }) as const;
    return [
      figureAlone(subject('rows and counts of the first screen, from the session'), median(screens), { below: 300 }),
      figureAlone(subject('rows of any other screen, from the session, p95'), percentile(steps, 0.95), { below: 50 }),
      figureAlone(subject('first screen drawn after unlocking'), median(screen.drawn), { below: 300 }),
      figureAlone(subject('main-thread work of a scroll step, p95'), percentile(screen.scrolled, 0.95), { below: 16 }),
    ];
  } finally {
    await operator.stop();
  }
}

/** The whole client over Chromium, on a folder filled in the same way; without the system's secret store. */
async function onScreen(operator: DemoOperator, folder: string, runs: number) {
  const pcscd = await startPcscd();
  const file = readCardFile(operator.pki.cards[person]);
  const card = createVirtualCard({ file, timing: 'fast' });
  const reader = pcscd.readers[0];
  const launch = (operatorUrl: string) =>
    launchApp({
      dataFolder: folder,
      operatorUrl,
      trustDir: operator.pki.directory,
      readers: [reader.name],
      cardEnvironment: pcscd.environment,
    });
  const drawn: number[] = [];
  const scrolled: number[] = [];
  try {
    await card.insert(reader);
    await prepare(operator, join(folder, 'accounts'), null);
    for (let run = -1; run < runs; run += 1) {
      const app = await launch(unreachable);
      const page = await app.page();
      const elapsed = await unlockAndDraw(page, file.pin);
      const work = await scrollWork(page, 60);
      if (run >= 0) {
        drawn.push(elapsed);
        scrolled.push(...work);
      }
      await app.stop();
    }
    return { drawn, scrolled };
  } finally {
    await card.remove();
    await pcscd.close();
  }
}
