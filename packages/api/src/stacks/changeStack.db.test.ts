import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun, readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const versionOf = async (stackId: string) => (await portal.call('rita', 'GET', `/stacks/${stackId}`)).body.version;
const change = async (
  stackId: string,
  fields: Record<string, unknown> = {},
  person: 'rita' | 'vera' | 'otto' = 'rita',
) =>
  portal.call(person, 'POST', `/stacks/${stackId}/changes`, {
    version: await versionOf(stackId),
    parameters: {},
    ...fields,
  });

describe('changing a stack', () => {
  it('refuses what AWS cannot change, naming the field, and queues nothing', async () => {
    const { stackId } = await readyStack(portal);
    const { status, body } = await change(stackId, { parameters: { cluster: { kubernetesVersion: '1.34' } } });
    expect(status).toBe(400);
    expect(body.issues).toMatchObject([{ path: 'parameters.cluster.kubernetesVersion', rule: 'version_goes_back' }]);
    expect(body.issues[0].remedy).toContain('1.35');
    const { body: runs } = await portal.call('rita', 'GET', `/runs?stackId=${stackId}`);
    expect(runs.items.filter(({ kind }: { kind: string }) => kind === 'update')).toEqual([]);
  });

  it('queues a run that keeps what is not named, and tells both costs', async () => {
    const { stackId } = await readyStack(portal);
    const { status, body } = await change(stackId, {
      reason: 'More room',
      parameters: { database: { storageGb: 200 } },
    });
    expect(status).toBe(200);
    const { body: run } = await portal.call('rita', 'GET', `/runs/${body.run.id}`);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(run).toMatchObject({ kind: 'update', status: 'queued', reason: 'More room' });
    expect(run.costBeforeFloorCents).toBe(stack.costFloorCents);
    expect(run.costFloorCents).toBeGreaterThan(run.costBeforeFloorCents);
    // What an approver compares, by component and by parameter.
    expect(run.cost.floorCents).toBe(run.costFloorCents);
    expect(run.cost.components.length).toBeGreaterThan(3);
    expect(run.parameters.database.storageGb).toBe(200);
    expect(stack.parameters.database.storageGb).toBe(20);
  });

  it('takes an empty change, which looks for drift', async () => {
    const { stackId } = await readyStack(portal);
    expect((await change(stackId)).status).toBe(200);
  });

  it('answers 409 while a run is active, saying which and whose', async () => {
    const { stackId } = await readyStack(portal);
    const { body: first } = await change(stackId);
    const { status, body } = await change(stackId, {}, 'vera');
    expect(status).toBe(409);
    expect(body.message).toContain(`The update run ${first.run.id} by Rita is queued`);
  });

  it('lets one of two changes that come at once pass', async () => {
    const { stackId } = await readyStack(portal);
    const answers = await Promise.all([change(stackId), change(stackId, {}, 'vera')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('answers 409 when the stack has changed since', async () => {
    const { stackId } = await readyStack(portal);
    const version = (await versionOf(stackId)) - 1;
    const { status, body } = await change(stackId, { version });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'conflict', issues: [{ path: 'version', rule: 'stale_version' }] });
  });

  it('answers 409 for a stack that was never made', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    await planRun(portal, body.run.id);
    await portal.call('arno', 'POST', `/runs/${body.run.id}/reject`, { digest: planDigest });
    const answer = await change(body.stack.id);
    expect(answer.status).toBe(409);
    expect(answer.body.message).toMatch(/The stack is withdrawn/);
  });

  it('answers 400 for parameters that do not fit together', async () => {
    const { stackId } = await readyStack(portal);
    const { status, body } = await change(stackId, { parameters: { database: { instanceClass: 'db.r6g.large' } } });
    expect(status).toBe(400);
    expect(body.issues[0]).toMatchObject({ path: 'parameters.database.instanceClass', rule: 'not_in_preset' });
  });

  it('answers 409 for a network of another stack, and takes its own', async () => {
    const taken = await readyStack(portal);
    const { body: other } = await portal.call('rita', 'GET', `/stacks/${taken.stackId}`);
    const { stackId } = await readyStack(portal);
    const { body: own } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    const { cidr } = other.parameters.network;
    const clash = await change(stackId, { parameters: { network: { cidr } } });
    expect(clash).toMatchObject({ status: 409, body: { issues: [{ rule: 'cidr_taken' }] } });
    const kept = await change(stackId, { parameters: { network: { cidr: own.parameters.network.cidr } } });
    expect(kept.status).toBe(200);
  });

  it('is for the team; others do not see it, and auditors may not', async () => {
    const { stackId } = await readyStack(portal);
    const version = await versionOf(stackId);
    const body = { version, parameters: {} };
    expect((await portal.call('fred', 'POST', `/stacks/${stackId}/changes`, body)).status).toBe(404);
    expect((await portal.call('otto', 'POST', `/stacks/${stackId}/changes`, body)).status).toBe(403);
    expect((await portal.call(null, 'POST', `/stacks/${stackId}/changes`, body)).status).toBe(401);
  });
});
