/** A version that is not supported any more is told once a window, signed in or not; a newer one, at the foot of the side bar. */
import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';

const TOLD = 'unsupported';

export function UnsupportedNotice(): null {
  const { t } = useTranslation('app');
  const { show, dismiss } = useToasts();
  const { data } = useQuery(queries.release());
  const isUnsupported = data?.standing === 'unsupported';
  useEffect(() => {
    if (!isUnsupported) return dismiss(TOLD);
    show({
      id: TOLD,
      icon: <Icon of={CircleAlert} />,
      title: t('unsupported'),
      text: t('unsupportedText'),
      action: (
        <Button size="small" onPress={() => dismiss(TOLD)}>
          {t('understood')}
        </Button>
      ),
      lifeMs: null,
    });
  }, [isUnsupported, show, dismiss, t]);
  return null;
}

/** One calm line; null while there is nothing to say. */
export function ReleaseLine({ onSee }: { readonly onSee: (() => void) | null }): ReactNode {
  const { t } = useTranslation('app');
  const { data } = useQuery(queries.release());
  if (!data?.current || (data.standing !== 'outdated' && data.standing !== 'unsupported')) return null;
  const words = t(data.standing === 'outdated' ? 'newVersion' : 'unsupported', { version: data.current });
  if (!onSee) return <p className="side-release">{words}</p>;
  return (
    <button type="button" className="side-release" onClick={onSee}>
      {words}
    </button>
  );
}
