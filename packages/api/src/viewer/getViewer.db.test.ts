import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

describe('the viewer', () => {
  it('is told who they are', async () => {
    expect((await portal.call('rita', 'GET', '/viewer')).body).toMatchObject({
      name: 'Rita',
      role: 'requester',
      teams: [{ slug: 'vision', name: 'Vision' }],
    });
    expect((await portal.call('ada', 'GET', '/viewer')).body).toMatchObject({ role: 'admin', teams: [] });
  });

  it('sees own teams, or all', async () => {
    const slugs = async (person: 'rita' | 'otto') =>
      (await portal.call(person, 'GET', '/teams')).body.items.map(({ slug }: { slug: string }) => slug);
    expect(await slugs('rita')).toEqual(['vision']);
    expect(await slugs('otto')).toEqual(['forecasting', 'vision']);
  });
});
