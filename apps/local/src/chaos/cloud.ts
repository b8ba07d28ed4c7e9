import { endpointsAt, type StackObjects, type StateFile, stateArchive, stateStore } from '@flowport/aws';
import { type Layer, layers, type StateBackend } from '@flowport/domain';
import { z } from 'zod';
import { readSandboxFile } from '../demo/cloud.ts';

const operationSchema = z.object({
  at: z.string(),
  account: z.string(),
  scope: z.string(),
  type: z.string(),
  id: z.string(),
  operation: z.enum(['create', 'delete']),
  terraformId: z.string(),
  wish: z.string(),
  tags: z.record(z.string(), z.string()),
  host: z.string().optional(),
  endpoint: z.string().optional(),
});
export type Operation = z.infer<typeof operationSchema>;

const objectSchema = z.object({ account: z.string(), scope: z.string(), type: z.string(), id: z.string() });
export type CloudObject = z.infer<typeof objectSchema>;

type S3FaultSetting = {
  name: string;
  operations: string[];
  pattern: string;
  effect: string;
  milliseconds?: number;
  times?: number;
};

export type StateVersion = { versionId: string; state: { lineage: string; serial: number } | null };

/** The simulated account as somebody sees it who is not under test: through the sandbox's control API, and by S3. */
export type Cloud = {
  objects(): Promise<CloudObject[]>;
  /** All that providers made and removed so far. */
  operations(): Promise<Operation[]>;
  setS3Fault(fault: S3FaultSetting): Promise<void>;
  removeS3Fault(name: string): Promise<void>;
  /** How many calls a fault has struck. */
  struck(name: string): Promise<number>;
  /** The states of a stack, of those layers that have one. */
  states(slug: string): Promise<{ layer: Layer; state: StateFile }[]>;
  bucket(slug: string): Promise<StackObjects>;
  /** Every version that a layer's state ever had, oldest first; a removal has no state. */
  stateVersions(slug: string, layer: Layer): Promise<StateVersion[]>;
  close(): void;
};

export async function openCloud(sandboxFile: string, backend: StateBackend): Promise<Cloud> {
  const { endpoint, accessKeyId, secretAccessKey } = await readSandboxFile(sandboxFile);
  const store = stateStore({
    backend,
    credentials: async () => ({ accessKeyId, secretAccessKey }),
    endpoints: endpointsAt(endpoint),
    // No saved plan is opened here, so any secret will do.
    secret: new Uint8Array(32),
  });
  const archive = stateArchive({
    backend,
    caller: { region: backend.region, endpoints: endpointsAt(endpoint), credentials: { accessKeyId, secretAccessKey } },
  });
  const versions = new Map<string, StateVersion>();
  const readVersion = async (slug: string, layer: Layer, versionId: string): Promise<StateVersion> => {
    const { lineage, serial } = await archive.readVersion(slug, layer, versionId);
    return { versionId, state: { lineage, serial } };
  };
  const control = async <T>(call: string, schema: z.ZodType<T>, body?: object): Promise<T> => {
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(new URL(`/_sandbox${path}`, endpoint), {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  };
  const operations: Operation[] = [];
  await control('PUT /operations', z.unknown(), { isRecording: true });
  // A little time for everything, so that a fault can fall between two events; a hundred resources still take seconds.
  await control('PUT /latency', z.unknown(), { profile: 'none', extra: { '*': operationMilliseconds } });
  const reports = z.object({ faults: z.array(z.object({ name: z.string(), struck: z.int() })) });
  return {
    objects: async () => (await control('GET /objects', z.object({ objects: z.array(objectSchema) }))).objects,
    operations: async () => {
      const path = `GET /operations?from=${operations.length}`;
      const more = await control(path, z.object({ operations: z.array(operationSchema) }));
      // Another lane may have asked for the same ones meanwhile.
      const from = Number(path.split('=')[1]);
      operations.splice(from, more.operations.length, ...more.operations);
      return [...operations];
    },
    setS3Fault: async (fault) => {
      await control('PUT /s3faults', reports, { faults: [fault] });
    },
    removeS3Fault: async (name) => {
      await control('DELETE /s3faults', reports, { name });
    },
    struck: async (name) => {
      const { faults } = await control('GET /s3faults', reports);
      return faults.find((fault) => fault.name === name)?.struck ?? 0;
    },
    states: async (slug) => {
      const found = await Promise.all(
        layers.map(async (layer) => ({ layer, state: await store.readState(slug, layer) })),
      );
      return found.filter((one): one is { layer: Layer; state: StateFile } => one.state !== undefined);
    },
    bucket: (slug) => store.list(slug),
    stateVersions: async (slug, layer) => {
      const { versions: listed } = await archive.listVersions(slug, layer, { limit: 1000 });
      const found = listed.map(async ({ versionId, isRemoval }) => {
        const known =
          versions.get(versionId) ??
          (isRemoval ? { versionId, state: null } : await readVersion(slug, layer, versionId));
        versions.set(versionId, known);
        return known;
      });
      return (await Promise.all(found)).reverse();
    },
    close: () => {
      store.close();
      archive.close();
    },
  };
}

const operationMilliseconds = 40;
