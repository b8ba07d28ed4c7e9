import { readFile } from 'node:fs/promises';
import { endpointsAt, stateStore } from '@flowport/aws';
import { regionSchema, type TargetView } from '@flowport/domain';
import { z } from 'zod';

const sandboxFileSchema = z.object({
  endpoint: z.url(),
  region: regionSchema,
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  reattach: z.record(z.string(), z.json()),
});

export async function readSandboxFile(file: string): Promise<z.infer<typeof sandboxFileSchema>> {
  return sandboxFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** What the demo looks at besides the portal: the state bucket by S3, and the sandbox's own count of what it holds. */
export type Cloud = {
  stateKeys(slug: string): Promise<string[]>;
  objectCount(): Promise<number>;
  /** @throws when a state, a lock or a saved plan of the stack is still there. */
  expectNothingLeft(slug: string): Promise<void>;
  close(): void;
};

export async function openCloud(
  sandboxFile: string,
  target: Pick<TargetView, 'stateBucket' | 'workspaceKeyPrefix'>,
): Promise<Cloud> {
  const sandbox = await readSandboxFile(sandboxFile);
  const { accessKeyId, secretAccessKey, region, endpoint } = sandbox;
  const store = stateStore({
    backend: {
      bucket: target.stateBucket,
      region,
      workspaceKeyPrefix: target.workspaceKeyPrefix,
      kmsKeyId: null,
      usePathStyle: true,
    },
    credentials: async () => ({ accessKeyId, secretAccessKey }),
    endpoints: endpointsAt(endpoint),
    // The demo opens no saved plan, so any secret will do.
    secret: new Uint8Array(32),
  });
  return {
    stateKeys: async (slug) => (await store.list(slug)).states,
    objectCount: async () => {
      const response = await fetch(new URL('/_sandbox/counts', endpoint));
      return z.object({ total: z.int() }).parse(await response.json()).total;
    },
    expectNothingLeft: async (slug) => {
      const left = Object.values(await store.list(slug)).flat();
      if (left.length > 0)
        throw new Error(
          `Of the destroyed stack ${slug} these objects are left in the state bucket: ${left.join(', ')}.`,
        );
    },
    close: () => store.close(),
  };
}
