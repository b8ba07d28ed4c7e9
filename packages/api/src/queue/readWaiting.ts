import { getQueueFacts, type RunDetail, type TakenRun } from '@flowport/db';
import { isFinal, type WaitingView, waitingOf } from '@flowport/domain';
import { sees } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';

/** Why a run does not go on, in words that name nothing which the actor may not see; null where it does, or has ended. */
export async function readWaiting(
  { db, actor }: Pick<ActorContext, 'db' | 'actor'>,
  { run, approvalState }: Pick<RunDetail, 'run' | 'approvalState'>,
): Promise<WaitingView | null> {
  if (isFinal(run.status)) return null;
  const facts = await getQueueFacts(db, run.id);
  const { taken, behind, workers } = facts;
  const holding = ({ runId, kind, slug, teamId }: TakenRun) => ({
    runId,
    kind,
    slug: sees(actor, teamId) ? slug : null,
  });
  const ofStack = taken.find((other) => other.stackId === run.stack.id);
  return waitingOf({
    ...facts,
    status: run.status,
    stackBusyWith: ofStack ? holding(ofStack) : null,
    behind: behind && { ...holding(behind), status: behind.status },
    target: {
      name: run.target.name,
      runsMax: run.target.policy.runsMax,
      holders: taken.filter((other) => other.targetId === run.target.id).map(holding),
    },
    workers: { ...workers, busy: taken.length },
    approval: {
      requesterName: run.requestedBy.name,
      selfApproval: run.target.selfApproval,
      needed: approvalState.needed,
      approverNames: approvalState.by.map(({ name }) => name),
      expiresAt: run.approvalExpiresAt,
    },
  });
}
