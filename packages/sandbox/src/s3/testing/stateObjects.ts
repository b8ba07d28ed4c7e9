import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { TestServices } from '../../http/testing.ts';

/** Puts an object into the state bucket as its owner. @returns the id of its version. */
export async function putStateObject(sandbox: TestServices, key: string, body: string): Promise<string> {
  const place = { Bucket: sandbox.seed.stateBucket, Key: key };
  const { VersionId } = await sandbox.s3().send(new PutObjectCommand({ ...place, Body: body }));
  return VersionId ?? '';
}

export async function deleteStateObject(sandbox: TestServices, key: string): Promise<void> {
  await sandbox.s3().send(new DeleteObjectCommand({ Bucket: sandbox.seed.stateBucket, Key: key }));
}
