/** A sandbox of services alone, in the test's own process, and the real SDK clients pointed at it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { loadSeed, type Seed } from '../iam/seed.ts';
import { openObjectStore, type SqliteObjectStore } from '../store/objects.ts';
import { createServices, type Services } from './services.ts';

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type TestServices = {
  endpoint: string;
  dataDir: string;
  seed: Seed;
  objects: SqliteObjectStore;
  /** Changed limits of the account. */
  quotas: Map<string, number>;
  services: Services;
  /** Faults of ours that no test expects; must stay empty. */
  faults: unknown[];
  keys: Keys;
  s3(options?: Partial<S3ClientConfig>): S3Client;
  sts(keys?: Keys): STSClient;
  /** `METHOD url` of each request so far. */
  seen: string[];
  close(): Promise<void>;
};

export async function startTestServices(options: { clock?: () => Date } = {}): Promise<TestServices> {
  const dataDir = mkdtempSync(join(tmpdir(), 'flowport-services-'));
  const clock = options.clock ?? (() => new Date());
  const seed = loadSeed(dataDir);
  const objects = openObjectStore(join(dataDir, 'objects.sqlite'));
  const faults: unknown[] = [];
  const seen: string[] = [];
  const quotas = new Map<string, number>();
  const services = createServices({ dataDir, objects, seed, clock, quotas, onFault: (error) => faults.push(error) });
  const server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    services.handle(req, res);
  });
  const endpoint = await listen(server);
  const keys = { accessKeyId: seed.user.accessKeyId, secretAccessKey: seed.user.secretAccessKey };
  return {
    endpoint,
    dataDir,
    seed,
    objects,
    quotas,
    services,
    faults,
    keys,
    seen,
    s3: (more = {}) =>
      new S3Client({ endpoint, region: seed.region, forcePathStyle: true, credentials: keys, maxAttempts: 1, ...more }),
    sts: (own = keys) => new STSClient({ endpoint, region: seed.region, credentials: own, maxAttempts: 1 }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      services.close();
      objects.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return `http://127.0.0.1:${address.port}`;
}
