'use client';

import { LockKeyhole } from 'lucide-react';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';

/** For somebody who follows a link to the workers without being allowed to see them. */
export function WorkersRefused() {
  const { role } = useViewer();
  return (
    <Page crumbs={[{ label: 'Workers' }]} title="Workers">
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={LockKeyhole}
          title="The workers are for approvers, admins and auditors"
          actions={<LinkButton href="/runs">To the runs</LinkButton>}
        >
          They hold runs of all teams. Your role is {role}. Why a run of yours waits stands on its page.
        </EmptyState>
      </div>
    </Page>
  );
}
