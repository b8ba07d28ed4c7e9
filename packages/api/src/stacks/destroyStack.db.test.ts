import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { applyRun, planDigest, planRun, readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const destroy = (stackId: string, confirmSlug: string, person: 'rita' | 'fred' | 'otto' = 'rita') =>
  portal.call(person, 'POST', `/stacks/${stackId}/destroy`, { confirmSlug });

describe('destroying a stack', () => {
  it('queues a run whose steps go from the top layer down', async () => {
    const { stackId, slug } = await readyStack(portal);
    const { status, body } = await destroy(stackId, slug);
    expect(status).toBe(200);
    const { body: run } = await portal.call('rita', 'GET', `/runs/${body.run.id}`);
    expect(run).toMatchObject({ kind: 'destroy', status: 'queued' });
    const applied = run.steps.filter(({ name }: { name: string }) => name === 'apply');
    expect(applied.map(({ layer }: { layer: string }) => layer)).toEqual(['services', 'cluster', 'foundation']);
  });

  it('frees slug and network once it is done', async () => {
    const { stackId, slug } = await readyStack(portal);
    const { body: before } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    const { body } = await destroy(stackId, slug);
    const lease = await planRun(portal, body.run.id);
    await portal.call('arno', 'POST', `/runs/${body.run.id}/approve`, { digest: planDigest });
    await applyRun(portal, stackId, lease);
    const { body: after } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(after).toMatchObject({
      status: 'destroyed',
      stateKeys: [],
      connectionAvailable: false,
      may: { change: false, destroy: false },
    });
    const again = portal.request({ slug, parameters: { network: { cidr: before.parameters.network.cidr } } });
    expect((await portal.call('rita', 'POST', '/stacks', again)).status).toBe(200);
  });

  it('wants the slug typed', async () => {
    const { stackId, slug } = await readyStack(portal);
    const { status, body } = await destroy(stackId, slug.toUpperCase());
    expect(status).toBe(400);
    expect(body.issues).toEqual([
      { path: 'confirmSlug', rule: 'confirm_slug', message: 'Not the name of the stack.', remedy: `Type ${slug}.` },
    ]);
  });

  it('is refused while the database is protected, with what to do', async () => {
    const parameters = { database: { deletionProtection: true } };
    const { stackId, slug } = await readyStack(portal, { parameters });
    const { status, body } = await destroy(stackId, slug);
    expect(status).toBe(409);
    expect(body.message).toMatch(/protected from deletion\. Request a change that switches the protection off/);
  });

  it('is refused while another run is active', async () => {
    const { stackId, slug } = await readyStack(portal);
    await destroy(stackId, slug);
    const { status, body } = await destroy(stackId, slug);
    expect(status).toBe(409);
    expect(body.message).toMatch(/The destroy run run_\w+ by Rita is queued/);
  });

  it('is for the team; others do not see it, and auditors may not', async () => {
    const { stackId, slug } = await readyStack(portal);
    expect((await destroy(stackId, slug, 'fred')).status).toBe(404);
    expect((await destroy(stackId, slug, 'otto')).status).toBe(403);
  });
});
