'use client';

import { Compass } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { Page } from './page.tsx';

/** The 404 page for somebody who is signed in: the way on stays in sight. */
export function NothingHere() {
  return (
    <Page crumbs={[{ label: 'Not found' }]} title="There is nothing at this address" width="narrow">
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={Compass}
          title="Not found"
          actions={
            <LinkButton href="/stacks" kind="primary">
              To the stacks
            </LinkButton>
          }
        >
          The link may be cut short, what it names may be gone, or it belongs to a team that you are not a member of.
        </EmptyState>
      </div>
    </Page>
  );
}
