import { advanceRun, randomIds } from '@flowport/db';
import type { RunEventName } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { claimRun, planDigest, planRun, readyStack } from '../testing/worker.ts';

/** Ending runs by hand, and trying them again. */
let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const request = async () => (await portal.call('rita', 'POST', '/stacks', portal.request())).body;
const post = (person: Person | null, runId: string, verb: string, body: unknown = {}) =>
  portal.call(person, 'POST', `/runs/${runId}/${verb}`, body);
const see = async (runId: string, person: Person = 'rita') => (await portal.call(person, 'GET', `/runs/${runId}`)).body;
const advance = (runId: string, name: RunEventName) =>
  portal.db.inTransaction((tx) =>
    advanceRun(tx, { runId, event: { name, actorId: null }, now: new Date(), ids: randomIds }),
  );
const applying = async () => {
  const { run, stack } = await request();
  await planRun(portal, run.id);
  await post('arno', run.id, 'approve', { digest: planDigest });
  return { runId: run.id as string, stackId: stack.id as string };
};

describe('discarding a plan', () => {
  it('is for the team that asked for it, and says who and why', async () => {
    const { run } = await request();
    await planRun(portal, run.id);
    const refused = await post('arno', run.id, 'discard');
    expect(refused).toMatchObject({ status: 403, body: { message: expect.stringMatching(/reject it/) } });
    expect((await post('fred', run.id, 'discard')).status).toBe(404);
    const { status, body } = await post('vera', run.id, 'discard', { reason: 'Smaller will do.' });
    expect({ status, run: body.status }).toEqual({ status: 200, run: 'discarded' });
    expect(body.history.at(-1)).toMatchObject({ event: 'discard', by: { name: 'Vera' }, reason: 'Smaller will do.' });
    expect((await post('vera', run.id, 'discard')).status).toBe(409);
  });
});

describe('forcing a run to end', () => {
  it('waits for the grace, except for admins, and marks the run for its worker in the same step', async () => {
    const { runId } = await applying();
    expect((await post('rita', runId, 'force')).status).toBe(409);
    await post('rita', runId, 'cancel');
    const early = await post('rita', runId, 'force');
    expect(early).toMatchObject({ status: 409, body: { message: expect.stringMatching(/not ended in \d+ s/) } });
    expect(await see(runId)).toMatchObject({
      may: { force: false },
      forceBlockedBy: expect.stringMatching(/you can force it/),
    });
    const forced = await post('ada', runId, 'force', { reason: 'It hangs.' });
    expect(forced).toMatchObject({ status: 200, body: { status: 'canceling', forcedAt: expect.any(String) } });
    expect((await post('ada', runId, 'force')).status).toBe(409);
  });

  it('is open to the team once the grace is over, and to no auditor', async () => {
    const { runId } = await applying();
    await post('rita', runId, 'cancel');
    const statusAt = new Date(Date.now() - 31_000);
    await portal.db.client.run.update({ where: { id: runId }, data: { statusAt } });
    expect((await post('otto', runId, 'force')).status).toBe(403);
    expect((await post('vera', runId, 'force')).status).toBe(200);
  });
});

describe('trying a run again', () => {
  it('asks for a stack once more that was never made', async () => {
    const { run, stack } = await request();
    await post('rita', run.id, 'cancel');
    const { status, body } = await post('vera', run.id, 'retry');
    expect(status).toBe(200);
    expect(await see(body.run.id)).toMatchObject({ kind: 'provision', retryOf: { id: run.id }, status: 'queued' });
    expect(await see(run.id)).toMatchObject({ retriedBy: { id: body.run.id }, may: { retry: false } });
    expect((await portal.call('rita', 'GET', `/stacks/${stack.id}`)).body.status).toBe('requested');
    expect((await post('vera', run.id, 'retry')).status).toBe(409);
  });

  it('makes a change of a provision that came half way, with the same parameters', async () => {
    const { runId, stackId } = await applying();
    await advance(runId, 'fail');
    const { body } = await post('rita', runId, 'retry');
    const again = await see(body.run.id);
    expect(again).toMatchObject({ kind: 'update', stack: { id: stackId } });
    expect(again.parameters).toEqual((await see(runId)).parameters);
  });

  it('destroys with the same choice for the data', async () => {
    const { stackId, slug } = await readyStack(portal);
    const wish = { confirmSlug: slug, data: 'purge' };
    const { body } = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, wish);
    await claimRun(portal, body.run.id);
    await advance(body.run.id, 'fail');
    const again = await post('rita', body.run.id, 'retry');
    expect(await see(again.body.run.id)).toMatchObject({ kind: 'destroy', data: 'purge' });
  });

  it('is refused with the reason for what went well, and to those who may not ask', async () => {
    const { runId } = await readyStack(portal);
    expect(await post('rita', runId, 'retry')).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/Only a run that failed/) },
    });
    expect((await post('otto', runId, 'retry')).status).toBe(403);
    expect((await post('fred', runId, 'retry')).status).toBe(404);
    expect((await post(null, runId, 'retry')).status).toBe(401);
  });
});

describe('a plan whose time to be approved is over', () => {
  it('is not approved any more, whether or not it was marked', async () => {
    const { run } = await request();
    await planRun(portal, run.id);
    expect(await see(run.id)).toMatchObject({ approvalExpiresAt: expect.any(String) });
    await portal.db.client.run.update({ where: { id: run.id }, data: { approvalExpiresAt: new Date(Date.now() - 1) } });
    const { status, body } = await post('arno', run.id, 'approve', { digest: planDigest });
    expect({ status, message: body.message }).toMatchObject({ status: 409, message: expect.stringMatching(/is over/) });
    expect(await see(run.id, 'arno')).toMatchObject({ may: { approve: false, reject: true } });
  });
});
