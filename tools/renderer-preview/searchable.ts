/** The preview's envelopes as the rules of search ask for them: the genuine rules, over invented letters. */
import type { EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import type { Holder } from '../../contract/model/handling.ts';
import type { EnvelopeStore } from '../../main/session/core/envelope-store.ts';
import type { HandlingLimit } from '../../main/session/core/search/search-handling.ts';
import { hitsIn } from '../../main/session/core/search/search-hits.ts';
import { searchPartsOf } from '../../main/session/core/search/search-parts.ts';
import type { SearchField } from '../../main/session/core/search/search-query.ts';
import { rowAt, viewOf } from './envelopes.ts';

const texts = [
  'Dyspnée d’effort stade II, fibrillation atriale permanente sous apixaban 5 mg × 2. TA 134/78 mmHg, FC 72 bpm. ECG : FA à réponse ventriculaire contrôlée, QRS fins.',
  'Je maintiens l’apixaban à pleine dose tant que l’ECG reste stable et la créatinine sous 133 µmol/L.',
  'Clairance à 46 mL/min, compatible avec apixaban 5 mg ; refaire un ECG après adaptation du furosémide.',
  'Résultats transmis ce jour, aucune valeur critique.',
  'Poursuite du traitement. Contrôle dans trois mois.',
] as const;

/** Read in an attachment of some. */
const insideText = 'Sous apixaban 5 mg : créatininémie stable à 92 µmol/L, INR non indiqué. ECG transmis à part.';

/** Envelopes that are looked through: enough to be more than an answer tells of. */
const MOST = 4_000;

type Searchable = Pick<EnvelopeStore, 'search' | 'searched' | 'handlers' | 'indexing' | 'missingCount' | 'unreadCount'>;

/** `handled`: a row as those who hold the mailbox see it. */
export function searchable(
  total: number,
  handled: (row: EnvelopeRow) => EnvelopeRow,
  holders: readonly Holder[],
): Searchable {
  const searched: Searchable['searched'] = (position) => {
    const { record } = viewOf(position % 60, 'pdf');
    const row = handled(rowAt(position, total, false));
    const attachments = [{ index: 0, name: 'CR_biologie.pdf', mediaType: 'application/pdf', sizeBytes: 1 }];
    const content = row.subject === '' ? null : { subject: row.subject, attachments, inReplyTo: null };
    const inside = position % 5 === 3 ? [{ position: 0, text: insideText }] : [];
    const text = texts[position % texts.length] ?? '';
    return { row, box: 'received', parts: searchPartsOf(record, content, text, inside) };
  };
  return {
    searched,
    search: (query, limit) =>
      Array.from({ length: Math.min(total, MOST) }, (_, position) => position)
        .filter((position) => {
          const found = searched(position);
          if (!found || (query.unopened && found.row.opened) || !isLimitedTo(query.limit, found.row)) return false;
          const { inside, ...named } = found.parts;
          const fields = Object.entries(named) as [SearchField, string][];
          fields.push(['files', inside.map(({ text }) => text).join(' ')]);
          return query.terms.every((term) =>
            fields.some(([field, text]) => hitsIn(text, field, { ...query, terms: [term] }).length > 0),
          );
        })
        .slice(0, limit),
    handlers: () => holders,
    indexing: () => null,
    missingCount: () => 0,
    unreadCount: () => 0,
  };
}

function isLimitedTo(limit: HandlingLimit | null, { handling }: EnvelopeRow): boolean {
  if (limit === null) return true;
  if ((handling?.standing ?? 'nobody') !== limit.standing) return false;
  return limit.whomIds === null || (handling !== undefined && limit.whomIds.has(handling.whom.accountId));
}
