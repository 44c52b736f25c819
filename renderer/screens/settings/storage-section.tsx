/** What this workstation keeps of the account, what that weighs, and how it is given back. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../bridge.ts';
import { Coming, NotAsked } from './panel.tsx';
import './storage.css';
import { FreeingPanel } from './storage-freeing.tsx';
import { RebuildPanel } from './storage-rebuild.tsx';
import { RulePanel } from './storage-rule.tsx';
import { UsagePanel } from './storage-usage.tsx';

export function StorageSection(): ReactNode {
  const { t } = useTranslation('storage');
  const { data: state, error, refetch } = useQuery(queries.storage());
  return (
    <div className="settings-column">
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {state ? (
        <>
          <RulePanel state={state} />
          <UsagePanel state={state} />
          <FreeingPanel state={state} />
          <RebuildPanel state={state} />
        </>
      ) : error ? null : (
        <Coming label={t('loading')} lines={['60%', '42%', '52%']} />
      )}
    </div>
  );
}
