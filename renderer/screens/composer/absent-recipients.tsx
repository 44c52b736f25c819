/** Says of those whom a letter goes to that they are absent, while there is time to choose somebody else. */
import { useQuery } from '@tanstack/react-query';
import { CalendarOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { queries } from '../../bridge.ts';
import { lastInstant } from '../../ui/format/last-day.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';

export function AbsentRecipients({ recipients }: { readonly recipients: readonly RecipientRef[] }): ReactNode {
  const { t } = useTranslation('absence');
  const format = useFormat();
  // Without the operator nobody knows, and the letter is written all the same: an answer tells it then.
  const { data } = useQuery(queries.absent(recipients.map(({ address }) => address)));
  const absent = recipients.flatMap(({ address, name }) => {
    const found = data?.absent.find((one) => one.address === address);
    return found ? [{ ...found, name }] : [];
  });
  if (absent.length === 0) return null;
  return (
    <div role="status">
      <ScrollRegion label={t('recipients')} className="composer-absent">
        {absent.map(({ address, name, until, delegate }) => (
          <p key={address} className="composer-absent-one">
            <Icon of={CalendarOff} size="small" />
            <span>
              <b>{t('recipient', { name: typesetName(name), day: format.day(lastInstant(until)) })}</b>{' '}
              {delegate === null ? t('recipientNobody') : t('recipientActs', { delegate: typesetName(delegate) })}
            </span>
          </p>
        ))}
      </ScrollRegion>
    </div>
  );
}
