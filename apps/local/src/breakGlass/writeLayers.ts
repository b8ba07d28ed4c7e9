import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layers } from '@flowport/domain';
import { synthesize } from '@flowport/infra';
import type { StoredStack } from './storedFacts.ts';

/** Writes the layers as a run would synthesize them now, for where none was kept beside the state. @returns the files. */
export async function writeLayers({ stack, target }: StoredStack, out: string): Promise<string[]> {
  const { kmsKeyId, ...backend } = target.backend;
  const documents = synthesize({
    slug: stack.slug,
    description: stack.description,
    parameters: stack.parameters,
    target: {
      account: target.account,
      region: target.region,
      deployerRoleArn: target.deployerRoleArn,
      backend: { ...backend, ...(kmsKeyId === null ? {} : { kmsKeyId }) },
    },
    tags: { stackId: stack.id, team: stack.team.slug, owner: stack.owner.email },
  });
  return Promise.all(
    layers.map(async (layer) => {
      const directory = join(out, layer);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = join(directory, 'cdk.tf.json');
      await writeFile(file, `${JSON.stringify(documents[layer], null, 2)}\n`, { mode: 0o600 });
      return file;
    }),
  );
}
