/** Which workstation this is, and whether others use it too. */
import { Monitor } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

export function WorkstationName({ name, shared }: { readonly name: string; readonly shared: boolean }): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <span className="caption row workstation-name">
      <Icon of={Monitor} size="small" />
      {shared ? t('sharedWorkstation', { name }) : t('workstation', { name })}
    </span>
  );
}
