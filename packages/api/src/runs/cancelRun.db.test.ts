import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const request = async () => (await portal.call('rita', 'POST', '/stacks', portal.request())).body;
const cancel = (person: Person | null, runId: string, fields: Record<string, unknown> = {}) =>
  portal.call(person, 'POST', `/runs/${runId}/cancel`, fields);

describe('canceling a run', () => {
  it('ends one that nobody works on, and says who did it and why', async () => {
    const { run, stack } = await request();
    const { status, body } = await cancel('vera', run.id, { reason: 'Requested twice.' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'canceled', may: { cancel: false } });
    expect(body.history.at(-1)).toMatchObject({ event: 'cancel', by: { name: 'Vera' }, reason: 'Requested twice.' });
    expect((await portal.call('rita', 'GET', `/stacks/${stack.id}`)).body.status).toBe('withdrawn');
  });

  it('asks the worker to stop where one is at it', async () => {
    const { run } = await request();
    await planRun(portal, run.id);
    await portal.call('arno', 'POST', `/runs/${run.id}/approve`, { digest: planDigest });
    expect((await cancel('rita', run.id)).body.status).toBe('canceling');
    const { status, body } = await cancel('rita', run.id);
    expect(status).toBe(409);
    expect(body.message).toMatch(/is canceling/);
  });

  it('is for the team, approvers and admins', async () => {
    const { run } = await request();
    expect((await cancel('fred', run.id)).status).toBe(404);
    expect((await cancel('otto', run.id)).status).toBe(403);
    expect((await cancel(null, run.id)).status).toBe(401);
    expect((await cancel('arno', run.id)).status).toBe(200);
  });

  it('is 409 for a run that has ended', async () => {
    const { run } = await request();
    await cancel('rita', run.id);
    expect((await cancel('rita', run.id)).status).toBe(409);
  });

  it('needs no body', async () => {
    const { run } = await request();
    const answer = await portal.call('rita', 'POST', `/runs/${run.id}/cancel`);
    expect(answer.status).toBe(200);
  });
});
