/**
 * A document as plain parts: a clinical document with its head and sections, a Word file, a table, a text. Everything is
 * text of our own elements; nothing of the document is read as a language here.
 */
import { TriangleAlert } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type {
  DocumentBlock,
  DocumentFact,
  DocumentReading,
  ReadableDocument,
  UnreadableReason,
} from '../../../contract/model/readable-document.ts';
import { mailbox } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import './document-preview.css';

/** Before this, an answer that is on its way needs no word. */
const QUIET_MS = 300;

export default function DocumentPreview({
  envelopeId,
  index,
  label,
}: {
  readonly envelopeId: EnvelopeId;
  readonly index: number;
  readonly label: string;
}): ReactNode {
  const { t } = useTranslation('reader');
  const [reading, setReading] = useState<DocumentReading | null>(null);
  const [isSlow, setSlow] = useState(false);
  const { run, error } = useTask();
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    void run(async () => setReading(await mailbox.readAttachment({ envelopeId, index }))).then(() =>
      clearTimeout(timer),
    );
    return () => clearTimeout(timer);
  }, [run, envelopeId, index]);

  if (error) return <ErrorNotice error={error} />;
  if (!reading) {
    return (
      <p className="document-note" role="status">
        {isSlow ? t('documentReading') : ''}
      </p>
    );
  }
  if (!reading.ok) return <Unreadable reason={reading.reason} />;
  return <DocumentText document={reading.document} label={label} />;
}

function Unreadable({ reason }: { readonly reason: UnreadableReason }): ReactNode {
  const { t } = useTranslation('reader');
  return (
    <div className="document-note">
      <Banner kind="warning" role="status" title={t('previewFailed')}>
        {t(`unreadable_${reason}`)}
      </Banner>
    </div>
  );
}

function DocumentText({
  document: { kind, title, facts, blocks, isCut },
  label,
}: {
  readonly document: ReadableDocument;
  readonly label: string;
}): ReactNode {
  const { t } = useTranslation('reader');
  const groups = useMemo(() => grouped(blocks), [blocks]);
  const headings = useMemo(() => headingTags(blocks, title !== null), [blocks, title]);
  return (
    <ScrollRegion className="document-scroll" label={label}>
      <article className={`document document-${kind}`}>
        {title ? <h2 className="document-title">{title}</h2> : null}
        {facts.length > 0 ? <Facts facts={facts} /> : null}
        {groups.map((group, at) => (
          <Fragment key={`${String(at)}:${group.length}`}>
            {group[0]?.kind === 'row' ? (
              <Rows rows={group as readonly Row[]} />
            ) : (
              <Block block={group[0]} headings={headings} />
            )}
          </Fragment>
        ))}
        {blocks.length === 0 ? <p className="muted">{t('documentEmpty')}</p> : null}
        {isCut ? (
          <p className="document-cut">
            <Icon of={TriangleAlert} size="small" />
            {t('documentCut')}
          </p>
        ) : null}
      </article>
    </ScrollRegion>
  );
}

type Row = Extract<DocumentBlock, { kind: 'row' }>;

/** Rows that follow one another are one table; anything else stands alone. */
function grouped(blocks: readonly DocumentBlock[]): readonly (readonly DocumentBlock[])[] {
  const groups: DocumentBlock[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === 'row' && last?.[0]?.kind === 'row') last.push(block);
    else groups.push([block]);
  }
  return groups;
}

type HeadingTag = 'h2' | 'h3' | 'h4';

/** Two ranks of headings below the letter's title; a document that begins with its lower rank skips none for that. */
function headingTags(blocks: readonly DocumentBlock[], hasTitle: boolean): ReadonlyMap<DocumentBlock, HeadingTag> {
  const [upper, lower] = hasTitle ? (['h3', 'h4'] as const) : (['h2', 'h3'] as const);
  const tags = new Map<DocumentBlock, HeadingTag>();
  for (const block of blocks) {
    if (block.kind === 'heading') tags.set(block, block.level <= 2 || tags.size === 0 ? upper : lower);
  }
  return tags;
}

function Facts({ facts }: { readonly facts: readonly DocumentFact[] }): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const shown = ({ key, value }: DocumentFact): string => {
    if (key === 'sex') return value === 'M' || value === 'F' ? t(`sex_${value}`) : t('sex_U');
    const isWhole = (key === 'birthDate' || key === 'date') && /^\d{4}-\d{2}-\d{2}/.test(value);
    // Noon, so that no time zone makes it the day before.
    return isWhole ? format.day(value.length === 10 ? `${value}T12:00:00` : value) : value;
  };
  return (
    <dl className="document-facts">
      {facts.map((fact, at) => (
        <div key={`${fact.key}:${String(at)}`}>
          <dt>{t(`fact_${fact.key}`)}</dt>
          <dd>{shown(fact)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Block({
  block,
  headings,
}: {
  readonly block: DocumentBlock | undefined;
  readonly headings: ReadonlyMap<DocumentBlock, HeadingTag>;
}): ReactNode {
  switch (block?.kind) {
    case 'heading': {
      const Tag = headings.get(block) ?? 'h4';
      return <Tag className={`document-heading${block.level <= 2 ? '' : ' is-lower'}`}>{block.text}</Tag>;
    }
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'item':
      return (
        <ul className={`document-list is-depth-${Math.min(3, block.depth)}`}>
          <li>{block.text}</li>
        </ul>
      );
    case 'lines':
      return <pre className="code">{block.text}</pre>;
    default:
      return null;
  }
}

function Rows({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  return (
    <table className="document-table">
      <tbody>
        {rows.map(({ heads, cells }, at) => (
          <tr key={`${String(at)}:${cells[0] ?? ''}`}>
            {Array.from({ length: columns }, (_, column) => {
              const cell = cells[column] ?? '';
              const key = `${String(column)}:${cell.slice(0, 16)}`;
              return heads ? (
                <th key={key} scope="col">
                  {cell}
                </th>
              ) : (
                <td key={key}>{cell}</td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
