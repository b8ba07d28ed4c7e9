'use client';

import { CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { IconButton } from './button.tsx';

type Toast = { id: number; title: string; detail?: string | undefined };

/** Good news may go by itself; bad news stays until it is read and closed. */
const okMilliseconds = 5000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function replace(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  replace(toasts.filter((toast) => toast.id !== id));
}

/** Says that something was done, where the page itself does not show it. */
export function toastOk(title: string, detail?: string) {
  lastId += 1;
  const id = lastId;
  replace([...toasts, { id, title, detail }]);
  setTimeout(() => dismiss(id), okMilliseconds);
}

const none: readonly Toast[] = [];

/** The live region is in the page from the start: screen readers announce only what is added to one they know. */
export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => none,
  );
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {shown.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex animate-rise items-start gap-2.5 rounded-md border border-line bg-raised py-2.5 pr-1.5 pl-3 text-sm shadow-menu"
        >
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          <div className="min-w-0 flex-1">
            <p className="font-medium">{toast.title}</p>
            {toast.detail ? <p className="text-fg-muted wrap-anywhere">{toast.detail}</p> : null}
          </div>
          <IconButton label="Dismiss" size="iconSm" icon={<X />} className="-my-1" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </section>
  );
}
