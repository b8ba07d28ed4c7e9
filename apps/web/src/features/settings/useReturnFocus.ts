'use client';

import { useRef } from 'react';

/** Remembers what had the focus when a dialog opened, and gives it back when the dialog has gone. */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    remember() {
      opener.current = document.activeElement;
    },
    /** @param instead gets the focus where the opener went away meanwhile. */
    giveBack(instead?: HTMLElement | null) {
      // After the dialog has let go of the focus, which it does in a timeout of its own.
      setTimeout(() => {
        const target = opener.current?.isConnected ? opener.current : instead;
        if (target instanceof HTMLElement) target.focus();
      });
    },
  };
}
