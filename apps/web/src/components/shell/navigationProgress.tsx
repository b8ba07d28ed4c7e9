'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';

/** A page that comes at once needs no bar; one that takes longer should say that it is on its way. */
const patienceMilliseconds = 120;
/** Whatever became of it by then (a download, a click that was taken back), the bar goes. */
const giveUpMilliseconds = 15_000;

/** A thin bar at the top from the click on a link of the portal until its page is there. */
export function NavigationProgress() {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const [goingTo, setGoingTo] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is what ends it
  useEffect(() => setGoingTo(null), [pathname, search]);

  useEffect(() => {
    function onClick(event: MouseEvent) {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return;
      const url = new URL(link.href);
      if (url.origin !== location.origin) return;
      if (url.pathname === location.pathname && url.search === location.search) return;
      setGoingTo(url.href);
    }
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, []);

  const [isShown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (goingTo === null) return;
    const show = setTimeout(() => setShown(true), patienceMilliseconds);
    const stop = setTimeout(() => setGoingTo(null), giveUpMilliseconds);
    return () => {
      clearTimeout(show);
      clearTimeout(stop);
    };
  }, [goingTo]);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden">
      {isShown ? (
        <>
          <div aria-hidden className="h-full w-1/3 animate-progress bg-accent" />
          <span className="sr-only">Loading the page</span>
        </>
      ) : null}
    </div>
  );
}
