/** The person's models of letters, the same on each of her workstations. */
import type { TemplateView } from '../../../../contract/ipc/draft.contract.ts';
import type { LetterTemplate } from '../../../../contract/model/account-item.ts';
import type { AccountItems } from './account-items.ts';
import { byName } from './by-name.ts';

/** Keeping one under the id that it had puts back what was removed. */
export function createTemplates({ items, newId }: { readonly items: AccountItems; readonly newId: () => string }) {
  return {
    /** By name. */
    list: (): TemplateView[] =>
      items
        .list('template')
        .map(({ id, value }) => ({ ...value, id }))
        .sort((one, other) => byName(one.name, other.name)),
    keep(id: string | null, template: LetterTemplate): string {
      const kept = id ?? newId();
      items.change([{ kind: 'template', id: kept, value: template }]);
      return kept;
    },
    /** One that another workstation removed already is as good as removed. */
    remove(id: string): void {
      if (items.find('template', id)) items.change([{ kind: 'template', id, value: null }]);
    },
  };
}

export type Templates = ReturnType<typeof createTemplates>;
