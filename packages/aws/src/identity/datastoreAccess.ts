import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ask } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';
import { awsFailure, httpStatus } from '../credentials/refusal.ts';

export type ObjectPlace = { bucket: string; key: string };
/** How far somebody came with an object, and what stopped them. */
export type ObjectAccess = { may: true } | { may: false; answer: string };

const text = 'Written by Flowport to prove that this may be written here. It can be deleted.\n';

function s3(caller: AwsCaller): S3Client {
  return new S3Client({
    ...clientConfiguration(caller, 's3'),
    // Names of buckets lead to AWS alone; an address of its own knows them by path.
    forcePathStyle: caller.endpoints !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Writes an object. A refusal is an answer and no error.
 * @throws AppError `unavailable` when S3 could not judge.
 */
export function tryToWrite(caller: AwsCaller, place: ObjectPlace): Promise<ObjectAccess> {
  return tried(caller, place, 'writing', async (client, at) => {
    await client.send(new PutObjectCommand({ ...at, Body: text, ContentType: 'text/plain' }));
  });
}

/**
 * Reads an object that is there; of one that is not, S3's answer proves nothing.
 * @throws AppError `unavailable` when S3 could not judge.
 */
export function tryToRead(caller: AwsCaller, place: ObjectPlace): Promise<ObjectAccess> {
  return tried(caller, place, 'reading', async (client, at) => {
    const { Body } = await client.send(new GetObjectCommand(at));
    await Body?.transformToString();
  });
}

type Attempt = (client: S3Client, at: { Bucket: string; Key: string }) => Promise<void>;

async function tried(caller: AwsCaller, place: ObjectPlace, doing: string, attempt: Attempt): Promise<ObjectAccess> {
  const client = s3(caller);
  try {
    await attempt(client, { Bucket: place.bucket, Key: place.key });
    return { may: true };
  } catch (error) {
    if (httpStatus(error) === 403) {
      return { may: false, answer: error instanceof Error ? `${error.name}: ${error.message}` : 'AccessDenied' };
    }
    throw awsFailure(error, `${doing} s3://${place.bucket}/${place.key}`, '');
  } finally {
    client.destroy();
  }
}

/**
 * Removes every version of an object, delete markers too: what a versioned bucket keeps would keep the bucket from being
 * destroyed.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export async function eraseObject(caller: AwsCaller, { bucket, key }: ObjectPlace): Promise<void> {
  const whenDenied = 'Check that the deployer role may call s3:ListBucketVersions and s3:DeleteObjectVersion there.';
  await ask(s3(caller), { doing: `removing s3://${bucket}/${key}`, whenDenied }, async (client) => {
    const found = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
    const versions = [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])].filter(({ Key }) => Key === key);
    for (const { VersionId } of versions) {
      await client.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(VersionId === undefined ? {} : { VersionId }) }),
      );
    }
  });
}
