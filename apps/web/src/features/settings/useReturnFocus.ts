'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Gives the focus back to what opened a dialog, once the dialog has gone.
 * @param fallback gets it where the opener went away meanwhile.
 * @returns to be called when the dialog is about to open, while the opener still has the focus.
 */
export function useReturnFocus(isOpen: boolean, fallback: RefObject<HTMLElement | null>): () => void {
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      // The dialog lets go of the focus in a timeout of its own.
      setTimeout(() => {
        const target = opener.current?.isConnected ? opener.current : fallback.current;
        if (target instanceof HTMLElement) target.focus();
      });
    };
  }, [isOpen, fallback]);
  return () => {
    opener.current = document.activeElement;
  };
}
