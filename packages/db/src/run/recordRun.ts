import { type DataChoice, plannedSteps, type RunKind, type StackParameters, type StoredChange } from '@flowport/domain';
import { appendAudit } from '../audit/appendAudit.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { storableJson, storableText } from '../database/storable.ts';

const actions = {
  provision: 'stack.request',
  update: 'stack.change',
  destroy: 'stack.destroy',
  drift: 'stack.drift',
  recover: 'stack.recover',
} as const satisfies Record<RunKind, string>;

/** Who waits for a run: what Flowport asks for by itself stands back behind what people ask for. */
export type RunPriority = 'person' | 'background';

/** A new run with all that belongs to it. The caller holds the stack, and has made room where it is to be `queued`. */
export async function recordRun(
  tx: Tx,
  input: {
    runId?: string;
    status?: 'queued' | 'waiting';
    stack: { id: string; slug: string };
    kind: RunKind;
    data: DataChoice | null;
    requestedById: string;
    reason: string;
    parameters: StackParameters;
    blueprint: { id: string; version: string };
    cost: { floorCents: number; ceilingCents: number };
    costBeforeFloorCents: number | null;
    supersedesId: string | null;
    change?: StoredChange;
    restore?: unknown;
    retryOfId?: string;
    reconcilesId?: string;
    priority?: RunPriority;
    now: Date;
    ids: IdSource;
  },
): Promise<{ runId: string }> {
  const { stack, kind, data, requestedById, now, ids, status = 'queued' } = input;
  const runId = input.runId ?? ids('run', now);
  await tx.client.run.create({
    data: {
      id: runId,
      stackId: stack.id,
      kind,
      status,
      data,
      requestedById,
      reason: storableText(input.reason),
      parameters: storableJson(input.parameters),
      blueprint: input.blueprint.id,
      blueprintVersion: input.blueprint.version,
      costFloorCents: input.cost.floorCents,
      costCeilingCents: input.cost.ceilingCents,
      costBeforeFloorCents: input.costBeforeFloorCents,
      supersedesId: input.supersedesId,
      ...(input.change === undefined ? {} : { change: storableJson(input.change) }),
      ...(input.restore === undefined ? {} : { restore: storableJson(input.restore) }),
      retryOfId: input.retryOfId ?? null,
      reconcilesId: input.reconcilesId ?? null,
      createdAt: now,
      statusAt: now,
    },
  });
  await tx.client.runLog.create({ data: { runId } });
  await tx.client.runStep.createMany({
    data: plannedSteps(kind, data).map(({ name, layer }, position) => ({
      id: ids('step', now),
      runId,
      position,
      name,
      layer,
    })),
  });
  await tx.client.runHistory.create({
    data: { runId, from: null, to: status, event: 'request', actorId: requestedById, reason: null, at: now },
  });
  await appendAudit(tx, {
    actorId: requestedById,
    action: actions[kind],
    subject: { kind: 'stack', id: stack.id, label: stack.slug },
    detail: {
      runId,
      ...(data === null ? {} : { data }),
      ...(input.retryOfId === undefined ? {} : { retryOfId: input.retryOfId }),
      ...(input.reason === '' ? {} : { reason: input.reason }),
    },
    now,
    ids,
  });
  if (status === 'queued') {
    await tx.enqueue({ runId, stackId: stack.id, phase: 'plan' }, input.priority ? { priority: input.priority } : {});
  }
  await notify(tx, ['flowport_run', runId], ['flowport_stack', stack.id]);
  return { runId };
}
