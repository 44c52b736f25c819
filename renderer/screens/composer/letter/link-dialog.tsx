/** Asks where a link leads. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linkTo } from '../../../../contract/model/rich-letter.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';

export function LinkDialog({
  initial,
  onLink,
  onClose,
}: {
  /** Where it leads now; null for a new link. */
  readonly initial: string | null;
  /** Null takes the link away. */
  readonly onLink: (address: string | null) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const [typed, setTyped] = useState(initial?.replace(/^mailto:/i, '') ?? '');
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog stands inside the composer's own form in React's eyes.
    event.stopPropagation();
    const address = linkTo(typed);
    if (address === null) setRefused(true);
    else onLink(address);
  };
  return (
    <Dialog title={t('linkTitle')} onClose={onClose}>
      <form className="link-form" onSubmit={submit}>
        <TextField
          label={t('linkAddress')}
          value={typed}
          placeholder={t('linkPlaceholder')}
          autoFocus
          onChange={(text) => {
            setTyped(text);
            setRefused(false);
          }}
        />
        {refused ? (
          <p className="composer-missing" role="alert">
            {t('linkRefused')}
          </p>
        ) : null}
        <DialogActions>
          <Button type="submit" kind="primary" isDisabled={typed.trim() === ''}>
            {t('linkGo')}
          </Button>
          {initial === null ? null : <Button onPress={() => onLink(null)}>{t('linkRemove')}</Button>}
          <Button onPress={onClose}>{t('linkCancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
