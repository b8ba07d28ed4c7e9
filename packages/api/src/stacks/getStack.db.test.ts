import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { claimRun, readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('looking at a stack', () => {
  it('shows what it is and what the viewer may do with it', async () => {
    const { stackId } = await readyStack(portal);
    const see = async (person: 'rita' | 'arno' | 'otto') =>
      (await portal.call(person, 'GET', `/stacks/${stackId}`)).body;
    expect(await see('rita')).toMatchObject({
      status: 'ready',
      activeRun: null,
      connectionAvailable: true,
      may: { change: true, destroy: true },
      blockedBy: null,
      blueprint: { id: 'metaflow-eks', version: '1.0.0' },
      cost: { components: expect.arrayContaining([expect.objectContaining({ name: 'NAT gateways' })]) },
    });
    expect(await see('arno')).toMatchObject({ may: { change: true, destroy: true } });
    expect(await see('otto')).toMatchObject({ may: { change: false, destroy: false }, connectionAvailable: false });
  });

  it('says what is in the way of a change', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const see = async () => (await portal.call('vera', 'GET', `/stacks/${body.stack.id}`)).body;
    expect(await see()).toMatchObject({
      may: { change: true, destroy: false, queue: false },
      blockedBy: null,
      replaces: { id: body.run.id, requestedBy: { name: 'Rita' } },
    });
    await claimRun(portal, body.run.id);
    expect(await see()).toMatchObject({
      may: { change: false, destroy: false, queue: true },
      blockedBy: expect.stringMatching(
        new RegExp(
          `The provision run ${body.run.id} by Rita is planning since .* UTC. Wait for its end, or cancel it.`,
        ),
      ),
      replaces: null,
    });
  });

  it('is 404 for another team and for what does not exist, in the same words', async () => {
    const { stackId } = await readyStack(portal);
    const hidden = await portal.call('fred', 'GET', `/stacks/${stackId}`);
    const missing = await portal.call('fred', 'GET', '/stacks/stk_00000000000000000000000000');
    expect([hidden.status, missing.status]).toEqual([404, 404]);
    expect(hidden.body.message.replace(stackId, 'X')).toBe(missing.body.message.replace(/stk_0+/, 'X'));
  });

  it('is 400 for a slug in the place of the id, saying what is wanted', async () => {
    const { status, body } = await portal.call('rita', 'GET', '/stacks/fraud-models');
    expect(status).toBe(400);
    expect(body.issues[0]).toMatchObject({ path: 'stackId', message: 'Expected an id that begins with stk_.' });
  });
});
