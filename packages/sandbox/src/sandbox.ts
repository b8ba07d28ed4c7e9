/** The whole sandbox in one function: what `main.ts` starts as a process, and what tests start in their own. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { awsProvider } from './cloud/aws/awsProvider.ts';
import { helmProvider } from './cloud/helm/helmProvider.ts';
import { kubernetesProvider } from './cloud/kubernetes/kubernetesProvider.ts';
import { randomProvider } from './cloud/random/random.ts';
import { createConsistency } from './control/consistency.ts';
import { answerControl, type ControlOptions, isControlPath } from './control/controlApi.ts';
import { createFaults } from './control/faults.ts';
import { createOperations } from './control/operations.ts';
import { createServices, type Services } from './http/services.ts';
import { loadSeed, type Seed } from './iam/seed.ts';
import { createLatency, type LatencyProfile } from './latency/latency.ts';
import { answerTokenRequest } from './oidc/tokenHandler.ts';
import { type Ids, randomIds } from './providers/ids.ts';
import { onFreePort } from './providers/ports.ts';
import { type ProviderServer, serveProvider } from './providers/server.ts';
import type { World } from './providers/world.ts';
import { createS3Faults, type S3Faults } from './s3/faults.ts';
import { openObjectStore } from './store/objects.ts';

export type SandboxOptions = {
  dataDir: string;
  latency: LatencyProfile;
  /** Of the HTTP server; 0 or nothing: the last one that was used, or a free one. */
  port?: number;
  clock?: () => Date;
  ids?: Ids;
};

/** What a Terraform process and an AWS SDK need to use the sandbox. */
export type SandboxAddress = {
  endpoint: string;
  account: string;
  region: string;
  stateBucket: string;
  deployerRoleArn: string;
  externalId: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The value of `TF_REATTACH_PROVIDERS`. */
  reattach: Record<string, Reattach>;
};

export type Reattach = {
  Protocol: 'grpc';
  ProtocolVersion: 6;
  Pid: number;
  Test: true;
  Addr: { Network: 'tcp'; String: string };
};

export type RunningSandbox = SandboxAddress & { world: World; close(): Promise<void> };

type Parts = { services: Services; seed: Seed; s3Faults: S3Faults };

type Ports = { http: number; providers: Record<string, number> };

/** Starts everything and resolves when all ports listen. Ports of the last start are used again where they are free. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const clock = options.clock ?? (() => new Date());
  const seed = loadSeed(dataDir);
  const store = openObjectStore(join(dataDir, 'objects.sqlite'));
  const quotas = new Map<string, number>();
  const s3Faults = createS3Faults();
  const services = createServices({ dataDir, objects: store, seed, clock, quotas, s3Faults });
  const world: World = {
    store,
    clock,
    ids: options.ids ?? randomIds,
    buckets: services.buckets,
    latency: createLatency(options.latency),
    faults: createFaults(),
    consistency: createConsistency(),
    operations: createOperations(clock),
    quotas,
    account: seed.account,
    region: seed.region,
  };
  const known = readPorts(dataDir);
  const http = createServer(requestHandler(services, controlOptions(world, { services, seed, s3Faults })));
  const port = await listen(http, options.port || known.http);
  const providers = await serveProviders(world, known.providers);
  writePorts(dataDir, {
    http: port,
    providers: Object.fromEntries([...providers].map(([name, { port: own }]) => [name, own])),
  });

  return {
    endpoint: `http://127.0.0.1:${port}`,
    account: seed.account,
    region: seed.region,
    stateBucket: seed.stateBucket,
    deployerRoleArn: seed.deployerRole.arn,
    externalId: seed.externalId,
    accessKeyId: seed.user.accessKeyId,
    secretAccessKey: seed.user.secretAccessKey,
    reattach: reattachValue(providers),
    world,
    close: async () => {
      await Promise.all([...providers.values()].map((server) => server.close()));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      services.close();
      store.close();
    },
  };
}

function requestHandler(services: Services, control: ControlOptions): Parameters<typeof createServer>[1] {
  return (req, res) => {
    if (isControlPath(req.url)) void answerControl(control, req, res);
    else services.handle(req, res);
  };
}

function controlOptions(world: World, { services, seed, s3Faults }: Parts): ControlOptions {
  return {
    world,
    s3Faults,
    wipe: () => {
      const accounts = new Set([seed.account, ...world.store.list({}).map((object) => object.account)]);
      world.store.wipe();
      for (const account of accounts) {
        for (const { name } of services.buckets.list(account)) services.buckets.remove(name, { force: true });
      }
      services.plant();
    },
    token: (body) => answerTokenRequest(services.issuer, body),
  };
}

async function serveProviders(world: World, ports: Record<string, number>): Promise<Map<string, ProviderServer>> {
  const providers = [awsProvider(), kubernetesProvider(), helmProvider(), randomProvider()];
  const served = new Map<string, ProviderServer>();
  for (const provider of providers) {
    served.set(provider.name, await serveProvider(provider, world, ports[provider.name] ?? 0));
  }
  return served;
}

/** Both Terraform and OpenTofu read the same variable, each with its own registry's name. */
function reattachValue(providers: Map<string, ProviderServer>): Record<string, Reattach> {
  const registries = ['registry.terraform.io', 'registry.opentofu.org'];
  return Object.fromEntries(
    [...providers].flatMap(([name, { port }]) =>
      registries.map((registry): [string, Reattach] => [
        `${registry}/hashicorp/${name}`,
        {
          Protocol: 'grpc',
          ProtocolVersion: 6,
          Pid: process.pid,
          Test: true,
          Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
        },
      ]),
    ),
  );
}

function listen(server: Server, wanted: number): Promise<number> {
  return onFreePort(
    wanted,
    (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          const address = server.address();
          if (typeof address === 'object' && address !== null) resolve(address.port);
          else reject(new Error('the HTTP server has no port'));
        });
      }),
  );
}

function readPorts(dataDir: string): Ports {
  try {
    const ports: Partial<Ports> = JSON.parse(readFileSync(join(dataDir, 'ports.json'), 'utf8'));
    return { http: ports.http ?? 0, providers: ports.providers ?? {} };
  } catch {
    // The first start has none, and a broken file only costs the wish for the same ports.
    return { http: 0, providers: {} };
  }
}

function writePorts(dataDir: string, ports: Ports): void {
  const file = join(dataDir, 'ports.json');
  writeFileSync(`${file}.tmp`, JSON.stringify(ports));
  renameSync(`${file}.tmp`, file);
}
