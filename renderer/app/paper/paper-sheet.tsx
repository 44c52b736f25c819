/** An envelope or a draft on paper: who wrote, what holds, to whom, the letter, what was attached, and the parts printed with it. */
import DOMPurify from 'dompurify';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import { letterHtml } from '../../../contract/model/letter-html.ts';
import { type AccountCard, displayName, type Sender } from '../../../contract/model/person.ts';
import { PlainLetter, sanitizeLetter } from '../../screens/reader/letter.tsx';
import { digestOf, headerWordsOf, trustOf } from '../../screens/reader/trust.ts';
import { TrustLine } from '../../screens/reader/trust-line.tsx';
import { shownName } from '../../ui/format/file-name.ts';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { Seal } from '../../ui/seal/seal.tsx';
import { useFormat } from '../../ui/use-format.ts';
import type { PrintedPage } from './printed-parts.ts';
import './paper.css';

/** What is put on paper. */
export type OnPaper =
  | {
      readonly kind: 'envelope';
      readonly view: EnvelopeView;
      /** SHA-256 of attachments by their index, of those that are on this workstation. */
      readonly digests: ReadonlyMap<number, string>;
      readonly pages: readonly PrintedPage[];
      readonly at: Date;
    }
  | { readonly kind: 'draft'; readonly draft: Draft; readonly account: AccountCard; readonly at: Date };

export function PaperSheet({ sheet }: { readonly sheet: OnPaper }): ReactNode {
  return sheet.kind === 'envelope' ? <EnvelopePaper {...sheet} /> : <DraftPaper {...sheet} />;
}

function EnvelopePaper({ view, digests, pages }: Extract<OnPaper, { kind: 'envelope' }>): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('reader');
  const { record, content } = view;
  const trust = trustOf(view.signature, view.seal);
  const sha256 = digestOf(view);
  const people = record.recipients.map(({ role, name, address, profession }) => ({
    role,
    name: [typesetName(name || address), profession?.toLocaleLowerCase('fr')].filter(Boolean).join(', '),
  }));
  return (
    <article className="paper-sheet">
      <Letterhead
        sender={record.sender}
        seal={
          <Seal
            sha256={sha256}
            sizePx={124}
            look={trust === 'vouched' ? 'full' : trust === 'doubt' ? 'outline' : 'broken'}
          />
        }
      >
        <TrustLine view={view} now={null} />
      </Letterhead>
      <Head
        title={record.content ? plainTitle(record.content.subject) || words('untitled') : words('erasedTitle')}
        people={people}
      />
      {content && content.headersDiffer.length > 0 ? (
        <p className="paper-warning">
          <b>{words('headersTitle')}</b>{' '}
          {words('headersText', {
            fields: headerWordsOf(content.headersDiffer)
              .map((word) => words(word))
              .join(', '),
          })}
        </p>
      ) : null}
      {trust === 'altered' ? (
        <p className="paper-warning">
          <b>{words('alteredTitle')}</b> {t('alteredNotPrinted')}
        </p>
      ) : content ? (
        <>
          <Letter text={content.text} html={content.html} />
          {content.textTruncated ? <p className="paper-small">{t('truncated')}</p> : null}
          <Attachments
            files={content.attachments.map(({ index, name, sizeBytes }) => ({
              name,
              sizeBytes,
              sha256: digests.get(index) ?? null,
            }))}
          />
        </>
      ) : (
        <p className="paper-warning">{words(record.content ? 'absentTitle' : 'erasedText')}</p>
      )}
      <dl className="paper-proof">
        <dt>{t('envelopeId')}</dt>
        <dd className="code">{record.id}</dd>
        <dt>{t('messageDigest')}</dt>
        <dd className="code">{sha256}</dd>
        <dd className="paper-small paper-copy">{t('paperIsCopy')}</dd>
      </dl>
      {pages.map((page) => (
        <PrintedPart key={page.address} page={page} />
      ))}
    </article>
  );
}

function DraftPaper({ draft, account }: Extract<OnPaper, { kind: 'draft' }>): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('reader');
  const { recipients, subject, text, rich } = draft.content;
  const people = recipients.map(({ role, name, address }) => ({ role, name: typesetName(name || address) }));
  return (
    <article className="paper-sheet">
      <Letterhead sender={account} seal={null}>
        <p className="paper-draft">
          <b>{t('draftTitle')}</b> {t('draftText')}
        </p>
      </Letterhead>
      <Head title={plainTitle(subject) || words('untitled')} people={people} />
      <Letter text={text} html={rich ? letterHtml(rich) : null} />
      <Attachments files={draft.attachments.map(({ name, sizeBytes }) => ({ name, sizeBytes, sha256: null }))} />
    </article>
  );
}

function Letterhead({
  sender,
  seal,
  children,
}: {
  readonly sender: Sender;
  readonly seal: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('reader');
  const details = [sender.profession, sender.specialty, sender.organisation, sender.town].filter(Boolean);
  return (
    <header className="paper-head">
      <div className="paper-who">
        <p className="paper-name">{typesetName(displayName(sender))}</p>
        <p>{details.join(' · ')}</p>
        <p>
          {sender.rpps ? (
            <>
              {t('rpps')} <span className="code">{sender.rpps}</span>
              {' · '}
            </>
          ) : null}
          {sender.address}
        </p>
        {children}
      </div>
      {seal}
      <svg className="paper-flap" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 1 450 35Q500 42 550 35L1000 1" />
      </svg>
    </header>
  );
}

interface Named {
  readonly role: 'to' | 'cc';
  readonly name: string;
}

function Head({ title, people }: { readonly title: string; readonly people: readonly Named[] }): ReactNode {
  const { t } = useTranslation('keeping');
  const named = (role: Named['role']) => people.filter((person) => person.role === role).map(({ name }) => name);
  const lines = [
    { word: t('paperTo'), names: named('to') },
    { word: t('paperCopy'), names: named('cc') },
  ].filter(({ names }) => names.length > 0);
  return (
    <>
      <h1 className="paper-title">{title}</h1>
      <dl className="paper-people">
        {lines.map(({ word, names }) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{names.join(' · ')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Letter({ text, html }: { readonly text: string; readonly html: string | null }): ReactNode {
  const { t } = useTranslation('reader');
  if (html !== null) return <PaperHtml html={html} />;
  return text.trim() === '' ? <p className="paper-small">{t('noText')}</p> : <PlainLetter text={text} />;
}

/**
 * A frame is not cut into pages, so sanitized HTML stands in the page itself, as nodes and never as a text that is read
 * again. What is left of it after sanitizing has no style, class, link or address: it can neither run, load, nor leave its
 * place, and the page's own policy allows no script and no style of its making either.
 */
function PaperHtml({ html }: { readonly html: string }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const fragment = DOMPurify(window).sanitize(sanitizeLetter(html), { RETURN_DOM_FRAGMENT: true });
    place.current?.replaceChildren(fragment);
  }, [html]);
  return <div ref={place} className="letter paper-html" />;
}

function Attachments({
  files,
}: {
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string | null }[];
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('reader');
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <section className="paper-files">
      <h2>{words('attachments', { count: files.length })}</h2>
      <ol>
        {files.map(({ name, sizeBytes, sha256 }, index) => (
          <li key={`${String(index)}:${name}`}>
            <b>{shownName(name)}</b> <span>{format.size(sizeBytes)}</span>
            {sha256 ? (
              <span className="paper-digest">
                {t('sha256')} <span className="code">{sha256}</span>
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function PrintedPart({ page }: { readonly page: PrintedPage }): ReactNode {
  const { t } = useTranslation('keeping');
  const name = shownName(page.name);
  const caption = page.of > 1 ? t('partPage', { name, page: page.number, pages: page.of }) : t('part', { name });
  return (
    <figure className="paper-part">
      <figcaption>{caption}</figcaption>
      <img src={page.address} alt={caption} />
    </figure>
  );
}
