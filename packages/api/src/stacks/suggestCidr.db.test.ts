import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
  const parameters = { network: { cidr: '10.20.0.0/20' } };
  await portal.call('rita', 'POST', '/stacks', portal.request({ slug: 'fraud', parameters }));
});
afterAll(() => portal.close());

describe('the suggestion of a network', () => {
  const suggest = (query: string) =>
    portal.call('fred', 'GET', `/targets/${portal.targets.sandbox.id}/free-cidr${query}`);

  it('is the next block of the size that overlaps no living stack', async () => {
    expect((await suggest('?prefix=20')).body).toEqual({
      cidr: '10.20.16.0/20',
      taken: [{ cidr: '10.20.0.0/20', slug: 'fraud' }],
    });
    expect((await suggest('')).body.cidr).toBe('10.21.0.0/16');
  });

  it('is 400 for a size that no stack may have', async () => {
    for (const query of ['?prefix=8', '?prefix=24', '?prefix=large']) {
      expect((await suggest(query)).status, query).toBe(400);
    }
  });
});
