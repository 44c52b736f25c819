/** The way from a screen to what the user guide says of it. */
import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import './guide-link.css';

/** Sections of the guide that screens lead to, by the ids that the guide gives its titles. */
export const guideSections = {
  signIn: 'se-connecter',
  read: 'lire',
  file: 'ranger',
  find: 'retrouver',
  directory: 'l-annuaire',
  write: 'ecrire',
  account: 'regler-son-compte',
  workstation: 'ce-poste',
  acting: 'agir-au-nom-de-quelqu-un',
  offline: 'sans-reseau',
  away: 's-absenter',
  trouble: 'si-quelque-chose-ne-va-pas',
  storage: 'ce-qui-est-sur-le-poste',
} as const;
export type GuideTopic = keyof typeof guideSections;

/** Opens the guide at a topic, or at its top. */
export type OpenGuide = (topic: GuideTopic | null) => void;

export const GuideContext = createContext<OpenGuide | null>(null);

export function useGuide(): OpenGuide {
  const open = useContext(GuideContext);
  if (!open) throw new Error('the guide is opened below GuideProvider only');
  return open;
}

/** « En savoir plus » */
export function GuideLink({ topic }: { readonly topic: GuideTopic }): ReactNode {
  const { t } = useTranslation('guide');
  const open = useGuide();
  return (
    <button type="button" className="guide-link" onClick={() => open(topic)}>
      {t('more')}
    </button>
  );
}
