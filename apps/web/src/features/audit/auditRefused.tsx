'use client';

import { LockKeyhole } from 'lucide-react';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';

/** For somebody who follows a link to the log without being allowed to read it. */
export function AuditRefused() {
  const { role } = useViewer();
  return (
    <Page crumbs={[{ label: 'Audit' }]} title="Audit">
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={LockKeyhole}
          title="The audit log is for admins and auditors"
          actions={<LinkButton href="/runs">To the runs</LinkButton>}
        >
          It names everybody's actions in all teams. Your role is {role}. What happened to a stack of yours, and who
          decided about it, stands in the history of its runs.
        </EmptyState>
      </div>
    </Page>
  );
}
