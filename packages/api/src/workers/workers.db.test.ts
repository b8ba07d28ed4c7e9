import { listWorkers, recordWorkerStopped, registerWorker } from '@flowport/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
  for (const id of ['pine-1', 'pine-2']) {
    await registerWorker(portal.db, { id, host: 'pine', pid: 41, version: '1.2.3', concurrency: 2 });
  }
});
afterAll(() => portal.close());

const set = (person: 'ada' | 'arno', workerId: string, mode: string) =>
  portal.call(person, 'POST', `/workers/${workerId}/mode`, { mode });

it('shows workers to those who decide or look after the platform, and to nobody else', async () => {
  const { status, body } = await portal.call('arno', 'GET', '/workers');
  expect(status).toBe(200);
  expect(body.items).toHaveLength(2);
  expect(body.items[0]).toMatchObject({
    host: 'pine',
    pid: 41,
    version: '1.2.3',
    mode: 'active',
    state: 'alive',
    holds: [],
    may: { manage: false },
  });
  expect((await portal.call('otto', 'GET', '/workers')).status).toBe(200);
  expect((await portal.call('rita', 'GET', '/workers')).status).toBe(403);
  expect((await portal.call(null, 'GET', '/workers')).status).toBe(401);
});

it('lets an admin pause, resume and drain a worker, and records it once', async () => {
  expect((await set('arno', 'pine-1', 'paused')).status).toBe(403);
  const { body } = await set('ada', 'pine-1', 'paused');
  expect(body.items.find(({ id }: { id: string }) => id === 'pine-1')).toMatchObject({
    mode: 'paused',
    may: { manage: true },
  });
  await set('ada', 'pine-1', 'paused');
  await set('ada', 'pine-1', 'active');
  await set('ada', 'pine-1', 'draining');
  const { body: audit } = await portal.call('otto', 'GET', '/audit?search=worker.');
  expect(audit.items.map(({ action }: { action: string }) => action)).toEqual([
    'worker.drained',
    'worker.resumed',
    'worker.paused',
  ]);
  expect(audit.items[2]).toMatchObject({ subject: { kind: 'worker', id: 'pine-1' }, actor: { name: 'Ada' } });
  const refused = await set('ada', 'pine-1', 'active');
  expect(refused).toMatchObject({ status: 409, body: { message: expect.stringContaining('is draining') } });
});

it('refuses to wish anything of a worker that has ended or is not known', async () => {
  await recordWorkerStopped(portal.db, 'pine-2');
  expect((await set('ada', 'pine-2', 'paused')).status).toBe(409);
  expect((await set('ada', 'pine-3', 'paused')).status).toBe(404);
  expect((await listWorkers(portal.db)).find(({ id }) => id === 'pine-2')).toMatchObject({ mode: 'active' });
});
