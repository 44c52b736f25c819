/** What can be typed into the search field, with an example of each. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSharedMailbox } from '../../ui/handling.tsx';

const operators = [
  'phrase',
  'sender',
  'recipient',
  'subject',
  'file',
  'folder',
  'handling',
  'after',
  'before',
  'unopened',
] as const;

export function SearchHelp(): ReactNode {
  const { t } = useTranslation('search');
  const { isShared } = useSharedMailbox();
  return (
    <section className="search-help" aria-label={t('help')}>
      <p>{t('helpText')}</p>
      <dl>
        {operators
          .filter((operator) => operator !== 'handling' || isShared)
          .map((operator) => (
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
