'use client';

import type { TargetView } from '@flowport/domain';
import { useState } from 'react';
import { Page } from '#components/shell/page.tsx';
import { AddedTarget } from './addedTarget.tsx';
import { AwsSetupPanel } from './awsSetupPanel.tsx';
import { NewTargetForm } from './newTargetForm.tsx';
import { emptyDraft } from './targetForm.ts';

/** @param externalId proposed by the server, so that the page and its hydration agree. */
export function NewTargetScreen({ externalId }: { externalId: string }) {
  const [draft, setDraft] = useState(() => emptyDraft(externalId));
  const [added, setAdded] = useState<TargetView | null>(null);
  return (
    <Page
      crumbs={[{ label: 'Targets', href: '/targets' }, { label: 'Add a target' }]}
      title="Add a target"
      meta="An AWS account and region where stacks may live. Nothing is created there until somebody approves a plan."
    >
      <div className="grid grid-cols-1 items-start gap-8 xl:grid-cols-[minmax(0,1fr)_30rem]">
        <div className="min-w-0 max-w-2xl">
          {added ? (
            <AddedTarget target={added} onChecked={setAdded} />
          ) : (
            <NewTargetForm draft={draft} onChange={setDraft} onAdded={setAdded} />
          )}
        </div>
        <AwsSetupPanel draft={draft} />
      </div>
    </Page>
  );
}
