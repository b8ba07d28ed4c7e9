'use client';

import { commentSchema, type PlanCounts, type RunView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, LockKeyhole, UsersRound, X } from 'lucide-react';
import { useState } from 'react';
import { type Failure, failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { FieldProblemText } from '#components/ui/field.tsx';
import { toastOk } from '#components/ui/toaster.tsx';
import { CountChips } from '#features/plan/countChips.tsx';
import { countsInWords } from '#features/plan/reviewPlan.ts';
import { formatCentsDelta, formatCentsRange } from '#format/money.ts';
import { count, enumerate } from '#format/words.ts';
import { runBill } from './runBill.ts';
import { useRunStack } from './useRunStack.ts';

/** Approve or reject the plan that is shown; it stays in sight while one reads. */
export function DecisionBar({ run }: { run: RunView }) {
  return (
    <section
      aria-label="Decision"
      className="sticky bottom-4 z-10 rounded-lg border border-line-strong bg-raised p-4 shadow-menu"
    >
      <DecisionSummary run={run} />
      <SecondApprover run={run} />
      {run.may.approve ? null : <Blocked run={run} />}
      {run.may.approve || run.may.reject ? <DecisionForm run={run} /> : null}
    </section>
  );
}

function DecisionSummary({ run }: { run: RunView }) {
  const bill = runBill(run, useRunStack(run));
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
      {run.counts ? <CountChips counts={run.counts} withWords /> : null}
      <span className="text-fg-muted">{billWords(run, bill)}</span>
      {run.digest ? (
        <span className="flex items-center gap-1 text-xs text-fg-faint sm:ml-auto">
          Plan
          <CopyText text={run.digest} what="digest of the plan">
            {run.digest.slice(0, 12)}
          </CopyText>
        </span>
      ) : null}
    </div>
  );
}

/** Where two people have to approve, who has and that one more is needed. */
function SecondApprover({ run }: { run: RunView }) {
  if (run.approvalsNeeded < 2) return null;
  const by = run.approvedBy.map(({ name }) => name);
  return (
    <p role="status" className="mt-2 flex items-start gap-2 text-sm">
      <UsersRound aria-hidden className="mt-0.5 size-4 shrink-0 text-fg-faint" />
      <span>
        <span className="font-medium tabular-nums">
          {by.length} of {run.approvalsNeeded}
        </span>{' '}
        {by.length > 0
          ? `approved, by ${enumerate(by)}. Somebody else has to approve it too.`
          : 'approved: this plan takes something from what holds data, so two different people have to approve it.'}
      </span>
    </p>
  );
}

function Blocked({ run }: { run: RunView }) {
  return (
    <p className="mt-2 flex items-start gap-2 text-sm text-fg-muted">
      <LockKeyhole aria-hidden className="mt-0.5 size-4 shrink-0" />
      {run.approvalBlockedBy ?? 'Approvers and admins decide about this plan. It goes on as soon as one of them has.'}
    </p>
  );
}

/** What the run does to the monthly bill. */
function billWords(run: RunView, { saves, floorCents, ceilingCents }: ReturnType<typeof runBill>): string {
  const range = `${formatCentsRange(floorCents, ceilingCents)} a month`;
  if (saves) return `saves ${range}`;
  if (run.costBeforeFloorCents === null) return range;
  const delta = run.costFloorCents - run.costBeforeFloorCents;
  return `${range} (${formatCentsDelta(delta)} at the least)`;
}

function consequence(counts: PlanCounts): string {
  return counts.delete > 0
    ? 'What is deleted cannot be brought back by another run.'
    : 'What is replaced is deleted and created anew.';
}

/** "3 deletions and 1 replacement". */
function lossWords(counts: PlanCounts): string {
  return enumerate([
    ...(counts.delete > 0 ? [count(counts.delete, 'deletion')] : []),
    ...(counts.replace > 0 ? [count(counts.replace, 'replacement')] : []),
  ]);
}

type Decision = 'approve' | 'reject';

function settledWords(decision: Decision, after: RunView): string {
  if (decision === 'reject') return 'Rejected: nothing is changed';
  return after.status === 'awaiting_approval'
    ? 'Approved: somebody else has to approve it too'
    : 'Approved: the plan is being applied';
}

function DecisionForm({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [comment, setComment] = useState('');
  const [asks, setAsks] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  function settled(decision: Decision, after: RunView) {
    queryClient.setQueryData(trpc.runs.get.queryKey({ runId: run.id }), after);
    void queryClient.invalidateQueries({ queryKey: trpc.approvals.pathKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.runs.list.pathKey() });
    toastOk(settledWords(decision, after));
  }
  function failed(error: unknown) {
    const next = failureFrom(error);
    setFailure(next);
    // What was shown is no longer the plan, or no longer waits: show what is there now.
    if (next.code === 'approval_void' || next.code === 'conflict') {
      void queryClient.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId: run.id }) });
      void queryClient.invalidateQueries({ queryKey: trpc.runs.plan.queryKey({ runId: run.id }) });
    }
  }
  const approve = useMutation(
    trpc.runs.approve.mutationOptions({ onSuccess: (after) => settled('approve', after), onError: failed }),
  );
  const reject = useMutation(
    trpc.runs.reject.mutationOptions({ onSuccess: (after) => settled('reject', after), onError: failed }),
  );
  const isPending = approve.isPending || reject.isPending;
  const checked = commentSchema.safeParse(comment);
  const problem = checked.success ? undefined : checked.error.issues[0];
  const losesSomething = run.counts !== null && run.counts.delete + run.counts.replace > 0;

  function decide(decision: Decision) {
    setAsks(false);
    setFailure(null);
    if (run.digest === null) return;
    const input = { runId: run.id, digest: run.digest, comment };
    if (decision === 'approve') approve.mutate(input);
    else reject.mutate(input);
  }

  return (
    <>
      {failure ? <FailureNotice failure={failure} doing="recording the decision" className="mt-3" /> : null}
      <noscript>
        <p className="mt-2 text-sm text-fg-muted">Deciding here needs JavaScript. Over REST it does not.</p>
      </noscript>
      <div className="js-only mt-3 flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 basis-64">
          <label htmlFor="decision-comment" className="sr-only">
            Comment
          </label>
          <Textarea
            id="decision-comment"
            rows={1}
            className="min-h-8"
            placeholder="Comment (shown to the requester)"
            value={comment}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? 'decision-comment-problem' : undefined}
            onChange={(event) => setComment(event.target.value)}
          />
          {problem ? <FieldProblemText id="decision-comment-problem" problem={problem} /> : null}
        </div>
        {run.may.reject ? (
          <Button
            kind="dangerOutline"
            onClick={() => decide('reject')}
            pending={reject.isPending}
            disabled={isPending || !checked.success}
          >
            <X aria-hidden />
            Reject
          </Button>
        ) : null}
        {run.may.approve ? (
          <Button
            kind="primary"
            onClick={() => (losesSomething ? setAsks(true) : decide('approve'))}
            pending={approve.isPending}
            disabled={isPending || !checked.success}
          >
            <Check aria-hidden />
            Approve
          </Button>
        ) : null}
      </div>
      {run.counts ? (
        <Dialog
          open={asks}
          onOpenChange={setAsks}
          title={`Approve the ${run.kind} of ${run.stack.slug}?`}
          description={`This plan takes something away: ${countsInWords(run.counts)}. ${consequence(run.counts)}`}
          footer={
            <>
              <Button onClick={() => setAsks(false)}>Back to the plan</Button>
              <Button kind="danger" onClick={() => decide('approve')}>
                Approve {lossWords(run.counts)}
              </Button>
            </>
          }
        >
          {run.data === 'purge' ? (
            <p className="mb-2 text-sm font-medium text-bad">
              All data goes with it: the artifacts of every flow, the history of all runs and the backups.
            </p>
          ) : null}
          <p className="text-sm text-fg-muted">
            They are listed at the top of the plan. Flowport applies exactly this plan and nothing else.
          </p>
        </Dialog>
      ) : null}
    </>
  );
}
