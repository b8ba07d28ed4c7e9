import { saveResources } from '@flowport/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('the resources of a stack', () => {
  it('are listed layer by layer, and counted', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const stackId: string = body.stack.id;
    expect((await portal.call('rita', 'GET', `/stacks/${stackId}/resources`)).body).toEqual({ items: [] });

    const lease = await planRun(portal, body.run.id);
    await portal.call('arno', 'POST', `/runs/${body.run.id}/approve`, { digest: planDigest });
    const resource = (type: string) => ({
      address: `${type}.main`,
      type,
      name: 'main',
      provider: 'aws',
      resourceId: 'id',
    });
    await portal.db.inTransaction(async (tx) => {
      const key = { stackId, lease };
      await saveResources(tx, { ...key, layer: 'cluster', resources: [resource('aws_eks_cluster')] });
      await saveResources(tx, { ...key, layer: 'foundation', resources: [resource('aws_vpc'), resource('aws_eip')] });
    });
    const { body: list } = await portal.call('rita', 'GET', `/stacks/${stackId}/resources`);
    expect(list.items.map(({ layer, address }: { layer: string; address: string }) => `${layer} ${address}`)).toEqual([
      'foundation aws_eip.main',
      'foundation aws_vpc.main',
      'cluster aws_eks_cluster.main',
    ]);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(stack.resources).toEqual({ foundation: 2, cluster: 1, services: 0 });
    expect((await portal.call('fred', 'GET', `/stacks/${stackId}/resources`)).status).toBe(404);
  });
});
