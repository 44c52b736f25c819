/**
 * What the pointer can do at once with the row it is on: drawn once for all rows, over the end of that row. The keyboard has
 * letters for the same and the row's menu; so these are no buttons, which may not stand in an option.
 */
import { type ReactNode, type Ref, useImperativeHandle, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { useActLooks } from '../../ui/use-act-looks.ts';

export interface HoverActsHandle {
  show(index: number | null, topPx: number): void;
}

export function HoverActs({
  rowAt,
  ref,
}: {
  readonly rowAt: (index: number) => EnvelopeRow | undefined;
  readonly ref: Ref<HoverActsHandle>;
}): ReactNode {
  const { t } = useTranslation('folders');
  const looksOf = useActLooks();
  const [over, setOver] = useState<{ readonly index: number; readonly topPx: number } | null>(null);
  useImperativeHandle(
    ref,
    () => ({
      show: (index, topPx) =>
        setOver((before) => {
          if (index === null) return null;
          return before?.index === index && before.topPx === topPx ? before : { index, topPx };
        }),
    }),
    [],
  );
  const row = over ? rowAt(over.index) : undefined;
  if (!over || !row) return null;
  const { flagged, place, reminder } = row;
  const looks = looksOf({
    allFlagged: flagged,
    archived: place === 'archive',
    inBox: true,
    followed: reminder !== null,
  });
  if (looks.length === 0) return null;
  return (
    <div className="hover-acts" aria-hidden="true" data-over={over.index} style={{ top: over.topPx }}>
      {looks.map(({ act, icon, word }) => (
        <span key={act} className="hover-act" data-act={act} title={t(word)}>
          <Icon of={icon} size="small" />
        </span>
      ))}
    </div>
  );
}
