/** A PDF in place: pages one below the other, thumbnails beside them, zoom. Pages are drawn when they come into view. */
import { Minus, Plus } from 'lucide-react';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { EncryptedPdf, openPdf } from './pdf-document.ts';

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const THUMBNAIL_PX = 38;

export default function PdfPreview({
  address,
  onFailed,
}: {
  readonly address: string;
  readonly onFailed: (encrypted: boolean) => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const [pages, setPages] = useState<readonly PDFPageProxy[]>([]);
  const [current, setCurrent] = useState(0);
  const [zoom, setZoom] = useState(2);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);

  useEffect(() => {
    const abort = new AbortController();
    let document: PDFDocumentProxy | null = null;
    const load = async (): Promise<void> => {
      document = await openPdf(address, abort.signal);
      const first = await document.getPage(1);
      if (abort.signal.aborted) return;
      setPages([first]);
      const all = [first];
      for (let number = 2; number <= document.numPages; number += 1) all.push(await document.getPage(number));
      if (!abort.signal.aborted) setPages(all);
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
  const goTo = (index: number): void => {
    scroller.current?.querySelector(`[data-page="${index}"]`)?.scrollIntoView({ block: 'start' });
    setCurrent(index);
  };
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const middle = box.scrollTop + box.clientHeight / 3;
    const tops = [...box.querySelectorAll<HTMLElement>('[data-page]')].map((page) => page.offsetTop);
    setCurrent(
      Math.max(
        0,
        tops.findLastIndex((top) => top <= middle),
      ),
    );
  }, []);

  return (
    <div className="pdf">
      <nav className="pdf-thumbnails" aria-label={t('pages')}>
        {pages.map((page, index) => (
          <button
            key={page.pageNumber}
            type="button"
            className={`pdf-thumbnail${index === current ? ' is-current' : ''}`}
            aria-label={t('pageLabel', { page: page.pageNumber })}
            {...(index === current ? { 'aria-current': 'page' as const } : {})}
            onClick={() => goTo(index)}
          >
            <PageCanvas page={page} width={THUMBNAIL_PX} />
          </button>
        ))}
        {pages.length > 0 ? (
          <span className="caption pdf-count">{t('page', { page: current + 1, pages: pages.length })}</span>
        ) : null}
      </nav>
      <ScrollRegion className="pdf-pages" ref={scroller} onScroll={onScroll} label={t('pages')}>
        {pages.map((page, index) => (
          <div key={page.pageNumber} className="pdf-page" data-page={index}>
            <PageCanvas page={page} width={pageWidth} readable label={t('pageLabel', { page: page.pageNumber })} />
          </div>
        ))}
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

/** One page as a picture; `readable` puts its words beside it for screen readers. */
function PageCanvas({
  page,
  width,
  readable = false,
  label,
}: {
  readonly page: PDFPageProxy;
  readonly width: number;
  readonly readable?: boolean;
  readonly label?: string;
}): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [words, setWords] = useState('');
  const natural = page.getViewport({ scale: 1 });
  const height = Math.round((width * natural.height) / natural.width);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const target = canvas.current;
    if (!target || !isNear) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    const viewport = page.getViewport({ scale: (width * density) / page.getViewport({ scale: 1 }).width });
    target.width = Math.floor(viewport.width);
    target.height = Math.floor(viewport.height);
    const task = page.render({ canvas: target, viewport });
    // A drawing that is cancelled by a newer one rejects; the newer one shows.
    task.promise.catch(() => undefined);
    return () => task.cancel();
  }, [page, width, isNear]);

  useEffect(() => {
    if (!readable || !isNear) return;
    let alive = true;
    const read = async (): Promise<void> => {
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
      if (alive) setWords(text);
    };
    void read();
    return () => {
      alive = false;
    };
  }, [page, readable, isNear]);

  return (
    <div ref={box} className="pdf-canvas" style={{ width, height }}>
      {isNear ? (
        <canvas ref={canvas} style={{ width, height }} {...(label ? { role: 'img', 'aria-label': label } : {})} />
      ) : null}
      {words ? <p className="for-screen-readers">{words}</p> : null}
    </div>
  );
}
