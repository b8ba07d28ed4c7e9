'use client';

import { FailurePage } from '#components/shell/failurePage.tsx';

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/** A page that broke while it was drawn. What the server knows about it is in its log, under the digest. */
export default function PortalErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <FailurePage
      doing="showing the page"
      onRetry={reset}
      failure={{
        code: 'internal',
        title: 'Something went wrong on our side',
        message: 'The page broke while it was drawn. Try again; if it stays, report the id below.',
        issues: [],
        requestId: error.digest ?? null,
      }}
    />
  );
}
