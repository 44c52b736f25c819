/** Searching: opened over the current place, which stays as it is below, and comes back as it was. */
import { useId, useRef, useState } from 'react';
import type { Box } from '../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import type { SearchHandle } from '../screens/search/search-screen.tsx';
import type { FinderProps } from './finder.tsx';

export interface Finding {
  readonly isOpen: boolean;
  readonly text: string;
  /** Envelope that was opened from the results. */
  readonly openId: EnvelopeId | null;
  readonly openBox: Box | null;
  readonly finder: FinderProps;
  /** Opens the field, or goes back to it with its text selected. */
  start(): void;
  /** Looks for a text that was kept. */
  look(text: string): void;
  /** Leaves for the place below, whose focus comes back. */
  leave(): void;
  /** Leaves for something else, which takes the focus. */
  leaveFor(act: () => void): void;
  open(envelopeId: EnvelopeId, box: Box): void;
  closeEnvelope(): void;
  setActiveId(elementId: string | null): void;
}

export function useFinding(): Finding {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<{ readonly id: EnvelopeId; readonly box: Box } | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<SearchHandle>(null);
  const before = useRef<HTMLElement | null>(null);
  const listId = useId();
  const start = (): void => {
    if (isOpen) {
      field.current?.focus();
      field.current?.select();
      return;
    }
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setIsOpen(true);
  };
  const end = (): void => {
    setIsOpen(false);
    setOpened(null);
    setActiveId(null);
  };
  const leave = (): void => {
    const focused = before.current;
    end();
    // The place below can take the focus only once it is no longer inert.
    requestAnimationFrame(() => focused?.focus());
  };
  return {
    isOpen,
    text,
    openId: opened?.id ?? null,
    openBox: opened?.box ?? null,
    finder: {
      isOpen,
      text,
      listId,
      activeId,
      field,
      results,
      onOpen: start,
      onText: setText,
      onLeave: leave,
    },
    start,
    look: (wanted) => {
      if (!isOpen) start();
      setIsOpen(true);
      setText(wanted);
    },
    leave,
    leaveFor(act) {
      end();
      act();
    },
    open: (id, box) => setOpened({ id, box }),
    closeEnvelope: () => setOpened(null),
    setActiveId,
  };
}
