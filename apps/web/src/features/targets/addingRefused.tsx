'use client';

import { LockKeyhole } from 'lucide-react';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';

/** For somebody who follows a link to the form without being an admin. */
export function AddingRefused() {
  const { role } = useViewer();
  return (
    <Page crumbs={[{ label: 'Targets', href: '/targets' }, { label: 'Add a target' }]} title="Add a target">
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={LockKeyhole}
          title="Only admins add targets"
          actions={<LinkButton href="/targets">To the targets</LinkButton>}
        >
          A target lets Flowport act in an AWS account, so it takes an admin to add one. Your role is {role}; ask an
          admin of Flowport to add the account that you need.
        </EmptyState>
      </div>
    </Page>
  );
}
