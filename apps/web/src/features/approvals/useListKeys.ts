'use client';

import { type RefObject, useEffect, useRef } from 'react';

/** J and K move the focus along the links of a list marked with `data-list-link`; Enter then opens as for any link. */
export function useListKeys(): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== 'j' && key !== 'k') return;
      const links: Element[] = [...(list.current?.querySelectorAll('[data-list-link]') ?? [])];
      if (links.length === 0 || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      const at = document.activeElement ? links.indexOf(document.activeElement) : -1;
      const next = at === -1 ? (key === 'j' ? 0 : links.length - 1) : at + (key === 'j' ? 1 : -1);
      const link = links[Math.max(0, Math.min(links.length - 1, next))];
      if (link instanceof HTMLElement) link.focus();
      link?.scrollIntoView({ block: 'nearest' });
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return list;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
