import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { applyRun, claimRun, planDigest, planRun, readyStack } from '../testing/worker.ts';

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

  it('snapshots the data unless another choice is made, and says so in run, history and audit', async () => {
    for (const [chosen, data] of [
      [{}, 'snapshot'],
      [{ data: 'purge' }, 'purge'],
      [{ data: 'retain' }, 'retain'],
    ] as const) {
      const { stackId, slug } = await readyStack(portal);
      const answer = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, { confirmSlug: slug, ...chosen });
      const { body: run } = await portal.call('rita', 'GET', `/runs/${answer.body.run.id}`);
      expect(run).toMatchObject({ kind: 'destroy', data, kept: [] });
      const released = run.steps.filter(({ name }: { name: string }) => name === 'release');
      expect(released).toHaveLength(data === 'retain' ? 0 : 1);
      const { body: audit } = await portal.call('ada', 'GET', `/audit?search=${slug}`);
      expect(audit.items.find(({ action }: { action: string }) => action === 'stack.destroy')).toMatchObject({
        detail: { runId: run.id, data },
      });
    }
  });

  it.each(['keep', '', null, 3])('refuses %j as what becomes of the data, and names the choices', async (data) => {
    const { stackId, slug } = await readyStack(portal);
    const answer = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, { confirmSlug: slug, data });
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toEqual([
      expect.objectContaining({ path: 'data', remedy: expect.stringContaining('retain, snapshot, purge') }),
    ]);
    expect((await portal.call('rita', 'GET', `/stacks/${stackId}`)).body.activeRun).toBeNull();
  });

  it('is refused without the confirmation, whatever becomes of the data', async () => {
    const { stackId } = await readyStack(portal);
    const { status, body } = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, { data: 'purge' });
    expect(status).toBe(400);
    expect(body.issues).toEqual([expect.objectContaining({ path: 'confirmSlug' })]);
  });

  it('needs no change before it where the database is protected', async () => {
    const parameters = { database: { deletionProtection: true } };
    const { stackId, slug } = await readyStack(portal, { parameters });
    expect((await destroy(stackId, slug)).status).toBe(200);
  });

  it('that retains the data leaves a stack that can be changed, or destroyed in another way', async () => {
    const { stackId, slug } = await readyStack(portal);
    const retain = { confirmSlug: slug, data: 'retain' };
    const { body } = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, retain);
    const lease = await planRun(portal, body.run.id);
    await portal.call('arno', 'POST', `/runs/${body.run.id}/approve`, { digest: planDigest });
    await applyRun(portal, stackId, lease);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(stack).toMatchObject({ status: 'retained', may: { change: true, destroy: true }, blockedBy: null });

    const again = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, retain);
    expect(again).toMatchObject({ status: 409, body: { issues: [{ path: 'data', rule: 'retained_already' }] } });
    // Its name is still its own.
    expect((await portal.call('rita', 'POST', '/stacks', portal.request({ slug }))).status).toBe(409);
    const change = { version: stack.version, parameters: {} };
    expect((await portal.call('rita', 'POST', `/stacks/${stackId}/changes`, change)).status).toBe(200);
  });

  it('is refused while another run is being worked on, or waits behind it', async () => {
    const { stackId, slug } = await readyStack(portal);
    const { body: first } = await destroy(stackId, slug);
    await claimRun(portal, first.run.id);
    const { status, body } = await destroy(stackId, slug);
    expect(status).toBe(409);
    expect(body.message).toMatch(/The destroy run run_\w+ by Rita is planning since /);
    const wish = { confirmSlug: slug, ifBusy: 'queue' };
    const queued = await portal.call('rita', 'POST', `/stacks/${stackId}/destroy`, wish);
    expect(queued).toMatchObject({ status: 200, body: { run: { status: 'waiting' } } });
  });

  it('is for the team; others do not see it, and auditors may not', async () => {
    const { stackId, slug } = await readyStack(portal);
    expect((await destroy(stackId, slug, 'fred')).status).toBe(404);
    expect((await destroy(stackId, slug, 'otto')).status).toBe(403);
  });
});
