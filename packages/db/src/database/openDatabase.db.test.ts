import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, insertPortal, type TestDatabase } from '../testing/index.ts';
import { openDatabase } from './openDatabase.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await insertPortal(database.db);
});
afterAll(() => database.drop());

/** Collects what a subscription hears, and lets a test wait for it. */
function ear() {
  const heard: string[] = [];
  const waiting = new Map<string, () => void>();
  const onId = (id: string) => {
    heard.push(id);
    waiting.get(id)?.();
  };
  const hears = (id: string) =>
    new Promise<void>((done) => {
      if (heard.includes(id)) done();
      else waiting.set(id, done);
    });
  return { heard, onId, hears };
}

const notify = (channel: string, id: string) => database.db.client.$queryRaw`SELECT pg_notify(${channel}, ${id})::text`;

test('a database that does not answer is unavailable, with the remedy', async () => {
  await expect(openDatabase({ url: 'postgresql://nobody:x@127.0.0.1:1/none' })).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('DATABASE_URL'),
  });
});

test('a wrong password and a missing database are unavailable too', async () => {
  const wrongPassword = Object.assign(new URL(database.url), { password: 'wrong' });
  await expect(openDatabase({ url: wrongPassword.href })).rejects.toMatchObject({ code: 'unavailable' });
  const missing = Object.assign(new URL(database.url), { pathname: 'missing' });
  await expect(openDatabase({ url: missing.href })).rejects.toMatchObject({ code: 'unavailable' });
});

test('a database that was never migrated says so', async () => {
  const empty = Object.assign(new URL(database.url), { pathname: 'postgres' });
  await expect(openDatabase({ url: empty.href })).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('migrations'),
  });
});

test('a unique violation is a conflict in words, in and outside of a transaction', async () => {
  const { db } = database;
  const create = { data: { id: 'team_x', slug: 'vision', name: 'Again' } };
  const expected = { code: 'conflict', publicMessage: expect.stringContaining('Another team') };
  await expect(db.client.team.create(create)).rejects.toMatchObject(expected);
  await expect(db.inTransaction((tx) => tx.client.team.create(create))).rejects.toMatchObject(expected);
});

test('what cannot be stored is refused, and what does not exist is not found', async () => {
  const { db } = database;
  await expect(db.client.run.findUnique({ where: { id: 'run_\0' } })).rejects.toMatchObject({ code: 'invalid_input' });
  const membership = { id: 'mbr_x', teamId: 'team_none', userId: 'usr_none' };
  await expect(db.client.membership.create({ data: membership })).rejects.toMatchObject({ code: 'not_found' });
});

test('transactions that block each other are tried again', async () => {
  const { db } = database;
  await db.client.team.createMany({
    data: [
      { id: 'team_a', slug: 'a', name: 'a' },
      { id: 'team_b', slug: 'b', name: 'b' },
    ],
  });
  let attempts = 0;
  const bothHoldOne = Promise.withResolvers<void>();
  let holding = 0;
  const cross = (first: string, second: string) =>
    db.inTransaction(async (tx) => {
      attempts += 1;
      await tx.client.$executeRaw`UPDATE team SET name = name || '.' WHERE id = ${first}`;
      holding += 1;
      if (holding === 2) bothHoldOne.resolve();
      await bothHoldOne.promise;
      await tx.client.$executeRaw`UPDATE team SET name = name || '.' WHERE id = ${second}`;
    });
  await Promise.all([cross('team_a', 'team_b'), cross('team_b', 'team_a')]);
  expect(attempts).toBe(3);
  const teams = await db.client.team.findMany({ where: { id: { in: ['team_a', 'team_b'] } }, orderBy: { id: 'asc' } });
  expect(teams.map((team) => team.name)).toEqual(['a..', 'b..']);
});

test('a page that subscribes to several channels at once asks one after the other', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.message);
  process.on('warning', onWarning);
  const db = await openDatabase({ url: database.url });
  const channels = ['flowport_run', 'flowport_step', 'flowport_log', 'flowport_stack'] as const;
  const ears = channels.map((channel) => ({ channel, ...ear() }));
  await Promise.all(ears.map(({ channel, onId }) => db.listen(channel, onId)));
  for (const { channel } of ears) await notify(channel, `id_${channel}`);
  await Promise.all(ears.map(({ channel, hears }) => hears(`id_${channel}`)));
  await db.close();
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('a notification of a transaction arrives when it commits, at those who listen to its channel', async () => {
  const { db } = database;
  const runs = ear();
  const stacks = ear();
  const unlisten = await db.listen('flowport_run', runs.onId);
  await db.listen('flowport_stack', stacks.onId);
  const undone = db.inTransaction(async (tx) => {
    await tx.client.$queryRaw`SELECT pg_notify('flowport_run', 'run_undone')::text`;
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await notify('flowport_run', 'run_1');
  await runs.hears('run_1');
  await unlisten();
  await notify('flowport_run', 'run_2');
  await notify('flowport_stack', 'stk_1');
  await stacks.hears('stk_1');
  expect(runs.heard).toEqual(['run_1']);
  expect(stacks.heard).toEqual(['stk_1']);
});

test('after its connection was lost a subscription goes on, and is told of the gap', async () => {
  const { db } = database;
  const { onId, hears } = ear();
  const gap = Promise.withResolvers<void>();
  await db.listen('flowport_log', onId, () => gap.resolve());
  await db.client.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'flowport-listen' AND datname = current_database()`;
  await gap.promise;
  await notify('flowport_log', 'run_after');
  await hears('run_after');
});

test('many transactions at once wait for the few connections, and close leaves none behind', async () => {
  const db = await openDatabase({ url: database.url, poolMax: 3 });
  await db.listen('flowport_run', () => undefined);
  const names = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      db.inTransaction(async (tx) => {
        await tx.client.team.create({ data: { id: `team_many_${i}`, slug: `many-${i}`, name: 'many' } });
        return i;
      }),
    ),
  );
  expect(names).toHaveLength(40);
  const count = async () => {
    const rows = await database.db.client.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    return rows[0]?.count ?? 0;
  };
  const before = await count();
  await db.close();
  await expect.poll(count, { timeout: 5000 }).toBeLessThanOrEqual(before - 3);
});
