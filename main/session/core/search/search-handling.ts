/** Whose envelopes a `suivi:` means: one's own, nobody's, what is dealt with, or a colleague's. Pure. */
import type { Holder } from '../../../../contract/model/handling.ts';
import type { AccountId } from '../../../../contract/model/ids.ts';
import { foldText } from './search-words.ts';

export interface HandlingTerm {
  /** As typed, to be told when nobody answers. */
  readonly typed: string;
  readonly whose: 'mine' | 'nobody' | 'done' | { readonly name: string; readonly isPrefix: boolean };
}

/** What all the terms come to. */
export interface HandlingLimit {
  readonly standing: 'held' | 'done' | 'nobody';
  /** Who handles it, or dealt with it; null for whoever. */
  readonly whomIds: ReadonlySet<AccountId> | null;
}

const words: Readonly<Record<string, 'mine' | 'nobody' | 'done'>> = {
  moi: 'mine',
  me: 'mine',
  personne: 'nobody',
  nobody: 'nobody',
  traite: 'done',
  traitee: 'done',
  traites: 'done',
  traitees: 'done',
  done: 'done',
};

/** `isPhrase`: in quotes it is a name, whatever it is. Null where there is no word. */
export function readHandlingTerm(
  typed: string,
  value: string,
  { isPhrase, isPrefix }: { readonly isPhrase: boolean; readonly isPrefix: boolean },
): HandlingTerm | null {
  const name = foldText(value);
  if (name === '') return null;
  return { typed, whose: (isPhrase ? undefined : words[name]) ?? { name, isPrefix } };
}

/**
 * What the terms mean together: whoever is named handles it, or dealt with it where that is asked for too. Terms that name
 * nobody are answered as what is to be put right, and nothing can answer them.
 */
export function handlingOf(
  terms: readonly HandlingTerm[],
  reader: AccountId,
  handlers: readonly Holder[],
): { readonly limit: HandlingLimit | null; readonly unknown: readonly string[] } {
  if (terms.length === 0) return { limit: null, unknown: [] };
  const unknown: string[] = [];
  const meant = terms.flatMap(({ typed, whose }) => {
    if (whose === 'nobody' || whose === 'done') return [];
    const ids = whose === 'mine' ? new Set([reader]) : idsNamed(whose, handlers);
    if (ids.size === 0) unknown.push(typed);
    return [ids];
  });
  const [first, ...others] = meant;
  const whomIds = first ? new Set([...first].filter((id) => others.every((ids) => ids.has(id)))) : null;
  const asks = (what: HandlingTerm['whose']) => terms.some(({ whose }) => whose === what);
  // What is nobody's is no colleague's, and nobody dealt with it.
  const isNone = asks('nobody') && (asks('done') || whomIds !== null);
  const standing = asks('nobody') ? 'nobody' : asks('done') ? 'done' : 'held';
  return { limit: { standing, whomIds: isNone ? new Set() : whomIds }, unknown };
}

function idsNamed(
  { name, isPrefix }: { readonly name: string; readonly isPrefix: boolean },
  handlers: readonly Holder[],
): Set<AccountId> {
  const wanted = ` ${name}${isPrefix ? '' : ' '}`;
  return new Set(handlers.filter((one) => ` ${foldText(one.name)} `.includes(wanted)).map((one) => one.accountId));
}
