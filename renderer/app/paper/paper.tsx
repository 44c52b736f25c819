/** The one sheet of the window: laid out beside what is on screen, and all that there is on paper. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import { useActing } from '../../ui/acting.tsx';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { useFormat } from '../../ui/use-format.ts';
import { setPageMargins } from './page-margins.ts';
import { type OnPaper, PaperSheet } from './paper-sheet.tsx';

export interface Paper {
  /** Lays a sheet out, does something with it, and takes it away. One at a time: the next one waits. */
  with<Answer>(sheet: OnPaper, use: () => Promise<Answer>): Promise<Answer>;
}

const PaperContext = createContext<Paper | null>(null);

export function usePaper(): Paper {
  const paper = useContext(PaperContext);
  if (!paper) throw new Error('paper is used below PaperProvider only');
  return paper;
}

export function PaperProvider({
  person,
  children,
}: {
  /** Who prints. */
  readonly person: AccountCard;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const format = useFormat();
  const acting = useActing();
  const [sheet, setSheet] = useState<OnPaper | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const laidOut = useRef<(element: HTMLElement) => void>(() => undefined);
  const name = typesetName(displayName(person));
  const by = acting ? t('printedFor', { name, owner: acting.owner }) : name;

  useEffect(() => {
    if (sheet && place.current) laidOut.current(place.current);
  }, [sheet]);

  const layOut = useCallback(
    async <Answer,>(next: OnPaper, act: () => Promise<Answer>): Promise<Answer> => {
      const drawn = new Promise<HTMLElement>((resolve) => {
        laidOut.current = resolve;
      });
      const at = t('moment', { day: format.day(next.at.toISOString()), time: format.clock(next.at) });
      const takeAway = setPageMargins({ foot: t('printedBy', { at, by }), head: headOf(next), page: t('pageNumber') });
      setSheet(next);
      document.documentElement.classList.add('is-on-paper');
      try {
        await settled(await drawn);
        return await act();
      } finally {
        document.documentElement.classList.remove('is-on-paper');
        takeAway();
        setSheet(null);
      }
    },
    [by, format, t],
  );
  const before = useRef<Promise<unknown>>(Promise.resolve());
  const paper = useMemo<Paper>(
    () => ({
      with: (next, act) => {
        const done = before.current.then(() => layOut(next, act));
        // Whoever asked for it is told of its failure; to the next one it is no reason.
        before.current = done.catch(() => undefined);
        return done;
      },
    }),
    [layOut],
  );
  return (
    <PaperContext value={paper}>
      {children}
      {sheet
        ? createPortal(
            <div ref={place} className="paper" data-theme="paper" aria-hidden="true" inert>
              <PaperSheet sheet={sheet} />
            </div>,
            document.body,
          )
        : null}
    </PaperContext>
  );
}

/** So that sheets that were mixed up find one another. */
function headOf(sheet: OnPaper): string {
  if (sheet.kind === 'draft') return plainTitle(sheet.draft.content.subject);
  const { sender, content } = sheet.view.record;
  return [typesetName(displayName(sender)), plainTitle(content?.subject ?? '')].filter(Boolean).join(' — ');
}

/** Faces and pictures are there, and what was laid out was drawn once. A picture that is broken prints as its name. */
async function settled(element: HTMLElement): Promise<void> {
  await Promise.all([...element.querySelectorAll('img')].map((image) => image.decode().catch(() => undefined)));
  await document.fonts.ready;
  await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
