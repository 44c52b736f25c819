/** Which version runs here, whether a newer one exists, and who installs it: never this window. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';

const words = {
  unknown: 'versionUnknown',
  current: 'versionCurrent',
  outdated: 'versionOutdated',
  unsupported: 'versionUnsupported',
} as const;

export function VersionPanel(): ReactNode {
  const { t, i18n } = useTranslation('settings');
  const { data, error, refetch } = useQuery(queries.release());
  const news = data?.news[i18n.language === 'en' ? 'en' : 'fr'] ?? [];
  const isOld = data?.standing === 'outdated' || data?.standing === 'unsupported';
  return (
    <Panel id="version" title={t('entryVersion')} text={t('versionText')}>
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {!data && !error ? <Coming label={t('loading')} lines={['40%']} /> : null}
      {data ? (
        <div className="settings-sheet settings-note">
          <p>
            <b>{t('versionRunning', { version: data.running })}</b>
          </p>
          {isOld ? (
            <Banner
              kind={data.standing === 'unsupported' ? 'warning' : 'note'}
              title={t(words[data.standing], { version: data.current ?? '' })}
            >
              {t('versionHow')}
            </Banner>
          ) : (
            <p className="caption">{t(words[data.standing])}</p>
          )}
          {isOld && news.length > 0 ? (
            <>
              <h3>{t('versionNews')}</h3>
              <ul className="version-news">
                {news.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
      ) : null}
    </Panel>
  );
}
