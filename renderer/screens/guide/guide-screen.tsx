/** The user guide inside the application: contents, search, and the section that was asked for. */
import { Printer, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import guideText from '../../../docs/guide-utilisateur.md?raw';
import { app } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { typesetFrench } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useTask } from '../../ui/use-task.ts';
import { findInGuide } from './found-blocks.ts';
import { GuideBlocks } from './guide-blocks.tsx';
import { type GuideSection, readGuide } from './guide-text.ts';
import './guide.css';

const elementId = (section: string): string => `guide-${section}`;

export function GuideScreen({
  section,
  onClose,
}: {
  /** The section to begin with; null for the top. */
  readonly section: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const { t, i18n } = useTranslation('guide');
  const guide = useMemo(() => readGuide(guideText), []);
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState(section);
  const printing = useTask();
  const scroll = useRef<HTMLDivElement>(null);
  const found = typed.trim() === '' ? null : findInGuide(guide, typed);
  useEffect(() => setWanted(section), [section]);
  useEffect(() => {
    if (!wanted || typed !== '') return;
    const heading = document.getElementById(elementId(wanted));
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
    setWanted(null);
  }, [wanted, typed]);
  const goTo = (id: string): void => {
    setTyped('');
    setWanted(id);
  };
  const shown = found?.sections ?? guide.sections;
  return (
    <div className="guide">
      <div className="guide-head">
        <h1>{t('title')}</h1>
        <FindInGuide
          typed={typed}
          onTyped={(text) => {
            setTyped(text);
            scroll.current?.scrollTo({ top: 0 });
          }}
          onFirst={() => found?.sections[0] && goTo(found.sections[0].id)}
        />
        <span className="grow" />
        <Button
          kind="ghost"
          icon={<Icon of={Printer} />}
          isDisabled={printing.pending}
          onPress={() => void printing.run(() => app.print({}))}
        >
          {t('print')}
        </Button>
        <Button icon={<Icon of={X} />} keys={t('escape')} onPress={onClose}>
          {t('close')}
        </Button>
        {i18n.language === 'fr' ? null : <p className="guide-language secondary">{t('french')}</p>}
        {printing.error ? <ErrorNotice error={printing.error} /> : null}
      </div>
      <div className="guide-columns">
        <Contents sections={guide.sections} onGo={goTo} />
        <ScrollRegion ref={scroll} className="guide-scroll" label={t('text')}>
          {found ? (
            <p className="caption" role="status">
              {t('found', { count: found.count })}
            </p>
          ) : null}
          {found && found.count === 0 ? (
            <Empty title={t('nothing')} action={<Button onPress={() => setTyped('')}>{t('whole')}</Button>}>
              {t('nothingText')}
            </Empty>
          ) : (
            <article lang="fr" className="guide-text">
              {found ? null : (
                <div className="guide-intro">
                  <GuideBlocks blocks={guide.intro} typed="" />
                </div>
              )}
              {shown.map((one) => (
                <Section key={one.id} section={one} typed={typed} onGo={found ? () => goTo(one.id) : null} />
              ))}
            </article>
          )}
        </ScrollRegion>
      </div>
    </div>
  );
}

function Section({
  section,
  typed,
  onGo,
}: {
  readonly section: GuideSection;
  readonly typed: string;
  /** From a search to the whole section. */
  readonly onGo: (() => void) | null;
}): ReactNode {
  const title = <Highlighted text={typesetFrench(section.title)} typed={typed} />;
  return (
    <section aria-labelledby={elementId(section.id)}>
      <h2 id={elementId(section.id)} tabIndex={-1}>
        {onGo ? (
          <button type="button" className="guide-go" onClick={onGo}>
            {title}
          </button>
        ) : (
          title
        )}
      </h2>
      <GuideBlocks blocks={section.blocks} typed={typed} />
    </section>
  );
}

function Contents({
  sections,
  onGo,
}: {
  readonly sections: readonly GuideSection[];
  readonly onGo: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('guide');
  return (
    <nav className="guide-contents" aria-label={t('contents')}>
      <ul lang="fr">
        {sections.map(({ id, title }) => (
          <li key={id}>
            <button type="button" className="guide-entry" onClick={() => onGo(id)}>
              {typesetFrench(title)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FindInGuide({
  typed,
  onTyped,
  onFirst,
}: {
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  /** Enter: what stands first is meant. */
  readonly onFirst: () => void;
}): ReactNode {
  const { t } = useTranslation('guide');
  const id = useId();
  return (
    <search className="guide-find">
      <label htmlFor={id} className="for-screen-readers">
        {t('find')}
      </label>
      <Icon of={Search} />
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        placeholder={t('find')}
        value={typed}
        onChange={(event) => onTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') onFirst();
          else if (event.key === 'Escape' && typed !== '') {
            // The first press empties the field, the next leaves the guide.
            event.stopPropagation();
            event.preventDefault();
            onTyped('');
          }
        }}
      />
      {typed === '' ? (
        <KeyCap keys="F1" />
      ) : (
        <IconButton label={t('clear')} icon={<Icon of={X} size="small" />} onPress={() => onTyped('')} />
      )}
    </search>
  );
}
