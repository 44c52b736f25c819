/** Keeps the search that is typed under a name, asked for in place. */
import { BookmarkPlus } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_FOLDER_NAME } from '../../../contract/model/account-item.ts';
import { Button } from '../../ui/button.tsx';
import { NamePopover } from '../../ui/folders/name-popover.tsx';
import { Icon } from '../../ui/icon.tsx';

export function SaveSearch({
  typed,
  onSave,
}: {
  readonly typed: string;
  readonly onSave: (name: string, text: string) => Promise<void>;
}): ReactNode {
  const { t } = useTranslation('search');
  const [isAsking, setIsAsking] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  return (
    <span ref={place}>
      <Button
        kind="ghost"
        size="small"
        icon={<Icon of={BookmarkPlus} size="small" />}
        aria-label={t('save')}
        onPress={() => setIsAsking(true)}
      >
        {t('saveGo')}
      </Button>
      {isAsking && place.current ? (
        <NamePopover
          title={t('saveName')}
          initial={typed.slice(0, MAX_FOLDER_NAME)}
          keepsInitial
          go={t('saveGo')}
          anchor={place.current}
          onName={(name) => onSave(name, typed)}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </span>
  );
}
