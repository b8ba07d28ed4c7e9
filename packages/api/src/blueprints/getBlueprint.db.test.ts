import { estimateCost, presets } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('the blueprint', () => {
  it('offers every preset with its choices and its cost', async () => {
    const { body } = await portal.call('otto', 'GET', '/blueprint');
    expect(body).toMatchObject({ id: 'metaflow-eks', version: '1.0.0' });
    expect(body.presets.map(({ name }: { name: string }) => name)).toEqual(['small', 'standard', 'large', 'gpu']);
    expect(body.presets[0].cost).toEqual(estimateCost(presets.small.parameters));
    expect(body.presets[3].choices.gpuInstanceTypes).toContain('g5.xlarge');
  });
});
