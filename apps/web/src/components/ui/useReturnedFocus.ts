import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Gives the focus back to whatever had it when a dialog opened. Radix does so only for a trigger of its own, and ours
 * are opened by buttons, links and keys anywhere on the page.
 * @param fallback gets it where the opener went away meanwhile.
 */
export function useReturnedFocus(open: boolean, fallback?: RefObject<HTMLElement | null>) {
  const before = useRef<Element | null>(null);
  // A layout effect, as it runs before the contents are mounted, and with them a field that takes the focus at once.
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return {
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const target = before.current?.isConnected ? before.current : fallback?.current;
      if (target instanceof HTMLElement) target.focus();
    },
  };
}
