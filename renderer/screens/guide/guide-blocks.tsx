/** The guide's paragraphs, lists and tables, with what was searched for marked. */
import type { ReactNode } from 'react';
import { typesetFrench } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import type { Block, Run } from './guide-text.ts';

export function GuideBlocks({
  blocks,
  typed,
}: {
  readonly blocks: readonly Block[];
  readonly typed: string;
}): ReactNode {
  return numbered(blocks).map(([key, block]) => <GuideBlock key={key} block={block} typed={typed} />);
}

function GuideBlock({ block, typed }: { readonly block: Block; readonly typed: string }): ReactNode {
  if (block.kind === 'paragraph') {
    return (
      <p>
        <Runs runs={block.runs} typed={typed} />
      </p>
    );
  }
  if (block.kind === 'list') {
    const List = block.ordered ? 'ol' : 'ul';
    return (
      <List>
        {numbered(block.items).map(([key, item]) => (
          <li key={key}>
            <Runs runs={item} typed={typed} />
          </li>
        ))}
      </List>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          {numbered(block.head).map(([key, cell]) => (
            <th key={key} scope="col">
              <Runs runs={cell} typed={typed} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {numbered(block.rows).map(([key, row]) => (
          <tr key={key}>
            {numbered(row).map(([at, cell]) => (
              <td key={at}>
                <Runs runs={cell} typed={typed} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Runs({ runs, typed }: { readonly runs: readonly Run[]; readonly typed: string }): ReactNode {
  return numbered(runs).map(([key, { kind, text }]) => {
    if (kind === 'code') {
      return (
        <code key={key}>
          <Highlighted text={text} typed={typed} />
        </code>
      );
    }
    const words = <Highlighted key={key} text={typesetFrench(text)} typed={typed} />;
    return kind === 'strong' ? <strong key={key}>{words}</strong> : words;
  });
}

/** The guide never changes while it is shown: places are names. */
function numbered<T>(all: readonly T[]): readonly (readonly [number, T])[] {
  return all.map((one, at) => [at, one] as const);
}
