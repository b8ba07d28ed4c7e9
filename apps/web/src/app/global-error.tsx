'use client';

import '#styles/global.css';

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** The last resort, where not even the frame of the portal could be drawn: no shell, no queries, plain markup. */
export default function GlobalErrorPage({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center bg-canvas px-4">
          <div className="max-w-md text-center">
            <h1 className="text-xl font-semibold tracking-tight">The portal cannot be shown right now</h1>
            <p className="mt-2 text-pretty text-fg-muted">
              Its database may not answer, or it is being restarted. Wait a moment, then try again.
            </p>
            {error.digest ? (
              <p className="mt-3 text-xs text-fg-muted">
                Report this id if it stays: <code>{error.digest}</code>
              </p>
            ) : null}
            <button
              type="button"
              onClick={reset}
              className="mt-5 h-8 rounded-md bg-accent px-3 text-sm font-medium text-on-accent hover:bg-accent-hover"
            >
              Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
