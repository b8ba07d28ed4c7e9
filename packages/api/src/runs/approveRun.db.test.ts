import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

async function planned(fields: Record<string, unknown> = {}, by: Person = 'rita') {
  const { body } = await portal.call(by, 'POST', '/stacks', portal.request(fields));
  await planRun(portal, body.run.id);
  return { runId: body.run.id as string, stackId: body.stack.id as string };
}

const approve = (person: Person | null, runId: string, fields: Record<string, unknown> = {}) =>
  portal.call(person, 'POST', `/runs/${runId}/approve`, { digest: planDigest, ...fields });

describe('approving a run', () => {
  it('binds the decision to the plan, begins the apply and queues it', async () => {
    const { runId, stackId } = await planned();
    const { status, body } = await approve('arno', runId, { comment: 'Looks right.' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'applying',
      approvals: [{ decision: 'approved', digest: planDigest, comment: 'Looks right.', by: { name: 'Arno' } }],
      may: { approve: false, reject: false, cancel: true },
    });
    expect(body.history.at(-1)).toMatchObject({
      from: 'awaiting_approval',
      to: 'applying',
      event: 'approve',
      by: { name: 'Arno' },
      reason: 'Looks right.',
    });
    const jobs = await portal.db.client.$queryRaw`
      SELECT 1 FROM pgboss.job WHERE data ->> 'runId' = ${runId} AND data ->> 'phase' = 'apply'`;
    expect(jobs).toHaveLength(1);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
    expect(stack.status).toBe('provisioning');
  });

  it('is refused for another digest than the one that was shown', async () => {
    const { runId } = await planned();
    const { status, body } = await approve('arno', runId, { digest: 'b'.repeat(64) });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'approval_void', issues: [{ path: 'digest' }] });
    expect((await portal.call('arno', 'GET', `/runs/${runId}`)).body).toMatchObject({
      status: 'awaiting_approval',
      approvals: [],
    });
  });

  it('is refused to whoever asked for the run, and the page says so beforehand', async () => {
    const { runId } = await planned({}, 'arno');
    const { body: seen } = await portal.call('arno', 'GET', `/runs/${runId}`);
    expect(seen).toMatchObject({
      may: { approve: false },
      approvalBlockedBy: 'You requested this run, so somebody else has to approve it.',
    });
    const { status, body } = await approve('arno', runId);
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' });
    expect((await approve('anna', runId)).status).toBe(200);
  });

  it('is open to whoever asked for the run where the target allows it, and to no other requester', async () => {
    const { runId } = await planned({ targetId: portal.targets.playground.id });
    expect((await approve('vera', runId)).status).toBe(403);
    expect((await approve('rita', runId)).status).toBe(200);
  });

  it.each<[Person | null, number]>([
    ['rita', 403],
    ['vera', 403],
    ['otto', 403],
    ['fred', 404],
    [null, 401],
  ])('is not for %s: %i', async (person, status) => {
    const { runId } = await planned();
    expect((await approve(person, runId)).status).toBe(status);
  });

  it('is taken once when two approve at the same time', async () => {
    const { runId } = await planned();
    const answers = await Promise.all([approve('arno', runId), approve('anna', runId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await portal.call('arno', 'GET', `/runs/${runId}`);
    expect(body.approvals).toHaveLength(1);
  });

  it('is refused before there is a plan and after the run has ended', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    expect(await approve('arno', body.run.id)).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/is queued and awaits no decision/) },
    });
    await portal.call('rita', 'POST', `/runs/${body.run.id}/cancel`, {});
    expect((await approve('arno', body.run.id)).status).toBe(409);
  });

  it('is 400 for a digest that cannot be one and 404 for no run', async () => {
    const { runId } = await planned();
    expect((await approve('arno', runId, { digest: 'latest' })).status).toBe(400);
    expect((await approve('arno', runId, { digest: undefined })).status).toBe(400);
    expect((await approve('arno', 'run_00000000000000000000000000')).status).toBe(404);
    expect((await approve('arno', runId, { comment: 'x'.repeat(10_000) })).body.issues[0]).toMatchObject({
      path: 'comment',
      rule: 'too_big',
    });
  });

  it('keeps a comment as it was typed', async () => {
    const { runId } = await planned();
    const comment = '</script>${' + 'path.root} \'"; DROP TABLE approval; -- 🚀\n';
    const { body } = await approve('arno', runId, { comment });
    expect(body.approvals[0].comment).toBe(comment);
  });
});
