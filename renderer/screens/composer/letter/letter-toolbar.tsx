/** Formats of the letter, below it: on the way from the subject to the letter nothing stands between. */
import {
  Bold,
  Heading,
  Italic,
  Link,
  List,
  ListOrdered,
  type LucideIcon,
  RemoveFormatting,
  TextQuote,
  Underline,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { type PressEvent, ToggleButton, Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';
import { clearFormatting, formatCommands, type LetterFormat } from './letter-commands.ts';
import type { LetterEditor } from './use-letter-editor.ts';

const tools: readonly (readonly {
  readonly format: LetterFormat;
  readonly icon: LucideIcon;
  readonly keys: string;
}[])[] = [
  [
    { format: 'bold', icon: Bold, keys: 'Ctrl B' },
    { format: 'italic', icon: Italic, keys: 'Ctrl I' },
    { format: 'underline', icon: Underline, keys: 'Ctrl U' },
  ],
  [
    { format: 'title', icon: Heading, keys: 'Ctrl ⇧ 6' },
    { format: 'numbers', icon: ListOrdered, keys: 'Ctrl ⇧ 7' },
    { format: 'bullets', icon: List, keys: 'Ctrl ⇧ 8' },
    { format: 'quote', icon: TextQuote, keys: 'Ctrl ⇧ 9' },
  ],
];

export function LetterToolbar({
  editor,
  disabled,
  onLink,
}: {
  readonly editor: LetterEditor;
  readonly disabled: boolean;
  readonly onLink: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const { on, link } = editor.state;
  const press = (command: Parameters<LetterEditor['run']>[0]) => (event: PressEvent) => {
    editor.run(command);
    // By hand one goes on writing; by the keyboard, along the bar.
    if (event.pointerType === 'mouse' || event.pointerType === 'touch' || event.pointerType === 'pen') editor.focus();
  };
  return (
    <Toolbar className="letter-toolbar" aria-label={t('formats')}>
      {tools.map((group) => (
        <span key={group[0]?.format} className="letter-tools">
          {group.map(({ format, icon, keys }) => (
            <Tool
              key={format}
              name={t(`format-${format}`)}
              keys={keys}
              icon={icon}
              isOn={on.has(format)}
              disabled={disabled}
              onPress={press(formatCommands[format])}
            />
          ))}
        </span>
      ))}
      <span className="letter-tools">
        <Tool
          name={t('format-link')}
          keys="Ctrl ⇧ K"
          icon={Link}
          isOn={link !== null}
          disabled={disabled}
          onPress={onLink}
        />
        <Tool
          name={t('format-clear')}
          icon={RemoveFormatting}
          isOn={false}
          disabled={disabled}
          onPress={press(clearFormatting)}
        />
      </span>
    </Toolbar>
  );
}

function Tool({
  name,
  keys,
  icon,
  isOn,
  disabled,
  onPress,
}: {
  readonly name: string;
  readonly keys?: string;
  readonly icon: LucideIcon;
  readonly isOn: boolean;
  readonly disabled: boolean;
  readonly onPress: (event: PressEvent) => void;
}): ReactNode {
  return (
    <span title={keys ? `${name} · ${keys}` : name}>
      <ToggleButton
        className="button button-icon button-ghost button-small letter-tool"
        aria-label={name}
        isSelected={isOn}
        isDisabled={disabled}
        preventFocusOnPress
        onPress={onPress}
      >
        <Icon of={icon} size="small" />
      </ToggleButton>
    </span>
  );
}
