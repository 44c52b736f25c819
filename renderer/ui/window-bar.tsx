/** The top of the window: brand, what stands in the middle and on the right, and the window's own buttons. */
import { Minus, Square, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './brand.css';
import { BrandMark, Icon } from './icon.tsx';
import './window-bar.css';

export function WindowBar({
  onWindow,
  middle,
  children,
}: {
  readonly onWindow: (act: 'minimize' | 'toggle-maximize' | 'close') => void;
  readonly middle?: ReactNode;
  readonly children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <header className="window-bar">
      <div className="brand">
        <BrandMark />
        {t('brand')}
      </div>
      <div className="window-bar-middle">{middle}</div>
      <div className="window-bar-end">
        {children}
        <div className="window-buttons">
          <button type="button" aria-label={t('minimize')} onClick={() => onWindow('minimize')}>
            <Icon of={Minus} size="small" />
          </button>
          <button type="button" aria-label={t('maximize')} onClick={() => onWindow('toggle-maximize')}>
            <Icon of={Square} size="small" />
          </button>
          <button type="button" aria-label={t('close')} onClick={() => onWindow('close')}>
            <Icon of={X} size="small" />
          </button>
        </div>
      </div>
    </header>
  );
}
