/** To whom an envelope is given, among those who hold the mailbox. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holder } from '../../contract/model/handling.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import type { Targets } from '../ui/envelope-acts.ts';
import { typesetName } from '../ui/format/typography.ts';
import { useSharedMailbox } from '../ui/handling.tsx';
import '../ui/moment-dialog.css';

export function AssignDialog({
  targets,
  onChoose,
  onClose,
}: {
  readonly targets: Targets;
  readonly onChoose: (whom: Holder) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('handling');
  const { t: ui } = useTranslation('ui');
  const { holders, self } = useSharedMailbox();
  const others = holders.filter(({ accountId }) => accountId !== self);
  return (
    <Dialog title={t('assignTitle', { count: targets.ids.length })} onClose={onClose}>
      <p className="secondary">{t(others.length > 0 ? 'assignText' : 'assignNobody')}</p>
      <div className="moment-choices">
        {others.map((holder, index) => (
          <Button key={holder.accountId} autoFocus={index === 0} onPress={() => onChoose(holder)}>
            {typesetName(holder.name)}
          </Button>
        ))}
      </div>
      <DialogActions>
        <Button autoFocus={others.length === 0} onPress={onClose}>
          {ui('cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
