import { randomUUID } from 'node:crypto';
import { acquireLease } from '@flowport/db';
import { beforeEach, describe, expect, it } from 'vitest';
import { portalWithBucket } from '../state/testing/portalWithBucket.ts';
import { readyStack } from '../testing/worker.ts';

const { portal, bucket } = await portalWithBucket();
let stack: { stackId: string; runId: string; slug: string };
beforeEach(async () => {
  stack = await readyStack(portal);
});

const workerId = 'build-7-4711-0a1b2c';

/** A change whose run is in the hands of a worker on the host build-7. */
async function runInHands(leaseSeconds: number): Promise<string> {
  const { body: view } = await portal.call('rita', 'GET', `/stacks/${stack.stackId}`);
  const { body } = await portal.call('rita', 'POST', `/stacks/${stack.stackId}/changes`, {
    version: view.version,
    parameters: {},
  });
  await acquireLease(portal.db, { runId: body.run.id, workerId, leaseSeconds });
  return body.run.id;
}

const takeLock = async (who = 'root@build-7') => {
  const id = randomUUID();
  await bucket.putLock(stack.slug, 'foundation', { id, who, created: new Date() });
  return id;
};
const list = async (person: 'rita' | 'arno' | 'ada' | 'fred' = 'rita') =>
  portal.call(person, 'GET', `/stacks/${stack.stackId}/locks`);
const release = (person: 'rita' | 'arno' | 'ada' | 'otto', body: object) =>
  portal.call(person, 'POST', `/stacks/${stack.stackId}/locks/foundation/release`, body);
const audits = () =>
  portal.db.client.auditEvent.findMany({ where: { subjectId: stack.stackId, action: { startsWith: 'lock.' } } });

describe('the locks of a stack', () => {
  it('are none most of the time', async () => {
    expect((await list()).body.items).toEqual([]);
    expect((await list('fred')).status).toBe(404);
  });

  it('are live while the worker that has the run may act', async () => {
    const runId = await runInHands(600);
    const id = await takeLock();
    expect((await list()).body.items).toEqual([
      {
        layer: 'foundation',
        lockId: id,
        token: expect.any(String),
        who: 'root@build-7',
        operation: 'apply',
        since: expect.any(String),
        verdict: 'live',
        evidence: expect.arrayContaining([expect.stringContaining(runId)]),
        run: { id: runId, kind: 'update', status: 'queued' },
        workerId,
        may: { release: false, break: false },
      },
    ]);
  });

  it('are orphaned once its lease is over, and then anybody of the team may remove them', async () => {
    await runInHands(0);
    await takeLock();
    const [lock] = (await list()).body.items;
    expect(lock).toMatchObject({ verdict: 'orphaned', may: { release: true, break: false } });
    const { status, body } = await release('rita', { lockId: lock.lockId, token: lock.token });
    expect([status, body.items]).toEqual([200, []]);
    expect(await audits()).toMatchObject([
      { action: 'lock.released', detail: { lockId: lock.lockId, verdict: 'orphaned', evidence: lock.evidence } },
    ]);
  });

  it('that no run explains are foreign, and only an admin may break them', async () => {
    await takeLock('kim@laptop');
    expect((await list('arno')).body.items[0]).toMatchObject({
      verdict: 'foreign',
      run: null,
      may: { release: false, break: false },
    });
    expect((await list('ada')).body.items[0].may).toEqual({ release: false, break: true });
  });
});

describe('breaking a lock', () => {
  const reason = 'Kim’s laptop is in the river.';

  it('takes the name of the stack and a reason, and is audited with the evidence', async () => {
    const lockId = await takeLock('kim@laptop');
    const [lock] = (await list()).body.items;
    const named = { lockId, token: lock.token };
    const glass = { confirmSlug: stack.slug, reason };
    expect((await release('ada', named)).status).toBe(409);
    expect((await release('ada', { ...named, breakGlass: { ...glass, reason: '  ' } })).status).toBe(400);
    expect((await release('ada', { ...named, breakGlass: { ...glass, confirmSlug: 'other' } })).status).toBe(400);
    for (const person of ['arno', 'rita', 'otto'] as const) {
      expect((await release(person, { ...named, breakGlass: glass })).status).toBe(403);
    }
    expect((await list()).body.items).toHaveLength(1);
    expect(await audits()).toEqual([]);
    expect((await release('ada', { ...named, breakGlass: glass })).body.items).toEqual([]);
    expect(await audits()).toMatchObject([
      { action: 'lock.broken', detail: { reason, verdict: 'foreign', evidence: lock.evidence, who: 'kim@laptop' } },
    ]);
  });

  it('never removes a lock that was taken since, and says so', async () => {
    const lockId = await takeLock('kim@laptop');
    const [lock] = (await list()).body.items;
    await bucket.removeLock(stack.slug, 'foundation');
    const named = { lockId, token: lock.token, breakGlass: { confirmSlug: stack.slug, reason } };
    expect((await release('ada', named)).body.message).toContain('not locked any more');
    const young = await takeLock('kim@laptop');
    const { status, body } = await release('ada', named);
    expect([status, body.message]).toEqual([409, expect.stringContaining('another one')]);
    expect((await list()).body.items[0].lockId).toBe(young);
    expect(await audits()).toEqual([]);
  });
});
