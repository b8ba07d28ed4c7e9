import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

async function planned(person: 'rita' | 'arno') {
  const { body } = await portal.call(person, 'POST', '/stacks', portal.request());
  await planRun(portal, body.run.id);
  return body.run.id as string;
}

const count = async (person: 'rita' | 'arno' | 'fred') => (await portal.call(person, 'GET', '/approvals/count')).body;

describe('the inbox', () => {
  it('shows what awaits a decision, oldest first, and why one may not take it', async () => {
    const theirs = await planned('rita');
    const own = await planned('arno');
    const { body } = await portal.call('arno', 'GET', '/approvals');
    expect(body.items).toMatchObject([
      { id: theirs, mayDecide: true, blockedBy: null, digest: planDigest, counts: { create: 3 } },
      { id: own, mayDecide: false, blockedBy: expect.stringMatching(/You requested this run/) },
    ]);
    expect(Date.parse(body.items[0].waitingSince)).toBeLessThanOrEqual(Date.parse(body.items[1].waitingSince));
    expect(await count('arno')).toEqual({ decidable: 1, waiting: 2 });
    expect(await count('rita')).toEqual({ decidable: 0, waiting: 2 });
    expect(await count('fred')).toEqual({ decidable: 0, waiting: 0 });

    await portal.call('arno', 'POST', `/runs/${theirs}/approve`, { digest: planDigest });
    expect(await count('arno')).toEqual({ decidable: 0, waiting: 1 });
    expect((await portal.call('rita', 'GET', '/approvals')).body.items).toMatchObject([
      { id: own, mayDecide: false, blockedBy: 'Runs are approved by approvers and admins.' },
    ]);
  });
});
