/** All keyboard shortcuts, on one sheet. */
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import './shortcuts-sheet.css';

type Word = 'enter' | 'escape' | 'control' | 'space' | 'shift' | 'delete';
type Caps = readonly (string | { readonly word: Word } | { readonly joint: 'afterwards' | 'or' })[];

const control = { word: 'control' } as const;
const then = { joint: 'afterwards' } as const;
const or = { joint: 'or' } as const;

/** Every shortcut there is, by where it works; `tests/renderer/shortcuts.test.ts` holds it to that. */
export const groups = [
  {
    title: 'groupEverywhere',
    lines: [
      ['find', [control, 'K']],
      ['compose', ['N']],
      ['goReceived', ['G', then, 'R']],
      ['goSent', ['G', then, 'E']],
      ['goDrafts', ['G', then, 'B']],
      ['goOutbox', ['G', then, 'O']],
      ['goFlagged', ['G', then, 'M']],
      ['goFollowed', ['G', then, 'S']],
      ['goArchive', ['G', then, 'H']],
      ['goFolder', ['G', then, 'D']],
      ['goDirectory', ['G', then, 'A']],
      ['goSettings', [control, ',']],
      ['nextMailbox', ['M']],
      ['goDoctor', ['G', then, 'L']],
      ['undo', ['Z']],
      ['undoAct', [control, 'Z']],
      ['lock', [control, 'L']],
      ['guide', ['F1']],
      ['help', ['?']],
    ],
  },
  {
    title: 'groupList',
    lines: [
      ['next', ['J', or, '↓']],
      ['previous', ['K', or, '↑']],
      ['open', [{ word: 'enter' }]],
      ['select', [{ word: 'space' }]],
      ['selectMore', [{ word: 'shift' }, '↑', or, '↓']],
      ['selectAll', [control, 'A']],
      ['archive', ['E']],
      ['file', ['V']],
      ['flag', ['S']],
      ['putBack', ['B']],
      ['remind', ['T']],
      ['done', ['X']],
      ['take', ['I']],
      ['assign', ['C']],
      ['settle', ['D']],
      ['giveBack', ['U']],
    ],
  },
  {
    title: 'groupFolders',
    lines: [
      ['rename', ['F2']],
      ['remove', [{ word: 'delete' }]],
      ['menu', [{ word: 'shift' }, 'F10']],
    ],
  },
  {
    title: 'groupReader',
    lines: [
      ['answer', ['R']],
      ['answerAll', ['A']],
      ['forward', ['F']],
      ['proof', ['P']],
      ['print', [control, 'P']],
      ['close', [{ word: 'escape' }]],
    ],
  },
  {
    title: 'groupComposer',
    lines: [
      ['addRecipient', [{ word: 'enter' }]],
      ['removeRecipient', ['⌫']],
      ['send', [control, { word: 'enter' }]],
      ['findPeople', [control, '⇧', 'A']],
      ['templates', [control, 'M']],
      ['print', [control, 'P']],
      ['sendLater', [control, '⇧', { word: 'enter' }]],
      ['boldItalicUnderline', [control, 'B', or, 'I', or, 'U']],
      ['titleListsQuote', [control, '⇧', '6', or, '7', or, '8', or, '9']],
      ['listLevel', ['Alt', '⇧', '←', or, '→']],
      ['link', [control, '⇧', 'K']],
      ['pasteWords', [control, '⇧', 'V']],
      ['close', [{ word: 'escape' }]],
    ],
  },
] as const satisfies readonly {
  readonly title: string;
  readonly lines: readonly (readonly [string, Caps])[];
}[];

export function ShortcutsSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('keyboard');
  return (
    <Dialog title={t('title')} onClose={onClose} wide>
      <div className="shortcuts">
        {groups.map(({ title, lines }) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {lines.map(([command, caps]) => (
                <div key={command}>
                  <dt>{t(command)}</dt>
                  <dd>
                    <KeyCaps caps={caps} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function KeyCaps({ caps }: { readonly caps: Caps }): ReactNode {
  const { t } = useTranslation('keyboard');
  // A word that joins may come twice.
  const texts = caps.map((cap, place) => ({
    place,
    isKey: typeof cap === 'string' || 'word' in cap,
    text: typeof cap === 'string' ? cap : t('word' in cap ? cap.word : cap.joint),
  }));
  return (
    <>
      <span className="for-screen-readers">{texts.map(({ text }) => text).join(' ')}</span>
      {texts.map(({ text, place, isKey }) => (
        <Fragment key={place}>
          {isKey ? (
            <KeyCap keys={text} />
          ) : (
            <span className="caption" aria-hidden="true">
              {text}
            </span>
          )}
        </Fragment>
      ))}
    </>
  );
}
