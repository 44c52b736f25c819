/** The figures that `npm run bench` measures, by name. */
import type { Bench } from './bench.ts';
import { deposit40 } from './depositing.ts';
import { opening, signInAndLock } from './desks.ts';
import { directory600k } from './directory.ts';
import { documentsRead } from './documents.ts';
import { pull50k } from './first-pull.ts';
import { inbox50k } from './inbox.ts';
import { memory40 } from './memory.ts';
import { search50k } from './search.ts';
import { buildMessageOf40MB, sign40, signatureWork } from './signing.ts';
import { deposit20k } from './small-deposits.ts';
import { waiting5000 } from './waiting-clients.ts';

export const benches: readonly Bench[] = [
  { name: 'build40', measures: 'building the MIME message of 40 MB of attachments', run: buildMessageOf40MB },
  { name: 'sign40', measures: 'hashing and signing the built message of 40 MB', run: sign40 },
  { name: 'signature', measures: 'one signature on a card that answers at once', run: signatureWork },
  {
    name: 'deposit40',
    measures: 'depositing 40 MB on loopback: TLS, hashing, encryption, fsync, seal',
    run: deposit40,
  },
  {
    name: 'deposit20k',
    measures: 'signed envelopes of 20 KB from eight workstations at once, beside Dovecot',
    run: deposit20k,
  },
  { name: 'pull50k', measures: 'the first pull of 50,000 envelopes, beside headers from Dovecot', run: pull50k },
  { name: 'waiting5000', measures: '5,000 workstations that wait at one operator', run: waiting5000 },
  { name: 'memory40', measures: 'memory added while 40 MB pass through', run: memory40 },
  { name: 'inbox50k', measures: 'the inbox with 50,000 envelopes on the workstation', run: inbox50k },
  { name: 'search50k', measures: 'search over 50,000 envelopes with their letters, and indexing them', run: search50k },
  { name: 'documents', measures: 'reading what stands inside attachments', run: documentsRead },
  { name: 'directory600k', measures: 'the directory with 600,000 entries: import and searches', run: directory600k },
  { name: 'session', measures: 'PIN to inbox, and card removal to locked screen', run: signInAndLock },
  { name: 'opening', measures: "a recipient's opening to the sender's timeline", run: opening },
];
