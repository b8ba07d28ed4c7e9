import { connectionPackSchema } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('the connection pack', () => {
  it('is rendered from the outputs for the team, approvers and admins', async () => {
    const { stackId, slug } = await readyStack(portal);
    for (const person of ['rita', 'vera', 'arno', 'ada'] as const) {
      const { status, body } = await portal.call(person, 'GET', `/stacks/${stackId}/connection`);
      expect(status, person).toBe(200);
      expect(connectionPackSchema.parse(body)).toMatchObject({
        slug,
        workspaces: [
          {
            team: null,
            configFileName: `config_${slug}.json`,
            metaflowConfig: { METAFLOW_SERVICE_URL: 'http://127.0.0.1:8080' },
          },
        ],
        identities: [{ serviceAccount: 'argo-workflow' }],
      });
    }
  });

  it('is 404 for other teams, 403 for auditors and 401 for strangers', async () => {
    const { stackId } = await readyStack(portal);
    const path = `/stacks/${stackId}/connection`;
    expect((await portal.call('fred', 'GET', path)).status).toBe(404);
    const refused = await portal.call('otto', 'GET', path);
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringMatching(/auditor you may not see how to connect/) },
    });
    expect((await portal.call(null, 'GET', path)).status).toBe(401);
  });

  it('is 409 while there is nothing to connect to', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const answer = await portal.call('rita', 'GET', `/stacks/${body.stack.id}/connection`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('of a stack that an earlier version of the blueprint made is refreshed by a change', async () => {
    const { stackId } = await readyStack(portal);
    await portal.db.client.output.deleteMany({ where: { stackId, name: { in: ['cluster_ca', 'workspaces'] } } });
    const answer = await portal.call('rita', 'GET', `/stacks/${stackId}/connection`);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'conflict', message: expect.stringMatching(/is not ready: .*Request a change to refresh it/) },
    });
    const { body } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(body).toMatchObject({ status: 'ready', connectionAvailable: false });
  });
});
