/** Says over the whole window on whose mailbox one is and under whose name one acts, with the way back. */
import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useActing } from '../ui/acting.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import './acting.css';

export function ActingBar({ person, onLeave }: { readonly person: string; readonly onLeave: () => void }): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: keys } = useTranslation('keyboard');
  const acting = useActing();
  if (!acting) return null;
  return (
    <aside className="acting-bar" aria-label={t('actingBar')}>
      <Icon of={Users} />
      <span className="grow ellipsis" role="status">
        <Trans
          t={t}
          i18nKey={acting.isHeldTogether ? 'actingTogether' : 'acting'}
          values={{ owner: acting.owner, profession: acting.profession, person }}
          components={{ b: <b /> }}
        />
      </span>
      <Button className="acting-leave" size="small" onPress={onLeave} keys={keys('escape')}>
        {t('leave')}
      </Button>
    </aside>
  );
}
