import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { claimRun, planDigest, planRun, readyStack } from '../testing/worker.ts';

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

  it('takes the place of a change that nobody has decided on, and both say so', async () => {
    const { stackId } = await readyStack(portal);
    const { body: first } = await change(stackId);
    await planRun(portal, first.run.id);
    const { body: second } = await change(stackId, {}, 'vera');
    const see = async (runId: string) => (await portal.call('rita', 'GET', `/runs/${runId}`)).body;
    expect(await see(first.run.id)).toMatchObject({ status: 'discarded', supersededBy: { id: second.run.id } });
    expect((await see(first.run.id)).history.at(-1)).toMatchObject({ event: 'supersede', by: { name: 'Vera' } });
    expect(await see(second.run.id)).toMatchObject({ status: 'queued', supersedes: { id: first.run.id } });
  });

  it('answers 409 while a run is being worked on, saying which, whose and since when, or waits behind it', async () => {
    const { stackId } = await readyStack(portal);
    const { body: first } = await change(stackId);
    await claimRun(portal, first.run.id);
    const refused = await change(stackId, {}, 'vera');
    expect(refused.status).toBe(409);
    expect(refused.body.message).toMatch(new RegExp(`The update run ${first.run.id} by Rita is planning since .* UTC`));
    expect(refused.body.issues).toMatchObject([{ rule: 'run_in_the_way', remedy: 'Send "queue" to wait behind it.' }]);
    const fields = { ifBusy: 'queue', reason: 'After that', parameters: { database: { backupDays: 9 } } };
    const queued = await change(stackId, fields, 'vera');
    expect(queued).toMatchObject({ status: 200, body: { run: { status: 'waiting' } } });
    const { body: waiting } = await portal.call('vera', 'GET', `/runs/${queued.body.run.id}`);
    expect(waiting).toMatchObject({ status: 'waiting', waitsFor: { id: first.run.id } });
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(stack).toMatchObject({
      activeRun: { id: first.run.id },
      waitingRuns: [{ id: queued.body.run.id, reason: 'After that', requestedBy: { name: 'Vera' } }],
    });
  });

  it('gives a stack that was only asked for other parameters, and refuses those made from the older ones', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const version = await versionOf(body.stack.id);
    const changed = await change(body.stack.id, { version, parameters: { database: { storageGb: 64 } } });
    expect(changed.status).toBe(200);
    const { body: run } = await portal.call('rita', 'GET', `/runs/${changed.body.run.id}`);
    expect(run).toMatchObject({ kind: 'provision', supersedes: { id: body.run.id } });
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${body.stack.id}`);
    expect(stack).toMatchObject({ status: 'requested', parameters: { database: { storageGb: 64 } } });
    expect((await change(body.stack.id, { version })).status).toBe(409);
  });

  it('lets each of two changes that come at once pass: one takes the place of the other', async () => {
    const { stackId } = await readyStack(portal);
    const answers = await Promise.all([change(stackId), change(stackId, {}, 'vera')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await portal.call('rita', 'GET', `/runs?stackId=${stackId}&kind=update`);
    expect(body.items.map(({ status }: { status: string }) => status).sort()).toEqual(['discarded', 'queued']);
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
