import type { Layer } from '@flowport/domain';
import { endpointsAt, stateArchive } from '../../../../aws/src/index.ts';
import { startTestServices } from '../../../../sandbox/src/http/testing.ts';
import { deleteStateObject, putStateObject } from '../../../../sandbox/src/s3/testing/stateObjects.ts';
import type { StateArchives } from '../archives.ts';

/** A state bucket with the S3 of the sandbox behind it, filled by hand as Terraform would. */
export async function openTestBucket() {
  const sandbox = await startTestServices();
  const archives: StateArchives = {
    open: async (target) =>
      stateArchive({
        backend: { ...target.backend, bucket: sandbox.seed.stateBucket, usePathStyle: true },
        caller: { region: sandbox.seed.region, endpoints: endpointsAt(sandbox.endpoint), credentials: sandbox.keys },
      }),
  };
  const keyOf = (slug: string, layer: Layer) => `stacks/${slug}/${layer}.tfstate`;
  return {
    archives,
    putState: (slug: string, layer: Layer, state: unknown) =>
      putStateObject(sandbox, keyOf(slug, layer), typeof state === 'string' ? state : JSON.stringify(state)),
    putLock: (slug: string, layer: Layer, lock: { id: string; who: string; created: Date }) =>
      putStateObject(
        sandbox,
        `${keyOf(slug, layer)}.tflock`,
        JSON.stringify({
          ID: lock.id,
          Operation: 'OperationTypeApply',
          Who: lock.who,
          Info: '',
          Created: lock.created.toISOString(),
          Path: 'x',
        }),
      ),
    removeLock: (slug: string, layer: Layer) => deleteStateObject(sandbox, `${keyOf(slug, layer)}.tflock`),
    close: () => sandbox.close(),
  };
}
