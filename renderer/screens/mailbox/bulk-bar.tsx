/** What can be done with the envelopes chosen; stands where the head of the list was, so that no row moves. */

import { useQuery } from '@tanstack/react-query';
import { Ellipsis, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { type Act, type ActLook, copyLooks } from '../../ui/envelope-acts.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';

export function BulkBar({
  count,
  looks,
  onAct,
  onClear,
}: {
  readonly count: number;
  readonly looks: readonly ActLook[];
  readonly onAct: (act: Act) => void;
  readonly onClear: () => void;
}): ReactNode {
  const { t } = useTranslation('mailbox');
  const { t: words } = useTranslation('folders');
  const { t: copies } = useTranslation('keeping');
  const { data: kept } = useQuery(queries.kept());
  return (
    <div className="pane-head bulk-bar" role="toolbar" aria-label={t('chosenActs')}>
      <IconButton label={t('clearChosen')} icon={<Icon of={X} />} onPress={onClear} />
      <b className="bulk-count" role="status">
        {t('chosen', { count })}
      </b>
      {looks.length === 0 ? <span className="caption">{t('noActs')}</span> : null}
      {looks.map(({ act, icon, word, keys }) => (
        <Button
          key={act}
          size="small"
          icon={<Icon of={icon} size="small" />}
          keys={keys}
          aria-keyshortcuts={keys}
          onPress={() => onAct(act)}
        >
          {words(word)}
        </Button>
      ))}
      <MenuButton
        button={<IconButton label={copies('moreActs')} icon={<Icon of={Ellipsis} />} />}
        label={copies('moreActs')}
        commands={copyLooks({ isOne: count === 1, mayKeep: kept?.allowed ?? false, kept: null }).map(
          ({ act, icon, word }) => ({
            id: act,
            label: copies(word),
            icon: <Icon of={icon} />,
            run: () => onAct(act),
          }),
        )}
      />
    </div>
  );
}
