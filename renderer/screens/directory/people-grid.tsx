/** People as cards in a grid: virtual, chosen one by one or several together. */
import type { ReactNode, RefObject } from 'react';
import {
  Collection,
  GridLayout,
  GridList,
  GridListLoadMoreItem,
  type Selection,
  Size,
  Virtualizer,
} from 'react-aria-components';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { CriteriaFields } from './criteria.ts';
import { PersonCard } from './person-card.tsx';

/** Two columns at 1,440 pixels; a card's three lines always take the same room. */
const cards = { minItemSize: new Size(320, 82), maxItemSize: new Size(10_000, 82), minSpace: new Size(8, 8) };

export interface PeopleGridProps {
  readonly label: string;
  readonly hits: readonly DirectoryHit[];
  readonly fields: CriteriaFields;
  readonly chosen: readonly DirectoryHit[];
  readonly onChoose: (hits: readonly DirectoryHit[]) => void;
  readonly onWrite: (hit: DirectoryHit) => void;
  readonly ref: RefObject<HTMLDivElement | null>;
  /** The next page, where there may be one. */
  readonly more?: { readonly isLoading: boolean; readonly label: string; readonly load: () => void };
}

export function PeopleGrid({ hits, fields, chosen, onChoose, onWrite, more, ...rest }: PeopleGridProps): ReactNode {
  const choose = (keys: Selection): void => {
    // Who was chosen in an earlier search stays chosen until somebody else is.
    const known = new Map([...chosen, ...hits].map((hit) => [hit.entry.id as string, hit]));
    onChoose(keys === 'all' ? hits : [...keys].flatMap((key) => known.get(String(key)) ?? []));
  };
  return (
    <Virtualizer layout={GridLayout} layoutOptions={cards}>
      <GridList
        ref={rest.ref}
        className="directory-results"
        layout="grid"
        aria-label={rest.label}
        selectionMode="multiple"
        selectionBehavior="replace"
        keyboardNavigationBehavior="tab"
        selectedKeys={chosen.map(({ entry }) => entry.id)}
        onSelectionChange={choose}
        onAction={(key) => {
          const hit = hits.find(({ entry }) => entry.id === key);
          if (hit?.missingRight === null) onWrite(hit);
        }}
      >
        <Collection items={hits.map((hit) => ({ id: hit.entry.id, hit }))} dependencies={[fields]}>
          {({ hit }) => <PersonCard hit={hit} fields={fields} />}
        </Collection>
        {more ? (
          <GridListLoadMoreItem className="directory-more caption" isLoading={more.isLoading} onLoadMore={more.load}>
            {more.label}
          </GridListLoadMoreItem>
        ) : null}
      </GridList>
    </Virtualizer>
  );
}
