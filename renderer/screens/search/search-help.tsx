/** What can be typed into the search field, with an example of each. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const operators = [
  'phrase',
  'sender',
  'recipient',
  'subject',
  'file',
  'folder',
  'after',
  'before',
  'unopened',
] as const;

export function SearchHelp(): ReactNode {
  const { t } = useTranslation('search');
  return (
    <section className="search-help" aria-label={t('help')}>
      <p>{t('helpText')}</p>
      <dl>
        {operators.map((operator) => (
          <div key={operator}>
            <dt>
              <code>{t(`${operator}Example`)}</code>
            </dt>
            <dd>{t(`${operator}Meaning`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
