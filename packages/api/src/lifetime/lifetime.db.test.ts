import { getStack, insertRun, randomIds } from '@flowport/db';
import { estimateCost, systemUserId } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { applyRun, planDigest, planRun, readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
  await policy({ lifetimeDefaultHours: 72, lifetimeMaxHours: 168 });
});
afterAll(() => portal.close());

function policy(values: object) {
  return portal.db.client.target.update({
    where: { id: portal.targets.sandbox.id },
    data: { policy: values as Record<string, number> },
  });
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const lifetime = async (stackId: string, person: 'rita' | 'arno' | 'ada' = 'rita') =>
  (await portal.call(person, 'GET', `/stacks/${stackId}/lifetime`)).body;
const extend = (person: 'rita' | 'ada' | 'fred' | 'otto', stackId: string, expiresAt: string | null) =>
  portal.call(person, 'POST', `/stacks/${stackId}/lifetime`, { expiresAt, reason: 'Needed.' });
const hoursLeft = (end: string) => Math.round((Date.parse(end) - Date.now()) / 3_600_000);

async function requested(fields: Record<string, unknown>): Promise<{ stackId: string; runId: string }> {
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request(fields));
  return { stackId: body.stack.id, runId: body.run.id };
}

describe('the lifetime of a new stack', () => {
  it('is what the target has for new stacks, unless the request says otherwise', async () => {
    const usual = await requested({});
    expect(hoursLeft((await lifetime(usual.stackId)).expiresAt)).toBe(72);
    const { stackId } = await requested({ lifetimeHours: 24 });
    expect(hoursLeft((await lifetime(stackId)).expiresAt)).toBe(24);
  });

  it('is counted from the first approval', async () => {
    const { stackId, runId } = await requested({ lifetimeHours: 24 });
    const yesterday = inHours(-20);
    await portal.db.client.stack.update({
      where: { id: stackId },
      data: { createdAt: yesterday, expiresAt: inHours(4) },
    });
    await planRun(portal, runId);
    await portal.call('arno', 'POST', `/runs/${runId}/approve`, { digest: planDigest });
    expect(hoursLeft((await lifetime(stackId)).expiresAt)).toBe(24);
  });

  it('beyond the limit is granted by the approval of the run, and nothing else', async () => {
    const { stackId, runId } = await requested({ lifetimeHours: 400 });
    const asked = await lifetime(stackId, 'arno');
    expect(hoursLeft(asked.expiresAt)).toBe(168);
    expect(asked).toMatchObject({ limitHours: 168, wish: { runId, mayDecide: false } });
    expect(hoursLeft(asked.wish.expiresAt)).toBe(400);
    const decision = await portal.call('arno', 'POST', `/lifetime-wishes/${asked.wish.id}/decision`, {
      decision: 'approved',
    });
    expect(decision).toMatchObject({ status: 403, body: { message: expect.stringMatching(/approval of the run/) } });
    await planRun(portal, runId);
    await portal.call('arno', 'POST', `/runs/${runId}/approve`, { digest: planDigest });
    const granted = await lifetime(stackId);
    expect(hoursLeft(granted.expiresAt)).toBe(400);
    expect(granted.wish).toBeNull();
  });

  it('is refused in a wrong form', async () => {
    for (const lifetimeHours of [0, 1.5, 9000]) {
      const { status } = await portal.call('rita', 'POST', '/stacks', portal.request({ lifetimeHours }));
      expect(status, String(lifetimeHours)).toBe(400);
    }
  });
});

describe('an extension', () => {
  it('within the limit is done at once, and audited', async () => {
    const { stackId } = await readyStack(portal);
    const expiresAt = inHours(100).toISOString();
    expect((await extend('rita', stackId, expiresAt)).body).toEqual({ expiresAt, wish: null });
    const { body } = await portal.call('ada', 'GET', '/audit');
    expect(body.items[0]).toMatchObject({ action: 'stack.lifetime', detail: { expiresAt, reason: 'Needed.' } });
  });

  it('beyond the limit somebody else decides, for admins too', async () => {
    const { stackId } = await readyStack(portal);
    const before = (await lifetime(stackId)).expiresAt;
    const { body } = await extend('ada', stackId, null);
    expect(body).toMatchObject({ expiresAt: before, wish: { expiresAt: null, mayDecide: false } });
    const decide = (person: 'ada' | 'arno' | 'rita', decision: string) =>
      portal.call(person, 'POST', `/lifetime-wishes/${body.wish.id}/decision`, { decision, comment: 'For the demo.' });
    expect(await decide('ada', 'approved')).toMatchObject({ status: 403 });
    expect(await decide('rita', 'approved')).toMatchObject({ status: 403 });
    expect((await portal.call('arno', 'GET', '/lifetime-wishes')).body.items).toMatchObject([
      { id: body.wish.id, mayDecide: true, askedBy: { name: 'Ada' } },
    ]);
    expect((await portal.call('fred', 'GET', '/lifetime-wishes')).body.items).toEqual([]);
    const { decidable } = (await portal.call('arno', 'GET', '/approvals/count')).body;
    expect((await portal.call('ada', 'GET', '/approvals/count')).body.decidable).toBe(decidable - 1);
    expect(await decide('arno', 'approved')).toMatchObject({ status: 200, body: { expiresAt: null, wish: null } });
    expect(await decide('arno', 'approved')).toMatchObject({ status: 404 });
    const { body: told } = await portal.call('rita', 'GET', '/notifications');
    expect(told.items[0]).toMatchObject({ kind: 'lifetime.decided', title: expect.stringMatching(/was granted/) });
  });

  it('that is declined leaves the end as it was, and a newer wish takes the place of an older one', async () => {
    const { stackId } = await readyStack(portal);
    const before = (await lifetime(stackId)).expiresAt;
    const first = (await extend('rita', stackId, null)).body.wish.id;
    const second = (await extend('rita', stackId, inHours(500).toISOString())).body.wish.id;
    const decide = (id: string) =>
      portal.call('arno', 'POST', `/lifetime-wishes/${id}/decision`, { decision: 'rejected' });
    expect(await decide(first)).toMatchObject({ status: 404 });
    expect(await decide(second)).toMatchObject({ status: 200, body: { expiresAt: before, wish: null } });
  });

  it('drops the destroy that the end has asked for, unless it is under way', async () => {
    const { stackId } = await readyStack(portal);
    const stack = await getStack(portal.db, stackId);
    if (!stack) throw new Error('The stack is not there.');
    const destroy = () =>
      portal.db.inTransaction((tx) =>
        insertRun(tx, {
          stackId,
          kind: 'destroy',
          requestedById: systemUserId,
          reason: 'Its lifetime has ended.',
          parameters: stack.parameters,
          blueprint: { id: 'metaflow-eks', version: '1.0.0' },
          cost: estimateCost(stack.parameters),
          now: new Date(),
          ids: randomIds,
        }),
      );
    const { runId } = await destroy();
    await planRun(portal, runId);
    await extend('rita', stackId, inHours(50).toISOString());
    expect((await portal.call('rita', 'GET', `/runs/${runId}`)).body.status).toBe('discarded');
    const second = await destroy();
    await planRun(portal, second.runId);
    await portal.call('arno', 'POST', `/runs/${second.runId}/approve`, { digest: planDigest });
    expect(await extend('rita', stackId, inHours(60).toISOString())).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/being destroyed already/) },
    });
  });

  it.each([
    ['of another team', 'fred', 404],
    ['without the right to change', 'otto', 403],
  ] as const)('is refused to somebody %s', async (_, person, status) => {
    const { stackId } = await readyStack(portal);
    expect(await extend(person, stackId, inHours(10).toISOString())).toMatchObject({ status });
  });

  it('is refused into the past, and before the stack is there', async () => {
    const { stackId } = await readyStack(portal);
    expect(await extend('rita', stackId, inHours(-1).toISOString())).toMatchObject({ status: 400 });
    const { stackId: asked } = await requested({});
    expect(await extend('rita', asked, inHours(10).toISOString())).toMatchObject({ status: 409 });
  });
});

describe('sleep', () => {
  const sleep = (stackId: string) => portal.call('rita', 'POST', `/stacks/${stackId}/sleep`, {});
  const wake = (stackId: string) => portal.call('rita', 'POST', `/stacks/${stackId}/wake`, {});
  const carryOut = async (stackId: string, runId: string) => {
    const lease = await planRun(portal, runId);
    await portal.call('arno', 'POST', `/runs/${runId}/approve`, { digest: planDigest });
    await applyRun(portal, stackId, lease);
  };
  const status = async (stackId: string) => (await portal.call('rita', 'GET', `/stacks/${stackId}`)).body.status;

  it('and waking are runs like any other; while it sleeps the stack costs less and cannot be changed or destroyed', async () => {
    const { stackId, slug } = await readyStack(portal);
    const { body } = await sleep(stackId);
    await carryOut(stackId, body.run.id);
    expect(await status(stackId)).toBe('asleep');
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    const view = await lifetime(stackId);
    expect(view).toMatchObject({ asleep: true, may: { sleep: false, wake: true } });
    expect(stack.costFloorCents).toBe(view.floorCents.asleep);
    expect(view.floorCents.asleep).toBeLessThan(view.floorCents.awake);
    expect((await portal.call('rita', 'GET', `/stacks/${stackId}/connection`)).body.notice).toMatch(
      /until it is woken/,
    );
    expect(await sleep(stackId)).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/asleep already/) },
    });
    const change = { version: stack.version, parameters: { services: { metadataReplicas: 3 } } };
    expect(await portal.call('rita', 'POST', `/stacks/${stackId}/changes`, change)).toMatchObject({
      status: 400,
      body: { issues: [{ rule: 'asleep', remedy: expect.stringMatching(/Wake it first/) }] },
    });
    expect(await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, { confirmSlug: slug })).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/Wake it first/) },
    });
    const woken = await wake(stackId);
    await carryOut(stackId, woken.body.run.id);
    expect(await status(stackId)).toBe('ready');
    expect(await wake(stackId)).toMatchObject({ status: 409, body: { message: expect.stringMatching(/is awake/) } });
  });

  it('by a schedule begins with its next moment', async () => {
    const { stackId } = await readyStack(portal);
    const schedule = { weekdays: [1, 2, 3, 4, 5], from: '07:00', to: '19:00', timeZone: 'Europe/Berlin' };
    const set = (value: unknown) =>
      portal.call('rita', 'POST', `/stacks/${stackId}/sleep-schedule`, { schedule: value });
    const { body } = await set(schedule);
    expect(body).toMatchObject({ schedule, next: [{ at: expect.any(String) }, { at: expect.any(String) }] });
    const row = await portal.db.client.stack.findUniqueOrThrow({ where: { id: stackId } });
    expect(row.sleepDueAt?.toISOString()).toBe(body.next[0].at);
    expect(await set({ ...schedule, to: '06:00' })).toMatchObject({ status: 400 });
    expect((await set(null)).body).toMatchObject({ schedule: null, next: [] });
  });
});
