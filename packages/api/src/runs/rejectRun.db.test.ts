import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

async function planned() {
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
  await planRun(portal, body.run.id);
  return { runId: body.run.id as string, stackId: body.stack.id as string, slug: body.stack.slug as string };
}

const reject = (person: Person | null, runId: string, fields: Record<string, unknown> = {}) =>
  portal.call(person, 'POST', `/runs/${runId}/reject`, { digest: planDigest, ...fields });

describe('rejecting a run', () => {
  it('ends it, withdraws the stack that was never made, and frees its slug', async () => {
    const { runId, stackId, slug } = await planned();
    const { status, body } = await reject('arno', runId, { comment: 'Too large.' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'discarded',
      finishedAt: expect.any(String),
      approvals: [{ decision: 'rejected', comment: 'Too large.', by: { name: 'Arno' } }],
      may: { approve: false, reject: false, cancel: false },
    });
    expect((await portal.call('rita', 'GET', `/stacks/${stackId}`)).body.status).toBe('withdrawn');
    expect((await portal.call('rita', 'POST', '/stacks', portal.request({ slug }))).status).toBe(200);
  });

  it('names the plan that it is about', async () => {
    const { runId } = await planned();
    expect(await reject('arno', runId, { digest: 'c'.repeat(64) })).toMatchObject({
      status: 409,
      body: { code: 'approval_void' },
    });
  });

  it('is for those who decide', async () => {
    const { runId } = await planned();
    const refused = await reject('rita', runId);
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringMatching(/discard the plan instead/) },
    });
    expect((await reject('fred', runId)).status).toBe(404);
    expect((await reject('otto', runId)).status).toBe(403);
    expect((await reject(null, runId)).status).toBe(401);
  });

  it('loses against an approval that came first', async () => {
    const { runId } = await planned();
    await portal.call('anna', 'POST', `/runs/${runId}/approve`, { digest: planDigest });
    expect((await reject('arno', runId)).status).toBe(409);
  });
});
