import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Layer } from '@flowport/domain';
import { endpointsAt, stateArchive } from '../../../../aws/src/index.ts';
import { startTestServices } from '../../../../sandbox/src/http/testing.ts';
import type { StateArchives } from '../archives.ts';

/** A state bucket with the S3 of the sandbox behind it, filled by hand as Terraform would. */
export async function openTestBucket() {
  const sandbox = await startTestServices();
  const s3 = sandbox.s3();
  const Bucket = sandbox.seed.stateBucket;
  const archives: StateArchives = {
    open: async (target) =>
      stateArchive({
        backend: { ...target.backend, bucket: Bucket, usePathStyle: true },
        caller: { region: sandbox.seed.region, endpoints: endpointsAt(sandbox.endpoint), credentials: sandbox.keys },
      }),
  };
  const keyOf = (slug: string, layer: Layer) => `stacks/${slug}/${layer}.tfstate`;
  const put = async (Key: string, body: unknown) => {
    const Body = typeof body === 'string' ? body : JSON.stringify(body);
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    return VersionId ?? '';
  };
  return {
    archives,
    putState: (slug: string, layer: Layer, state: unknown) => put(keyOf(slug, layer), state),
    removeState: (slug: string, layer: Layer) => s3.send(new DeleteObjectCommand({ Bucket, Key: keyOf(slug, layer) })),
    putLock: (slug: string, layer: Layer, lock: { id: string; who: string; created: Date }) =>
      put(`${keyOf(slug, layer)}.tflock`, {
        ID: lock.id,
        Operation: 'OperationTypeApply',
        Who: lock.who,
        Info: '',
        Created: lock.created.toISOString(),
        Path: 'x',
      }),
    removeLock: (slug: string, layer: Layer) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key: `${keyOf(slug, layer)}.tflock` })),
    close: () => sandbox.close(),
  };
}
