/**
 * A PDF in place: pages one below the other, thumbnails beside them, zoom. Pages are asked for and drawn when they come
 * into view, so that ten thousand of them cost no more than ten.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Minus, Plus } from 'lucide-react';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { EncryptedPdf, openPdf } from './pdf-document.ts';

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const THUMBNAIL_PX = 38;
const THUMBNAIL_GAP_PX = 6;
const PAGE_GAP_PX = 10;
/** The side of a canvas that a page may ask for; a page of a kilometre is drawn coarser. */
const MAX_CANVAS_PX = 4_096;
/** Height to width of a page that is not read yet: A4. */
const USUAL_RATIO = Math.SQRT2;

export default function PdfPreview({
  address,
  onFailed,
}: {
  readonly address: string;
  readonly onFailed: (encrypted: boolean) => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const [opened, setOpened] = useState<{ readonly document: PDFDocumentProxy; readonly ratio: number } | null>(null);
  const [zoom, setZoom] = useState(2);
  const thumbnails = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);

  useEffect(() => {
    const abort = new AbortController();
    let document: PDFDocumentProxy | null = null;
    const load = async (): Promise<void> => {
      document = await openPdf(address, abort.signal);
      const { width: across, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      if (!abort.signal.aborted) setOpened({ document, ratio: ratioOf(across, height) });
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted) onFailed(error instanceof EncryptedPdf);
    });
    return () => {
      abort.abort();
      void document?.loadingTask.destroy();
    };
  }, [address, onFailed]);

  const scale = zooms[zoom] ?? 1;
  const pageWidth = Math.max(120, width * scale);
  const count = opened?.document.numPages ?? 0;
  const ratio = opened?.ratio ?? USUAL_RATIO;
  const pages = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => Math.round(pageWidth * ratio),
    gap: PAGE_GAP_PX,
    overscan: 1,
  });
  const marks = useVirtualizer({
    count,
    getScrollElement: () => thumbnails.current,
    estimateSize: () => Math.round(THUMBNAIL_PX * ratio),
    gap: THUMBNAIL_GAP_PX,
    overscan: 4,
  });
  // Another zoom, or a page as wide as its window, makes every page another height.
  useEffect(() => {
    if (pageWidth > 0) pages.measure();
  }, [pages, pageWidth]);

  const visible = pages.getVirtualItems();
  const middle = (pages.scrollOffset ?? 0) + (pages.scrollRect?.height ?? 0) / 3;
  const current = visible.findLast(({ start }) => start <= middle)?.index ?? 0;

  return (
    <div className="pdf">
      <nav className="pdf-thumbnails" aria-label={t('pages')} ref={thumbnails}>
        <div className="pdf-strip" style={{ height: marks.getTotalSize() }}>
          {opened
            ? marks.getVirtualItems().map(({ index, start }) => (
                <button
                  key={index}
                  ref={marks.measureElement}
                  data-index={index}
                  type="button"
                  className={`pdf-thumbnail${index === current ? ' is-current' : ''}`}
                  style={{ transform: `translateY(${String(start)}px)` }}
                  aria-label={t('pageLabel', { page: index + 1 })}
                  {...(index === current ? { 'aria-current': 'page' as const } : {})}
                  onClick={() => pages.scrollToIndex(index, { align: 'start' })}
                >
                  <PageCanvas document={opened.document} number={index + 1} width={THUMBNAIL_PX} ratio={ratio} />
                </button>
              ))
            : null}
        </div>
        {count > 0 ? (
          <span className="caption pdf-count">{t('page', { page: current + 1, pages: format.number(count) })}</span>
        ) : null}
      </nav>
      <ScrollRegion className="pdf-pages" ref={scroller} label={t('pages')}>
        <div className="pdf-strip" style={{ height: pages.getTotalSize() }}>
          {opened
            ? visible.map(({ index, start }) => (
                <div
                  key={index}
                  ref={pages.measureElement}
                  data-index={index}
                  className="pdf-page"
                  style={{ transform: `translateY(${String(start)}px)` }}
                >
                  <PageCanvas
                    document={opened.document}
                    number={index + 1}
                    width={pageWidth}
                    ratio={ratio}
                    label={t('pageLabel', { page: index + 1 })}
                  />
                </div>
              ))
            : null}
        </div>
      </ScrollRegion>
      <div className="pdf-zoom" role="toolbar" aria-label={t('zoom')}>
        <IconButton
          label={t('zoomOut')}
          icon={<Icon of={Minus} size="small" />}
          isDisabled={zoom === 0}
          onPress={() => setZoom(zoom - 1)}
        />
        <span className="caption">{format.percent(scale)}</span>
        <IconButton
          label={t('zoomIn')}
          icon={<Icon of={Plus} size="small" />}
          isDisabled={zoom === zooms.length - 1}
          onPress={() => setZoom(zoom + 1)}
        />
      </div>
    </div>
  );
}

/** A page of no width, or a thousand times higher than wide, is made up to hurt. */
function ratioOf(width: number, height: number): number {
  const ratio = height / width;
  return Number.isFinite(ratio) ? Math.min(20, Math.max(0.05, ratio)) : USUAL_RATIO;
}

function useWidth(target: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(500);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return width;
}

/** One page as a picture; with a label its words stand beside it for screen readers. */
function PageCanvas({
  document,
  number,
  width,
  ratio,
  label,
}: {
  readonly document: PDFDocumentProxy;
  readonly number: number;
  readonly width: number;
  /** Height to width, until the page itself is here. */
  readonly ratio: number;
  readonly label?: string;
}): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [words, setWords] = useState('');
  const natural = page?.getViewport({ scale: 1 });
  const height = Math.round(width * (natural ? ratioOf(natural.width, natural.height) : ratio));

  useEffect(() => {
    let alive = true;
    // A page that is broken, or whose document was closed meanwhile, stays white.
    document.getPage(number).then(
      (found) => alive && setPage(found),
      () => undefined,
    );
    return () => {
      alive = false;
    };
  }, [document, number]);

  useEffect(() => {
    const target = canvas.current;
    if (!target || !page) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    const whole = page.getViewport({ scale: 1 });
    const scale = Math.min((width * density) / whole.width, MAX_CANVAS_PX / Math.max(whole.width, whole.height));
    const viewport = page.getViewport({ scale });
    target.width = Math.max(1, Math.floor(viewport.width));
    target.height = Math.max(1, Math.floor(viewport.height));
    const task = page.render({ canvas: target, viewport });
    // A drawing that is cancelled by a newer one rejects; the newer one shows.
    task.promise.catch(() => undefined);
    return () => task.cancel();
  }, [page, width]);

  const isReadable = label !== undefined;
  useEffect(() => {
    if (!isReadable || !page) return;
    let alive = true;
    const read = async (): Promise<void> => {
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
      if (alive) setWords(text);
    };
    read().catch(() => undefined);
    return () => {
      alive = false;
    };
  }, [page, isReadable]);

  return (
    <div className="pdf-canvas" style={{ width, height }}>
      <canvas ref={canvas} style={{ width, height }} {...(label ? { role: 'img', 'aria-label': label } : {})} />
      {words ? <p className="for-screen-readers">{words}</p> : null}
    </div>
  );
}
