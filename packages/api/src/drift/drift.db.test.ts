import { acquireLease, advanceRun, randomIds, recordDriftCheck, releaseLease, savePlan } from '@flowport/db';
import { layers, noCounts, type PlanChange } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const change = (address: string, action: 'update' | 'delete' = 'update'): PlanChange => ({
  address,
  type: address.split('.')[0] ?? '',
  name: address.split('.')[1] ?? '',
  provider: 'aws',
  action,
  importId: null,
  reason: null,
  marks: [],
  attributes: [
    {
      path: 'cidr_ipv4',
      before: '10.0.0.0/8',
      after: '0.0.0.0/0',
      sensitive: false,
      unknown: false,
      forcesReplacement: false,
    },
  ],
});
const rule = change('aws_vpc_security_group_ingress_rule.db');

const get = async (stackId: string, person: Person = 'rita') =>
  (await portal.call(person, 'GET', `/stacks/${stackId}/drift`)).body;
const statusOf = async (stackId: string) => (await portal.call('rita', 'GET', `/stacks/${stackId}`)).body.status;
const act = (person: Person, stackId: string, what: string, body: unknown = {}) =>
  portal.call(person, 'POST', `/stacks/${stackId}/drift/${what}`, body);

/** Asks for a look as Rita and does what a worker does, which finds this. */
async function look(stackId: string, outside: PlanChange[], configuration: PlanChange[] = []): Promise<string> {
  const { body } = await act('rita', stackId, 'checks');
  const runId: string = body.run.id;
  const lease = await acquireLease(portal.db, { runId, workerId: 'test-worker', leaseSeconds: 60 });
  if (!lease) throw new Error('no lease');
  const made = { now: new Date(), ids: randomIds, lease };
  await portal.db.inTransaction(async (tx) => {
    await advanceRun(tx, { runId, event: { name: 'claim', actorId: null }, ...made });
    const saved = layers.map((layer) => ({
      plan: {
        layer,
        basis: 'exact' as const,
        counts: noCounts,
        changes: layer === 'foundation' ? configuration : [],
        release: [],
        drift: layer === 'foundation' ? outside : [],
        outputsChanged: [],
      },
      planFile: null,
      stateLineage: null,
      stateSerial: null,
    }));
    await savePlan(tx, { runId, replaces: 'run', layers: saved, digest: 'd'.repeat(64), ...made });
    const found = outside.map((one) => ({ layer: 'foundation' as const, change: one, resourceName: 'sg-1' }));
    await recordDriftCheck(tx, { runId, stackId, layers, found, ...made });
    await advanceRun(tx, { runId, event: { name: 'plan_empty', actorId: null }, ...made });
    await releaseLease(tx, lease);
  });
  return runId;
}

describe('the drift of a stack', () => {
  it('is unknown before the first look, which anybody of the team may ask for', async () => {
    const { stackId } = await readyStack(portal);
    expect(await get(stackId)).toMatchObject({
      checkedAt: null,
      findings: [],
      everyHours: 24,
      lastApplied: { requestedBy: { name: 'Rita' }, approvedBy: { name: 'Arno' } },
      may: { check: true, acknowledge: false, reconcile: false },
    });
    expect((await act('otto', stackId, 'checks')).status).toBe(403);
    expect((await act('fred', stackId, 'checks')).status).toBe(404);
    const { status, body } = await act('vera', stackId, 'checks');
    expect(status).toBe(200);
    expect((await portal.call('vera', 'GET', `/runs/${body.run.id}`)).body).toMatchObject({
      kind: 'drift',
      status: 'queued',
      requestedBy: { name: 'Vera' },
    });
    expect((await act('vera', stackId, 'checks')).status).toBe(409);
    expect((await get(stackId)).may).toMatchObject({ check: false });
  });

  it('shows what changed outside apart from what the configuration would change, and since when', async () => {
    const { stackId } = await readyStack(portal);
    const first = await look(stackId, [rule], [change('aws_eks_cluster.main')]);
    const last = await look(stackId, [rule], [change('aws_eks_cluster.main')]);
    const drift = await get(stackId, 'otto');
    expect(drift).toMatchObject({
      checkRunId: last,
      findings: [{ layer: 'foundation', firstRunId: first, runId: last, change: rule, acknowledgement: null }],
      configuration: [{ layer: 'foundation', changes: [{ address: 'aws_eks_cluster.main' }] }],
      may: { check: false, acknowledge: false, reconcile: false },
    });
    // A sandbox has no CloudTrail.
    expect(drift.findings[0].eventHistoryUrl).toBeNull();
    expect(await statusOf(stackId)).toBe('drifted');
  });

  it('links to CloudTrail where the target is at AWS', async () => {
    const { stackId } = await readyStack(portal);
    await look(stackId, [rule]);
    await portal.db.client.target.update({ where: { id: portal.targets.sandbox.id }, data: { kind: 'aws' } });
    try {
      expect((await get(stackId)).findings[0].eventHistoryUrl).toBe(
        'https://us-west-2.console.aws.amazon.com/cloudtrailv2/home?region=us-west-2#/events?ResourceName=sg-1',
      );
    } finally {
      await portal.db.client.target.update({ where: { id: portal.targets.sandbox.id }, data: { kind: 'sandbox' } });
    }
  });

  it('is acknowledged with a comment and an end, and taken back', async () => {
    const { stackId } = await readyStack(portal);
    await look(stackId, [rule]);
    for (const wrong of [{}, { comment: '  ' }, { comment: 'x', days: 91 }, { comment: 'x', days: 0 }]) {
      expect((await act('rita', stackId, 'acknowledgements', wrong)).status).toBe(400);
    }
    expect((await act('otto', stackId, 'acknowledgements', { comment: 'x' })).status).toBe(403);
    const { status, body } = await act('vera', stackId, 'acknowledgements', { comment: 'During the incident.' });
    expect(status).toBe(200);
    const { acknowledgement } = body.findings[0];
    expect(acknowledgement).toMatchObject({ comment: 'During the incident.', by: { name: 'Vera' } });
    const days = (Date.parse(acknowledgement.expiresAt) - Date.parse(acknowledgement.at)) / 86_400_000;
    expect(days).toBe(7);
    expect(await statusOf(stackId)).toBe('ready');
    const path = `/stacks/${stackId}/drift/acknowledgements/${acknowledgement.id}`;
    expect((await portal.call('otto', 'DELETE', path)).status).toBe(403);
    expect((await portal.call('rita', 'DELETE', path)).body.findings[0].acknowledgement).toBeNull();
    expect(await statusOf(stackId)).toBe('drifted');
    expect((await portal.call('rita', 'DELETE', path)).status).toBe(404);
    const { body: audit } = await portal.call('otto', 'GET', '/audit?limit=20');
    const told = audit.items.filter(({ subject }: { subject: { id: string } }) => subject.id === stackId);
    expect(told.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining([
        'drift.acknowledged',
        'drift.acknowledgement_withdrawn',
        'stack.drifted',
        'stack.drift_ended',
      ]),
    );
  });

  it('is put back by an update that changes no parameter and names the look', async () => {
    const { stackId } = await readyStack(portal);
    expect((await act('rita', stackId, 'reconcile')).status).toBe(409);
    const lookId = await look(stackId, [rule]);
    expect((await get(stackId)).may).toMatchObject({ reconcile: true, acknowledge: true });
    expect((await act('otto', stackId, 'reconcile')).status).toBe(403);
    const { status, body } = await act('rita', stackId, 'reconcile');
    expect(status).toBe(200);
    const { body: run } = await portal.call('rita', 'GET', `/runs/${body.run.id}`);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(run).toMatchObject({ kind: 'update', reason: 'Put back what was changed outside of Flowport.' });
    expect(run.parameters).toEqual(stack.parameters);
    const ofRun = async (id: string) => (await portal.call('rita', 'GET', `/runs/${id}/drift`)).body;
    expect(await ofRun(body.run.id)).toMatchObject({ reconciles: { runId: lookId }, reconciledBy: null });
    expect(await ofRun(lookId)).toMatchObject({ reconciles: null, reconciledBy: { runId: body.run.id } });
    expect((await portal.call('fred', 'GET', `/runs/${lookId}/drift`)).status).toBe(404);
  });

  it('of a retained stack is not put back, as that would bring its compute back', async () => {
    const { stackId } = await readyStack(portal);
    await portal.db.client.stack.update({ where: { id: stackId }, data: { status: 'retained' } });
    await look(stackId, [rule]);
    expect(await statusOf(stackId)).toBe('retained');
    expect((await get(stackId)).may).toMatchObject({ reconcile: false, acknowledge: true });
    const { status, body } = await act('rita', stackId, 'reconcile');
    expect(status).toBe(409);
    expect(body.message).toContain('bring its compute back');
  });
});
