import { estimateCost, presets } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('an estimate', () => {
  it('tells cost, resources and all parameters, and stores nothing', async () => {
    const parameters = { network: { zones: 3 } };
    const { status, body } = await portal.call('rita', 'POST', '/estimates', { preset: 'small', parameters });
    expect(status).toBe(200);
    const expected = {
      ...presets.small.parameters,
      network: { ...presets.small.parameters.network, zones: 3 as const },
    };
    expect(body).toEqual({
      cost: estimateCost(expected),
      resources: { foundation: 6, cluster: 34, services: 41 },
      parameters: expected,
    });
    expect(await portal.db.client.stack.count()).toBe(0);
  });

  it('names the field that is wrong', async () => {
    const parameters = { database: { storageGb: 5 } };
    const { status, body } = await portal.call('rita', 'POST', '/estimates', { preset: 'small', parameters });
    expect(status).toBe(400);
    expect(body.issues[0]).toMatchObject({ path: 'parameters.database.storageGb', rule: 'too_small' });
  });
});
