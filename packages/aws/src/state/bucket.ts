import { DeleteObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { StateBackend } from '@flowport/domain';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';
import { awsFailure } from '../credentials/refusal.ts';

/** A state bucket, as whoever reads and writes in it reaches it. */
export type Bucket = {
  client: S3Client;
  /** @throws AppError `credentials_refused` or `unavailable`, saying what was being done. */
  attempt<T>(doing: string, work: () => Promise<T>): Promise<T>;
  /** Encrypted by the backend's key where it names one. */
  put(key: string, object: { body: string | Uint8Array; contentType: string }, doing: string): Promise<void>;
  /** None there is fine. */
  remove(key: string): Promise<void>;
};

/** @param whenDenied which rights to look for when AWS refuses. */
export function openBucket(input: {
  caller: AwsCaller;
  backend: StateBackend;
  whenDenied: string;
  requestHandler?: S3ClientConfig['requestHandler'];
}): Bucket {
  const { caller, backend, whenDenied, requestHandler } = input;
  const { bucket, kmsKeyId } = backend;
  const client = new S3Client({
    ...clientConfiguration({ ...caller, region: backend.region }, 's3'),
    forcePathStyle: backend.usePathStyle,
    ...(requestHandler === undefined ? {} : { requestHandler }),
    // The newer checksums are unknown to many S3-compatible stores; what we write is authenticated anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const attempt = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw awsFailure(error, doing, whenDenied);
    }
  };
  return {
    client,
    attempt,
    async put(key, { body, contentType }, doing) {
      await attempt(`${doing} s3://${bucket}/${key}`, () =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            ...(kmsKeyId === null ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId }),
          }),
        ),
      );
    },
    async remove(key) {
      await attempt(`removing s3://${bucket}/${key}`, () =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
      );
    },
  };
}
