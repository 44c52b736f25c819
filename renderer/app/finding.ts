/** Searching: opened over the current place, which stays as it is below, and comes back as it was. */
import { useId, useRef, useState } from 'react';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import type { SearchHandle } from '../screens/search/search-screen.tsx';
import type { FinderProps } from './finder.tsx';

export interface Finding {
  readonly isOpen: boolean;
  readonly text: string;
  /** Envelope that was opened from the results. */
  readonly openId: EnvelopeId | null;
  readonly finder: FinderProps;
  /** Opens the field, or goes back to it with its text selected. */
  start(): void;
  /** Leaves for the place below; its focus comes back unless something else takes it. */
  leave(restoreFocus: boolean): void;
  open(envelopeId: EnvelopeId | null): void;
  setActiveId(elementId: string | null): void;
}

export function useFinding(): Finding {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState('');
  const [openId, setOpenId] = useState<EnvelopeId | null>(null);
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
  const leave = (restoreFocus: boolean): void => {
    setIsOpen(false);
    setOpenId(null);
    setActiveId(null);
    const focused = before.current;
    // The place below can take the focus only once it is no longer inert.
    if (restoreFocus) requestAnimationFrame(() => focused?.focus());
  };
  return {
    isOpen,
    text,
    openId,
    finder: {
      isOpen,
      text,
      listId,
      activeId,
      field,
      results,
      onOpen: start,
      onText: setText,
      onLeave: () => leave(true),
    },
    start,
    leave,
    open: setOpenId,
    setActiveId,
  };
}
