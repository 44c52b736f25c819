/** Envelope records and messages made up for store tests. */
import { createHash } from 'node:crypto';
import type { SyncChange } from '../../../contract/api/routes.ts';
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import { AccountId, EnvelopeId } from '../../../contract/model/ids.ts';
import { EmailAddress } from '../../../contract/model/person.ts';
import type { Seal } from '../../../contract/model/seal.ts';
import type { MessageIndex } from '../../../main/session/core/message-port.ts';

export const ownAccount = AccountId.parse('0190a000-0000-7000-8000-000000000001');
const otherAccount = AccountId.parse('0190a000-0000-7000-8000-000000000002');
export const seal: Seal = { statement: '{}', signature: 'AA==', timestamp: 'AA==', signatureTimestamp: null };

/** UUIDv7-shaped id of rank `rank`. */
export function envelopeIdOf(rank: number): EnvelopeId {
  return EnvelopeId.parse(`0190b000-0000-7000-8000-${rank.toString(16).padStart(12, '0')}`);
}

/** A received envelope sealed `rank` minutes after the start of 2026. */
export function recordOf(rank: number, changes: Partial<EnvelopeRecord> = {}): EnvelopeRecord {
  const sealedAt = new Date(Date.UTC(2026, 0, 1) + rank * 60_000);
  return {
    id: envelopeIdOf(rank),
    sender: {
      accountId: otherAccount,
      address: EmailAddress.parse(`medecin${rank % 400}@demo.medimail.example`),
      title: 'Dr',
      givenName: 'Paul',
      familyName: `Leroy${rank % 400}`,
      kind: 'health',
      profession: 'Médecin',
      specialty: 'Cardiologie',
      organisation: null,
      town: 'Nice',
      rpps: null,
      certified: true,
    },
    recipients: [
      {
        address: EmailAddress.parse('claire.martin@demo.medimail.example'),
        name: 'Dr Claire MARTIN',
        role: 'to',
        kind: 'medimail',
        accountId: ownAccount,
        profession: 'Médecin',
        state: rank % 3 === 0 ? 'delivered' : 'opened',
        openedAt: rank % 3 === 0 ? null : sealedAt.toISOString(),
      },
    ],
    content: {
      subject: `CR consultation ${rank}`,
      attachments:
        rank % 4 === 0 ? [{ index: 0, name: 'CR.pdf', mediaType: 'application/pdf', sizeBytes: 100_000 }] : [],
      inReplyTo: null,
    },
    message: { sha256: createHash('sha256').update(String(rank)).digest('hex'), sizeBytes: 4_000 },
    signed: true,
    depositedAt: sealedAt.toISOString(),
    sealedAt: sealedAt.toISOString(),
    expiresAt: new Date(sealedAt.getTime() + 90 * 86_400_000).toISOString(),
    ...changes,
  };
}

export function envelopeChange(record: EnvelopeRecord, box: 'received' | 'sent' = 'received'): SyncChange {
  return { type: 'envelope', box, record, seal };
}

export function messageOf(record: EnvelopeRecord, text = 'Bonjour'): MessageIndex {
  return {
    sha256: record.message.sha256,
    sizeBytes: record.message.sizeBytes,
    text,
    textTruncated: false,
    html: null,
    headersDiffer: [],
    stated: null,
    signature: { cms: Buffer.from('cms'), digests: { sha256: Buffer.alloc(32, 1) } },
    attachments: [],
  };
}
