/** One doubt about a letter, as a question that says why, answered by one key. */
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_ATTACHMENTS_BYTES } from '../../../contract/model/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { useFormat } from '../../ui/use-format.ts';
import type { LetterDoubt } from './letter-checks.ts';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly go: string;
}

export function DoubtDialog({
  doubt,
  onGo,
  onBack,
}: {
  readonly doubt: LetterDoubt;
  readonly onGo: () => void;
  readonly onBack: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const question = useQuestion(doubt);
  const key = t('goKey');
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      // A key that is still held from the letter answers nothing.
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() !== key.toLowerCase()) return;
      event.preventDefault();
      onGo();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [key, onGo]);
  return (
    <Dialog title={question.title} onClose={onBack} alert>
      <p className="secondary">{question.text}</p>
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onBack}>
          {t('goBack')}
        </Button>
        <Button keys={key} onPress={onGo}>
          {question.go}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useQuestion(doubt: LetterDoubt): Question {
  const { t } = useTranslation('composer');
  const format = useFormat();
  switch (doubt.kind) {
    case 'no-attachment':
      return { title: t('noAttachmentTitle'), text: t('noAttachmentText'), go: t('noAttachmentGo') };
    case 'no-subject':
      return { title: t('noSubjectTitle'), text: t('noSubjectText'), go: t('noSubjectGo') };
    case 'unfilled':
      return { title: t('unfilledTitle'), text: t('unfilledText', { field: doubt.field }), go: t('sendAnyway') };
    case 'other-patient': {
      const { inLetter, inFile, file } = doubt;
      return {
        title: t('otherPatientTitle'),
        text: t('otherPatientText', { inLetter, inFile, file }),
        go: t('sendAnyway'),
      };
    }
    case 'namesake': {
      const { address, known } = doubt;
      const name = typesetName(doubt.name);
      return { title: t('namesakeTitle'), text: t('namesakeText', { name, address, known }), go: t('sendAnyway') };
    }
    case 'outsider': {
      const { address, domain } = doubt;
      return { title: t('outsiderTitle'), text: t('outsiderText', { address, domain }), go: t('sendAnyway') };
    }
    case 'several-envelopes': {
      const { count } = doubt;
      const limit = format.size(MAX_ATTACHMENTS_BYTES);
      return {
        title: t('severalTitle', { count }),
        text: t('severalText', { count, limit }),
        go: t('severalGo', { count }),
      };
    }
  }
}
