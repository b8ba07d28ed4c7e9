import { estimateCost, presets, type StackParameters } from '@flowport/domain';
import type { Database } from '../database/connection.ts';
import { type IdSource, randomIds } from '../database/ids.ts';
import type { JournalEntryRecord } from '../journal/record.ts';
import { acquireLease } from '../lease/acquireLease.ts';
import type { Lease } from '../lease/lease.ts';
import { insertStackWithRun } from '../stack/insertStackWithRun.ts';
import { ensureTarget } from '../target/ensureTarget.ts';
import type { TargetRecord } from '../target/record.ts';
import { addMember } from '../team/addMember.ts';
import { ensureTeam } from '../team/ensureTeam.ts';
import type { TeamRecord } from '../team/record.ts';

/** A team, a target and one account per role, as tests need them before there can be a stack. */
export type Portal = {
  team: TeamRecord;
  target: TargetRecord;
  requesterId: string;
  approverId: string;
  ids: IdSource;
};

export const blueprint = { id: 'metaflow-eks', version: '1.0.0' };

export async function insertPortal(db: Database, name = 'vision'): Promise<Portal> {
  const now = new Date();
  const ids = randomIds;
  const account = async (role: 'requester' | 'approver') => {
    const id = `usr_${name}_${role}`;
    await db.client.user.create({ data: { id, name: `${role} of ${name}`, email: `${role}@${name}.test`, role } });
    return id;
  };
  const team = await ensureTeam(db, { slug: name, name: `Team ${name}`, now, ids });
  const target = await ensureTarget(db, {
    name: `target-${name}`,
    kind: 'sandbox',
    account: '111122223333',
    region: 'eu-west-1',
    deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
    planRoleArn: null,
    externalId: 'flowport',
    backend: {
      bucket: 'flowport-state',
      region: 'eu-west-1',
      workspaceKeyPrefix: 'flowport',
      kmsKeyId: null,
      usePathStyle: true,
    },
    selfApproval: false,
    now,
    ids,
  });
  const requesterId = await account('requester');
  const approverId = await account('approver');
  await addMember(db, { teamId: team.id, userId: requesterId, now, ids });
  return { team, target, requesterId, approverId, ids };
}

/** Parameters of the preset `small` with a network that no other number has. */
export function parametersOf(number: number): StackParameters {
  const { parameters } = presets.small;
  const cidr = `10.${32 + Math.floor(number / 16)}.${(number % 16) * 16}.0/20`;
  return { ...parameters, network: { ...parameters.network, cidr } };
}

/** A stack that was asked for, with its queued run. `number` gives it a name and a network of its own. */
export async function requestStack(
  db: Database,
  portal: Portal,
  number: number,
  now = new Date(),
): Promise<{ stackId: string; runId: string }> {
  const parameters = parametersOf(number);
  const { floorCents, ceilingCents } = estimateCost(parameters);
  return db.inTransaction((tx) =>
    insertStackWithRun(tx, {
      slug: `stack-${number}`,
      teamId: portal.team.id,
      targetId: portal.target.id,
      ownerId: portal.requesterId,
      description: `Stack number ${number}`,
      parameters,
      blueprint,
      cost: { floorCents, ceilingCents },
      now,
      ids: portal.ids,
    }),
  );
}

/** A lease that a test holds to write as a worker does. */
export async function leaseOf(db: Database, runId: string, workerId = 'worker-1'): Promise<Lease> {
  const lease = await acquireLease(db, { runId, workerId, leaseSeconds: 60 });
  if (!lease) throw new Error(`The run ${runId} is held by another worker.`);
  return lease;
}

/** What a worker journals of a resource that it has created. */
export function vpcCreated(at: Date): JournalEntryRecord {
  return {
    layer: 'foundation',
    kind: 'apply_complete',
    address: 'aws_vpc.main',
    resourceType: 'aws_vpc',
    action: 'create',
    idKey: 'id',
    idValue: 'vpc-1',
    at,
  };
}
