'use client';

import { dataChoiceSchema, type StackView, stackParametersSchema } from '@flowport/domain';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { cx } from '#components/ui/classNames.ts';
import { Panel } from '#components/ui/panel.tsx';
import { dataChoiceWords } from './dataChoices.ts';
import { DestroyDialog } from './destroyDialog.tsx';

export function DangerTab({ stack }: { stack: StackView }) {
  const [asks, setAsks] = useState(false);
  const parsed = stackParametersSchema.safeParse(stack.parameters);
  const parameters = parsed.success ? parsed.data : null;
  const mayDestroy = (stack.may.destroy && stack.blockedBy === null) || stack.may.queue;
  return (
    <Panel aria-labelledby="destroy-title" className="border-bad-line">
      <div className="flex flex-wrap items-start justify-between gap-4 p-4">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="destroy-title" className="text-sm font-semibold">
            Destroy this stack
          </h2>
          <p className="mt-1 max-w-prose text-sm text-pretty text-fg-muted">
            Services go first, then the cluster, then what holds the data, unless it is kept. Like every run it is
            planned, and somebody approves the plan before anything is deleted. What becomes of the data is your choice:
          </p>
        </div>
        <Button kind="dangerOutline" className="js-only" disabled={!mayDestroy} onClick={() => setAsks(true)}>
          <Trash2 aria-hidden />
          Destroy stack
        </Button>
      </div>
      {stack.blockedBy && !stack.may.queue ? (
        <Callout tone="idle" className="mx-4 mb-4">
          Not possible right now: {stack.blockedBy}
        </Callout>
      ) : null}
      {stack.status === 'requested' ? (
        <Callout tone="idle" className="mx-4 mb-4">
          It was only asked for, and nothing of it exists. Cancel its run, or discard its plan.
        </Callout>
      ) : null}
      {!stack.may.destroy && stack.blockedBy === null && stack.status !== 'requested' ? (
        <Callout tone="idle" className="mx-4 mb-4">
          Your role may not request this. Members of the team with the role requester, approvers and admins may.
        </Callout>
      ) : null}
      <div className="grid gap-4 border-t border-line p-4 sm:grid-cols-3">
        {dataChoiceSchema.options.map((choice) => {
          const { title, keeps, loses, costs } = dataChoiceWords(choice, stack.cost);
          return (
            <div key={choice} className="text-sm">
              <h3 className={cx('font-medium', choice === 'purge' && 'text-bad')}>{title}</h3>
              <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs text-pretty text-fg-muted">
                <dt>Keeps</dt>
                <dd>{keeps}</dd>
                <dt>Loses</dt>
                <dd>{loses}</dd>
                <dt>Costs</dt>
                <dd>{costs}</dd>
              </dl>
            </div>
          );
        })}
      </div>
      {parameters?.database.deletionProtection ? (
        <Callout tone="idle" className="mx-4 mb-4" title="The database is protected from deletion">
          A destroy that does not retain it releases this protection by itself, right before it deletes the database.
          The plan says so to the approver.
        </Callout>
      ) : null}
      <DestroyDialog stack={stack} open={asks} onOpenChange={setAsks} />
    </Panel>
  );
}
