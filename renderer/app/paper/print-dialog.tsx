/** Which attachments are printed with the letter, and what is to be known before. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import type { AttachmentView } from '../../../contract/ipc/mailbox.contract.ts';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { shownName } from '../../ui/format/file-name.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { isPrintable, type NotPrintable } from './printed-parts.ts';

export interface PrintState {
  readonly busy: boolean;
  /** Pages of the attachment that is being drawn. */
  readonly drawn: { readonly done: number; readonly of: number } | null;
  readonly refused: NotPrintable | null;
  readonly error: WireError | null;
}

const refusals = {
  encrypted: 'refusedEncrypted',
  damaged: 'refusedDamaged',
  'too-large': 'refusedTooLarge',
  'too-long': 'refusedTooLong',
} as const satisfies Record<NotPrintable['reason'], string>;

export function PrintDialog({
  attachments,
  opens,
  state,
  onPrint,
  onClose,
}: {
  readonly attachments: readonly AttachmentView[];
  /** Its sender will know that it was opened. */
  readonly opens: boolean;
  readonly state: PrintState;
  readonly onPrint: (indexes: readonly number[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const format = useFormat();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const printable = attachments.filter(isPrintable);
  const others = attachments.length - printable.length;
  const { busy, drawn, refused, error } = state;
  return (
    <Dialog title={t('printTitle')} onClose={onClose}>
      <p className="secondary">{t('printText')}</p>
      {printable.length > 0 ? (
        <CheckList
          label={t('printWith')}
          chosen={chosen}
          onChange={setChosen}
          isDisabled={busy}
          options={printable.map(({ index, name, sizeBytes }) => ({
            value: String(index),
            name: shownName(name),
            text: format.size(sizeBytes),
          }))}
        />
      ) : null}
      {others > 0 ? <p className="caption">{t('printOthers', { count: others })}</p> : null}
      {opens ? <p className="caption">{t('printUnopened')}</p> : null}
      {refused ? (
        <p role="alert" className="paper-refused">
          {t(refusals[refused.reason], { name: shownName(refused.file) })}
        </p>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      {drawn ? (
        <ProgressBar fraction={drawn.done / drawn.of} label={t('drawing', { page: drawn.done, pages: drawn.of })} />
      ) : null}
      <DialogActions>
        <Button kind="primary" isDisabled={busy} onPress={() => onPrint(chosen.map(Number))}>
          {t('print')}
        </Button>
        <Button onPress={onClose}>{words('cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
}
