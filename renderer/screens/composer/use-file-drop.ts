/** Dropping and pasting files anywhere in the composer; what is pasted as text stays text. */
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/use-format.ts';
import { filesOf, holdsFiles, type IncomingFile, pastedFiles } from './incoming-files.ts';

export interface FileDrop {
  /** Files are held over the composer. */
  readonly isOver: boolean;
  readonly handlers: {
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
    onPaste(event: ClipboardEvent): void;
  };
}

export function useFileDrop(onFiles: (files: readonly IncomingFile[]) => void, disabled: boolean): FileDrop {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const [isOver, setIsOver] = useState(false);
  return {
    isOver: isOver && !disabled,
    handlers: {
      onDragOver(event) {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = disabled ? 'none' : 'copy';
        setIsOver(true);
      },
      onDragLeave(event) {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setIsOver(false);
      },
      onDrop(event) {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        setIsOver(false);
        if (!disabled) onFiles(filesOf(event.dataTransfer));
      },
      onPaste(event) {
        const time = format.seconds(new Date().toISOString()).replace(/[:\s]/g, '-');
        const files = pastedFiles(event.clipboardData, t('pastedPicture', { time }));
        if (files.length === 0 || disabled) return;
        event.preventDefault();
        onFiles(files);
      },
    },
  };
}
