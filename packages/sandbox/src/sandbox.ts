/** The whole sandbox in one function: what `main.ts` starts as a process, and what tests start in their own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awsProvider } from './cloud/aws/awsProvider.ts';
import { helmProvider } from './cloud/helm/helmProvider.ts';
import { kubernetesProvider } from './cloud/kubernetes/kubernetesProvider.ts';
import { randomProvider } from './cloud/random/random.ts';
import { createFaults } from './control/faults.ts';
import { createLatency, type LatencyProfile } from './latency/latency.ts';
import { randomIds } from './providers/ids.ts';
import { type ProviderServer, serveProvider } from './providers/server.ts';
import type { World } from './providers/world.ts';
import { openObjectStore } from './store/objects.ts';

export type SandboxOptions = {
  dataDir: string;
  latency: LatencyProfile;
  clock?: () => Date;
};

export type RunningSandbox = {
  world: World;
  /** The value of `TF_REATTACH_PROVIDERS`. */
  reattach: Record<string, Reattach>;
  close(): Promise<void>;
};

export type Reattach = {
  Protocol: 'grpc';
  ProtocolVersion: 6;
  Pid: number;
  Test: true;
  Addr: { Network: 'tcp'; String: string };
};

export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  mkdirSync(options.dataDir, { recursive: true });
  const store = openObjectStore(join(options.dataDir, 'objects.sqlite'));
  const world: World = {
    store,
    clock: options.clock ?? (() => new Date()),
    ids: randomIds,
    buckets: { create() {}, remove() {}, exists: () => false, setVersioning() {} },
    latency: createLatency(options.latency),
    faults: createFaults(),
    quotas: new Map(),
    account: '111122223333',
    region: 'us-west-2',
  };
  const servers: ProviderServer[] = [];
  const reattach: Record<string, Reattach> = {};
  for (const provider of [awsProvider(), kubernetesProvider(), helmProvider(), randomProvider()]) {
    const server = await serveProvider(provider, world, 0);
    servers.push(server);
    for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
      reattach[`${registry}/hashicorp/${provider.name}`] = {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'tcp', String: `127.0.0.1:${server.port}` },
      };
    }
  }
  return {
    world,
    reattach,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      store.close();
    },
  };
}
