'use client';

import { type StackView, stackParametersSchema } from '@flowport/domain';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { DestroyDialog } from './destroyDialog.tsx';

export function DangerTab({ stack }: { stack: StackView }) {
  const [asks, setAsks] = useState(false);
  const parsed = stackParametersSchema.safeParse(stack.parameters);
  const parameters = parsed.success ? parsed.data : null;
  const mayDestroy = stack.may.destroy && stack.blockedBy === null;
  return (
    <Panel aria-labelledby="destroy-title" className="border-bad-line">
      <div className="flex flex-wrap items-start justify-between gap-4 p-4">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="destroy-title" className="text-sm font-semibold">
            Destroy this stack
          </h2>
          <p className="mt-1 max-w-prose text-sm text-pretty text-fg-muted">
            Services go first, then the cluster, then the foundation with the data. Like every run it is planned, and
            somebody approves the plan before anything is deleted.
          </p>
        </div>
        <Button kind="dangerOutline" className="js-only" disabled={!mayDestroy} onClick={() => setAsks(true)}>
          <Trash2 aria-hidden />
          Destroy stack
        </Button>
      </div>
      {stack.blockedBy ? (
        <Callout tone="idle" className="mx-4 mb-4">
          Not possible right now: {stack.blockedBy}
        </Callout>
      ) : null}
      {!stack.may.destroy && stack.blockedBy === null ? (
        <Callout tone="idle" className="mx-4 mb-4">
          Your role may not request this. Members of the team with the role requester, approvers and admins may.
        </Callout>
      ) : null}
      {parameters?.database.deletionProtection ? (
        <Callout tone="warn" className="mx-4 mb-4" title="The database is protected from deletion">
          A destroy will stop at it. First request a change that switches “Protect from deletion” off.
        </Callout>
      ) : null}
      {parameters && !parameters.datastore.forceDestroy ? (
        <Callout tone="idle" className="mx-4 mb-4" title="Artifacts are kept unless you say otherwise">
          A destroy stops at a datastore bucket that is not empty. Empty it, or first request a change that switches
          “Delete artifacts with the stack” on.
        </Callout>
      ) : null}
      <DestroyDialog stack={stack} open={asks} onOpenChange={setAsks} />
    </Panel>
  );
}
