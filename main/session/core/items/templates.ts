/** The person's models of letters, the same on each of her workstations. */
import type { TemplateView } from '../../../../contract/ipc/draft.contract.ts';
import type { LetterTemplate } from '../../../../contract/model/account-item.ts';
import type { AccountItems } from './account-items.ts';
import { byName } from './by-name.ts';

/** Behind every place that was chosen. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Keeping one under the id that it had puts back what was removed. */
export function createTemplates({ items, newId }: { readonly items: AccountItems; readonly newId: () => string }) {
  return {
    /** In the order that was chosen, the others by name. */
    list: (): TemplateView[] =>
      items
        .list('template')
        .map(({ id, value }) => ({ ...value, id }))
        .sort((one, other) => (one.rank ?? LAST) - (other.rank ?? LAST) || byName(one.name, other.name)),
    /** Its place among the others stays unless one is named. */
    keep(id: string | null, template: LetterTemplate): string {
      const kept = id ?? newId();
      const rank = template.rank ?? items.find('template', kept)?.rank;
      items.change([{ kind: 'template', id: kept, value: { ...template, ...(rank === undefined ? {} : { rank }) } }]);
      return kept;
    },
    /** Ids of models that are gone are passed over; only those change whose place does. */
    order(ids: readonly string[]): void {
      const models = [...new Set(ids)].flatMap((id) => {
        const value = items.find('template', id);
        return value ? [{ id, value }] : [];
      });
      items.change(
        models.flatMap(({ id, value }, rank) =>
          value.rank === rank ? [] : [{ kind: 'template' as const, id, value: { ...value, rank } }],
        ),
      );
    },
    /** One that another workstation removed already is as good as removed. */
    remove(id: string): void {
      if (items.find('template', id)) items.change([{ kind: 'template', id, value: null }]);
    },
  };
}

export type Templates = ReturnType<typeof createTemplates>;
