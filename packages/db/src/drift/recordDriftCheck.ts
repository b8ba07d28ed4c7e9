import { AppError, type Layer, type PlanChange } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson, storableText } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import { notifyTeam } from '../notification/notifyTeam.ts';
import { type FindingRecord, fingerprintOf } from './record.ts';
import { lockDriftedStack, settleDrift } from './settleDrift.ts';

export type FoundChange = { layer: Layer; change: PlanChange; resourceName: string | null };

/**
 * Records what a look for drift found: findings that were known stay known since when, others begin now, and those that
 * are there no more are gone. Layers that could not be looked at keep what was found in them before. The stack becomes
 * `drifted` or `ready` by it, and its team is told of what is new.
 * @throws AppError `lease_lost`.
 */
export async function recordDriftCheck(
  tx: Tx,
  input: {
    runId: string;
    stackId: string;
    /** The layers that were looked at. */
    layers: readonly Layer[];
    found: readonly FoundChange[];
    now: Date;
    ids: IdSource;
    lease: Lease;
  },
): Promise<void> {
  const { runId, stackId, layers, now, ids, lease } = input;
  await assertLease(tx, lease, { runId });
  const stack = await lockDriftedStack(tx, stackId);
  if (!stack) throw new AppError('not_found', `There is no stack ${stackId}.`);
  const found = input.found.map((one) => ({ ...one, fingerprint: fingerprintOf(one.layer, one.change) }));
  await tx.client.driftFinding.deleteMany({
    where: { stackId, layer: { in: [...layers] }, fingerprint: { notIn: found.map(({ fingerprint }) => fingerprint) } },
  });
  for (const { layer, change, resourceName, fingerprint } of found) {
    const seen = { runId, seenAt: now, resourceName: resourceName === null ? null : storableText(resourceName) };
    await tx.client.driftFinding.upsert({
      where: { stackId_fingerprint: { stackId, fingerprint } },
      update: seen,
      create: {
        id: ids('finding', now),
        stackId,
        layer,
        address: storableText(change.address),
        fingerprint,
        change: storableJson(change),
        firstRunId: runId,
        firstSeenAt: now,
        ...seen,
      },
    });
  }
  await tx.client.stack.update({ where: { id: stackId }, data: { driftCheckedAt: now } });
  const reason = `The drift check ${runId} found ${found.length === 0 ? 'nothing' : found.length} changed outside.`;
  const open = await settleDrift(tx, { stack, actorId: null, reason, now, ids });
  const fresh = open.filter(({ firstRunId }) => firstRunId === runId);
  if (fresh.length === 0) return;
  await notifyTeam(tx, {
    key: `drift:${runId}`,
    kind: 'drift.found',
    teamId: stack.teamId,
    stackId,
    runId,
    title: `${stack.slug} has drifted: ${fresh.length === 1 ? '1 change' : `${fresh.length} changes`} outside of Flowport`,
    text: textOf(fresh),
    now,
    ids,
  });
}

/** More than these are not read in a message; the portal shows all. */
const namedMax = 10;

function textOf(fresh: readonly FindingRecord[]): string {
  const lines = fresh.slice(0, namedMax).map(({ layer, change }) => {
    const what = change.action === 'delete' ? 'deleted' : change.attributes.map(({ path }) => path).join(', ');
    return `- ${change.address} (${layer}): ${what}`;
  });
  const rest = fresh.length > namedMax ? [`- and ${fresh.length - namedMax} more`] : [];
  return [
    'Somebody or something has changed these resources since Flowport last applied them:',
    ...lines,
    ...rest,
    'Put them back, acknowledge them for a while, or make the change in Flowport. The next change of the stack undoes them.',
  ].join('\n');
}
