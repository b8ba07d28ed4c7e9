'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

/** Asks before one leaves a form that has been edited: by a link of the portal, by closing the tab, by a reload. */
export function LeaveGuard({ isActive, keepsDraft }: { isActive: boolean; keepsDraft: boolean }) {
  const router = useRouter();
  const [destination, setDestination] = useState<string | null>(null);

  useEffect(() => {
    if (!isActive) return;
    function onBeforeUnload(event: BeforeUnloadEvent) {
      event.preventDefault();
    }
    function onClick(event: MouseEvent) {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return;
      const url = new URL(link.href);
      if (url.origin !== location.origin || url.pathname === location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setDestination(`${url.pathname}${url.search}`);
    }
    window.addEventListener('beforeunload', onBeforeUnload);
    // In the capture phase, before the router sees the click.
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onBeforeUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [isActive]);

  return (
    <Dialog
      open={destination !== null}
      onOpenChange={(open) => {
        if (!open) setDestination(null);
      }}
      title="Leave this form?"
      description={
        keepsDraft
          ? 'Nothing has been sent. The draft stays in this tab: open the form again to go on.'
          : 'Nothing has been sent, and what you changed here will be lost.'
      }
      footer={
        <>
          <Button onClick={() => setDestination(null)}>Stay</Button>
          <Button
            kind="primary"
            onClick={() => {
              if (destination !== null) router.push(destination);
            }}
          >
            Leave
          </Button>
        </>
      }
    />
  );
}
