import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSeed, type Seed } from '../iam/seed.ts';

const program = fileURLToPath(new URL('../http/testingProcess.ts', import.meta.url));
let dataDir: string;
let seed: Seed;
const children: ChildProcess[] = [];

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'flowport-durability-'));
  seed = loadSeed(dataDir);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ endpoint: string; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string];
  const kill = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { endpoint, kill };
}

const sha = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

test('what was acknowledged before a kill -9 is there after it, whole, and nothing else is half there', async () => {
  const acknowledged = new Map<string, string>();
  const attempted = new Map<string, Set<string>>();
  let credentials = { accessKeyId: seed.user.accessKeyId, secretAccessKey: seed.user.secretAccessKey };
  for (let round = 0; round < 4; round += 1) {
    const server = await start();
    const client = { endpoint: server.endpoint, region: seed.region, maxAttempts: 1 };
    if (round === 0) {
      const { Credentials } = await new STSClient({ ...client, credentials }).send(
        new AssumeRoleCommand({
          RoleArn: seed.deployerRole.arn,
          RoleSessionName: 'durable',
          ExternalId: seed.externalId,
        }),
      );
      // Used to the end: a session survives as well.
      credentials = Object.assign(
        { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '' },
        { sessionToken: Credentials?.SessionToken ?? '' },
      );
    }
    const s3 = new S3Client({ ...client, forcePathStyle: true, credentials });
    let written = 0;
    let isDead = false;
    const write = async (worker: number) => {
      for (let n = 0; !isDead; n += 1) {
        const Key = `w${worker}/${n % 5}`;
        // Small bodies lie in the database, those over 1 MiB in files.
        const Body = randomBytes(n % 3 === 0 ? 1_300_000 : 2000);
        const known = attempted.get(Key) ?? new Set();
        attempted.set(Key, known.add(sha(Body)));
        const isStored = await s3.send(new PutObjectCommand({ Bucket: seed.stateBucket, Key, Body })).then(
          () => true,
          () => false,
        );
        if (!isStored) return;
        acknowledged.set(Key, sha(Body));
        written += 1;
        if (written === 25) {
          isDead = true;
          await server.kill();
        }
      }
    };
    await Promise.all([0, 1, 2, 3].map(write));
  }
  const server = await start();
  const s3 = new S3Client({ endpoint: server.endpoint, region: seed.region, forcePathStyle: true, credentials });
  for (const [Key, hash] of acknowledged) {
    const got = await s3.send(new GetObjectCommand({ Bucket: seed.stateBucket, Key }));
    const found = sha((await got.Body?.transformToByteArray()) ?? new Uint8Array());
    // A later write may have been stored although its answer never came; a mixture may not.
    expect(attempted.get(Key)).toContain(found);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: seed.stateBucket, Prefix: Key }));
    const bodies = await Promise.all(
      Versions.map(async ({ VersionId }) => {
        const version = await s3.send(new GetObjectCommand({ Bucket: seed.stateBucket, Key, VersionId }));
        return sha((await version.Body?.transformToByteArray()) ?? new Uint8Array());
      }),
    );
    expect(bodies).toContain(hash);
  }
  await server.kill();
  const db = new DatabaseSync(join(dataDir, 'services.sqlite'), { readOnly: true });
  const named = db
    .prepare('SELECT file FROM version WHERE file IS NOT NULL')
    .all()
    .map((row) => String(row.file));
  db.close();
  expect(readdirSync(join(dataDir, 's3-bodies')).sort()).toEqual(named.sort());
});
