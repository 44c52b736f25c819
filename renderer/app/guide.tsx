/** The user guide over whatever is on screen, which stays as it is below: F1 opens it where it speaks of that. */
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { app } from '../bridge.ts';
import { GuideScreen } from '../screens/guide/guide-screen.tsx';
import { GuideContext, type GuideTopic, guideSections } from '../ui/guide-link.tsx';
import { saveTextsNow } from '../ui/unsaved-texts.ts';
import { WindowBar } from '../ui/window-bar.tsx';

function isTopic(name: string | undefined): name is GuideTopic {
  return name !== undefined && name in guideSections;
}

/** The topic marked on the nearest element around the focus, or on what is in view and not behind something. */
function topicInView(): GuideTopic | null {
  const marked = document.activeElement?.closest('[data-guide]') ?? document.querySelector('[data-guide]:not([inert])');
  const name = marked instanceof HTMLElement ? marked.dataset['guide'] : undefined;
  return isTopic(name) ? name : null;
}

export function GuideProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('guide');
  const [opened, setOpened] = useState<{ readonly topic: GuideTopic | null } | null>(null);
  const open = useCallback((topic: GuideTopic | null) => setOpened({ topic }), []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'F1' || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
      event.preventDefault();
      setOpened((now) => now ?? { topic: topicInView() });
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
  const onWindow = async (act: 'minimize' | 'toggle-maximize' | 'close'): Promise<void> => {
    if (act === 'close') await saveTextsNow();
    await app.window({ act });
  };
  const close = (): void => setOpened(null);
  return (
    <GuideContext value={open}>
      {children}
      <ModalOverlay className="guide-overlay" isOpen={opened !== null} onOpenChange={(isOpen) => !isOpen && close()}>
        <Modal>
          <Dialog className="guide-dialog" aria-label={t('title')}>
            <WindowBar onWindow={(act) => void onWindow(act)} />
            <GuideScreen section={opened?.topic ? guideSections[opened.topic] : null} onClose={close} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </GuideContext>
  );
}
