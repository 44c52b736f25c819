/** Believable envelopes of the preview: rows, open views and proofs, all from a number. */
import type { AttachmentView, EnvelopeRow, EnvelopeView, ProofView } from '../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { contentExpiry } from '../../contract/model/limits.ts';
import { type AccountCard, displayName } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { SignatureVerdict, SignerFacts } from '../../contract/model/signature.ts';
import { accounts, digestOf, html, idOf, letter, subjects } from './people.ts';

/** The day of the reference drawings, at the hour of the picture: everything is told from here. */
export const previewNow = new Date('2026-11-17T09:58:30.000Z');

/** Sent envelopes are numbered from here. */
export const SENT = 1_000;
/** A sent envelope of which the recipient is absent, and until when. */
const ABSENT = SENT + 4;
export const ABSENT_UNTIL = '2026-12-01T23:00:00.000Z';

function account(number: number): AccountCard {
  const found = accounts[((number % accounts.length) + accounts.length) % accounts.length];
  if (!found) throw new Error('no account');
  return found;
}

export const me = account(0);

/** When a row of that position was sealed: a dozen today, then this week, then back to three months ago. */
export function sealedAt(position: number, total: number): Date {
  if (position === 0) return new Date('2026-11-17T09:42:07.000Z');
  if (position < 12) return new Date(previewNow.getTime() - (12 + position * 14) * 60_000);
  if (position < 22) return new Date(previewNow.getTime() - (1 + (position - 12) * 0.45) * 86_400_000);
  const share = (position - 22) / Math.max(1, total - 22);
  return new Date(previewNow.getTime() - (7 + share * 84) * 86_400_000);
}

function surnameFirst(person: AccountCard): string {
  return person.kind === 'organisation' ? person.familyName : `${person.familyName.toUpperCase()} ${person.givenName}`;
}

/** The row at a position of a box. */
export function rowAt(position: number, total: number, sent: boolean): EnvelopeRow {
  const number = (sent ? SENT : 0) + position;
  const person = account(1 + (position % (accounts.length - 1)));
  const sealed = sealedAt(position, total);
  return {
    id: idOf(number) as EnvelopeRow['id'],
    box: sent ? 'sent' : 'received',
    place: null,
    reminder: null,
    flagged: position === 2 || position === 9,
    who: surnameFirst(person),
    whoDetail: person.specialty ?? person.profession,
    otherRecipients: sent && position % 5 === 2 ? 2 : 0,
    subject: position === 11 && !sent ? '' : (subjects[position % subjects.length] ?? ''),
    attachments: [2, 1, 3, 2, 0, 4, 2, 1, 1, 2, 0, 0][position % 12] ?? 0,
    signed: position % 12 !== 7,
    opened: sent || ![1, 2, 3, 8].includes(position),
    answered: !sent && position % 10 === 4,
    openedBy: sent ? (position % 3 === 0 ? 1 : 0) : 0,
    recipients: sent ? (position % 5 === 2 ? 3 : 1) : 2,
    sealedAt: sealed.toISOString(),
    expiresAt: contentExpiry(sealed).toISOString(),
    offline: position !== 10,
    ...(number === ABSENT ? { awayUntil: ABSENT_UNTIL } : {}),
  };
}

function recipientOf(person: AccountCard, role: 'to' | 'cc', opened: Date | null): Recipient {
  return {
    address: person.address,
    name: displayName(person),
    role,
    kind: person.kind === 'social' ? 'medimail' : 'medimail',
    accountId: person.accountId,
    profession: person.specialty ?? person.profession,
    state: opened ? 'opened' : 'notified',
    openedAt: opened?.toISOString() ?? null,
  };
}

function recordOf(number: number): EnvelopeRecord {
  const sent = number >= SENT;
  const position = sent ? number - SENT : number;
  const sealed = sealedAt(position, 60);
  const other = account(1 + (position % (accounts.length - 1)));
  const opened = sent ? new Date(sealed.getTime() + 8 * 60_000) : new Date(sealed.getTime() + 16 * 60_000);
  const row = rowAt(position, 60, sent);
  const recipients = sent
    ? [recipientOf(other, 'to', opened), recipientOf(account(9), 'to', null), recipientOf(account(7), 'cc', null)]
    : [recipientOf(me, 'to', opened), recipientOf(account(9), 'to', null), recipientOf(account(3), 'cc', null)];
  return {
    id: idOf(number) as EnvelopeRecord['id'],
    sender: sent ? me : { ...other, rpps: number === 0 ? '89970021476' : null },
    recipients: number === 0 || sent ? recipients : recipients.filter((_, index) => index !== 1),
    content: position === 11 ? null : { subject: row.subject, attachments: [], inReplyTo: null },
    message: { sha256: digestOf(number), sizeBytes: 1_480_220 },
    signed: row.signed,
    depositedAt: new Date(sealed.getTime() - 4_000).toISOString(),
    sealedAt: sealed.toISOString(),
    expiresAt: contentExpiry(sealed).toISOString(),
  };
}

function eventsOf(record: EnvelopeRecord): EnvelopeEvent[] {
  const operator = { accountId: null, name: 'Opérateur' };
  const sealed = Date.parse(record.sealedAt);
  const base = {
    envelopeId: record.id,
    onBehalfOf: null,
    recipient: null,
    source: 'operator' as const,
    evidenceSha256: null,
    previousHash: digestOf(77),
  };
  const at = (ms: number): string => new Date(ms).toISOString();
  const sender = { accountId: record.sender.accountId, name: displayName(record.sender) };
  const events: EnvelopeEvent[] = [
    { ...base, seq: 4_817_202, kind: 'deposited', at: record.depositedAt, actor: sender },
    { ...base, seq: 4_817_203, kind: 'sealed', at: record.sealedAt, actor: operator },
  ];
  for (const [index, recipient] of record.recipients.entries()) {
    events.push({
      ...base,
      seq: 4_817_204 + index,
      kind: 'notified',
      at: at(sealed + 2_000),
      actor: operator,
      recipient: recipient.address,
    });
  }
  for (const recipient of record.recipients) {
    if (!recipient.openedAt) continue;
    events.push({
      ...base,
      seq: 4_817_951,
      kind: 'opened',
      at: recipient.openedAt,
      actor: { accountId: recipient.accountId, name: recipient.name },
      recipient: recipient.address,
    });
  }
  const delegated = record.recipients.find(({ name, openedAt }) => name.includes('NOËL') && !openedAt);
  if (delegated && record.id === idOf(0)) {
    events.push({
      ...base,
      seq: 4_819_388,
      kind: 'opened-by-delegate',
      at: at(sealed + 38 * 60_000),
      actor: { accountId: null, name: 'Mme Sandrine VIDAL' },
      onBehalfOf: { accountId: delegated.accountId, name: delegated.name },
      recipient: delegated.address,
    });
  }
  const [absent] = record.recipients;
  if (absent && record.id === idOf(ABSENT)) {
    events.push({
      ...base,
      seq: 4_819_402,
      kind: 'absence-answered',
      at: record.sealedAt,
      actor: operator,
      onBehalfOf: { accountId: absent.accountId, name: absent.name },
      recipient: absent.address,
    });
  }
  return events;
}

function signerOf(record: EnvelopeRecord): SignerFacts {
  return {
    familyName: record.sender.familyName.toUpperCase(),
    givenName: record.sender.givenName,
    profession: record.sender.profession,
    nationalId: '889970021476',
    rpps: record.sender.rpps,
    organisation: null,
    cardFamily: record.sender.kind === 'organisation' ? null : 'CPS',
    issuer: 'TEST AC IGC-SANTE ELEMENTAIRE PERSONNES',
    certificateSha256: digestOf(55),
    validFrom: '2025-07-01T00:00:00.000Z',
    validUntil: '2028-06-30T00:00:00.000Z',
    signedAt: record.depositedAt,
  };
}

function signatureOf(number: number, record: EnvelopeRecord): SignatureVerdict {
  const signer = signerOf(record);
  if (number === 5) return { state: 'revoked-since', signer, revokedAt: '2026-12-03T09:00:00.000Z' };
  if (number === 6) return { state: 'unverifiable', signer, reason: 'revocation-unknown' };
  if (number === 7) return { state: 'unsigned' };
  return { state: 'valid', signer };
}

function attachment(
  index: number,
  name: string,
  sizeBytes: number,
  preview: AttachmentView['preview'],
  odd: Partial<AttachmentView> = {},
): AttachmentView {
  return {
    index,
    name,
    mediaType: 'application/pdf',
    sizeBytes,
    typeMismatch: false,
    executable: false,
    preview,
    searched: 'whole',
    ...odd,
  };
}

/** What is attached to the open envelope. */
export type SampleAttachments = 'pdf' | 'images' | 'odd' | 'documents';

const files: Readonly<Record<SampleAttachments, readonly AttachmentView[]>> = {
  pdf: [
    attachment(0, 'CR_consultation.pdf', 319_488, 'pdf'),
    attachment(1, 'ECG_12_derivations.pdf', 1_153_434, 'pdf'),
  ],
  images: [
    attachment(0, 'ECG_repos.jpg', 2_411_724, 'image'),
    attachment(1, 'INR.txt', 612, 'document'),
    attachment(2, 'Série_T2_axiale.dcm', 18_874_368, 'none'),
  ],
  documents: [
    attachment(0, 'CR_biologie_CDA.xml', 48_120, 'document'),
    attachment(1, 'Courrier_de_sortie.docx', 91_300, 'document', { searched: 'part' }),
    attachment(2, 'INR.txt', 612, 'document'),
    attachment(3, 'Compte\u202Efdp.rendu.xml', 2_048, 'document', { searched: 'nothing' }),
  ],
  odd: [
    attachment(0, 'EFR_Garnier.pdf.exe', 912_000, 'none', { executable: true }),
    attachment(1, 'Courrier.doc', 48_210, 'none', { typeMismatch: true }),
    attachment(2, 'Un_nom_de_fichier_vraiment_très_long_qui_ne_tient_pas_sur_une_ligne.pdf', 2_048, 'none'),
  ],
};

/** The open envelope of that number. */
export function viewOf(number: number, attachments: SampleAttachments): EnvelopeView {
  const record = recordOf(number);
  const sha256 = record.message.sha256;
  const isHtml = number === 4;
  const absent = number === 10 || number === 11;
  return {
    record,
    box: number >= SENT ? 'sent' : 'received',
    content: absent
      ? null
      : {
          text: isHtml ? 'Bilan mémoire\n\nM. Colin a été reçu le 12 novembre.' : letter,
          textTruncated: false,
          html: isHtml ? html : null,
          attachments: isHtml ? [] : [...files[attachments]],
          attachmentsHere: number !== 3,
          headersDiffer: number === 9 ? ['From', 'Subject'] : [],
        },
    signature: signatureOf(number, record),
    seal:
      number === 8
        ? { state: 'altered', sha256 }
        : number === 6
          ? { state: 'unverifiable', reason: 'timestamp' }
          : { state: 'valid', sealedAt: record.sealedAt, timestampedAt: record.sealedAt, sha256 },
    deposit: record.sender.kind === 'invited' ? 'mailed-link' : 'card',
    events: eventsOf(record),
    absences: record.recipients.slice(0, number === ABSENT ? 1 : 0).map(({ address }) => ({
      envelopeId: record.id,
      recipient: address,
      from: '2026-11-15T23:00:00.000Z',
      until: ABSENT_UNTIL,
      text: 'Je ne lis pas mes enveloppes pendant cette période.\nEn cas d’urgence, appelez le 15.',
      delegate: 'Mme Sandrine VIDAL',
    })),
    keptSince: number === 2 ? record.sealedAt : null,
  };
}

/** The proof of that envelope. */
export function proofOf(number: number): ProofView {
  const view = viewOf(number, 'pdf');
  const { record } = view;
  const statement: ProofView['statement'] = {
    version: 1,
    operator: 'Opérateur de démonstration',
    envelopeId: record.id,
    message: record.message,
    sender: {
      accountId: record.sender.accountId,
      address: record.sender.address,
      name: displayName(record.sender),
      nationalId: '889970021476',
      authentication: { method: 'card', evidenceSha256: digestOf(5) },
    },
    signature: { certificateSha256: digestOf(55), nationalId: '889970021476', algorithm: 'RS256' },
    recipients: record.recipients.map(({ address, role, kind }) => ({ address, role, kind })),
    depositedAt: record.depositedAt,
    sealedAt: record.sealedAt,
  };
  const events = view.events.toSorted((a, b) => a.seq - b.seq);
  return {
    statement,
    seal: { statement: JSON.stringify(statement), signature: 'AAAA', timestamp: 'AAAA', signatureTimestamp: null },
    sealVerdict: {
      state: 'valid',
      sealedAt: record.sealedAt,
      timestampedAt: new Date(Date.parse(record.sealedAt) + 200).toISOString(),
      sha256: record.message.sha256,
    },
    signature: view.signature,
    events,
    record,
    recomputedSha256: record.message.sha256,
    eventHashes: events.map(({ seq }) => digestOf(seq)),
  };
}
