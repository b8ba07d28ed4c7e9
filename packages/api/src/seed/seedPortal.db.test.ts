import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getActor, listTargets, listTeams } from '@flowport/db';
import { createTestDatabase, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuth } from '../auth/createAuth.ts';
import { seedPortal } from './seedPortal.ts';

let database: TestDatabase;
let directory: string;
const origin = 'http://portal.test';
const secret = 's'.repeat(44);
const accounts = [
  { email: 'rita@flowport.local', role: 'requester' as const, team: 'vision' },
  { email: 'arno@flowport.local', role: 'approver' as const, team: null },
  { email: 'ada@flowport.local', role: 'admin' as const, team: null },
  { email: 'otto@flowport.local', role: 'auditor' as const, team: null },
];
const signIns = (word: string) => accounts.map((account) => ({ ...account, password: `${word}-password-1` }));

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'flowport-seed-'));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function seed(word: string, stateBucket: string): Promise<void> {
  const sandboxFile = join(directory, 'sandbox.json');
  const sandbox = {
    endpoint: 'http://127.0.0.1:1',
    account: '111122223333',
    region: 'us-west-2',
    stateBucket,
    deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
    externalId: 'external',
  };
  await writeFile(sandboxFile, JSON.stringify(sandbox));
  await seedPortal({ databaseUrl: database.url, secret, url: origin, sandboxFile, signIns: signIns(word) });
}

async function signIn(email: string, password: string): Promise<Headers | undefined> {
  const logger = { error: () => {}, warn: () => {}, info: () => {} };
  const auth = createAuth({ db: database.db, logger, settings: { secret, origin, signInsPerMinute: 1000 } });
  const response = await auth.handler(
    new Request(`${origin}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ email, password }),
    }),
  );
  return response.ok ? response.headers : undefined;
}

describe('the seed', () => {
  it('makes teams, one account per role and the sandbox target', async () => {
    await seed('first', 'bucket-1');
    expect((await listTeams(database.db)).map(({ slug }) => slug)).toEqual(['forecasting', 'vision']);
    for (const { email, role, team } of accounts) {
      const user = await database.db.client.user.findUnique({ where: { email } });
      const actor = await getActor(database.db, user?.id ?? '');
      expect(actor).toMatchObject({ email, role });
      expect(actor?.teamIds).toHaveLength(team === null ? 0 : 1);
      expect(await signIn(email, 'first-password-1')).toBeDefined();
    }
    expect(await listTargets(database.db)).toMatchObject([
      { name: 'Sandbox', kind: 'sandbox', selfApproval: false, backend: { bucket: 'bucket-1', usePathStyle: true } },
    ]);
  });

  it('can be repeated: ids stay, and passwords and target are those of now', async () => {
    const ids = async () => ({
      users: (await database.db.client.user.findMany({ orderBy: { email: 'asc' } })).map(({ id }) => id),
      teams: (await listTeams(database.db)).map(({ id }) => id),
      targets: (await listTargets(database.db)).map(({ id }) => id),
    });
    const before = await ids();
    await seed('second', 'bucket-2');
    expect(await ids()).toEqual(before);
    expect(await signIn('rita@flowport.local', 'first-password-1')).toBeUndefined();
    expect(await signIn('rita@flowport.local', 'second-password-1')).toBeDefined();
    expect((await listTargets(database.db))[0]?.backend.bucket).toBe('bucket-2');
  });
});
