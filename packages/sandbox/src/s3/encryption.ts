/**
 * The KMS half of encrypted objects: whoever writes or reads one needs the key as well as the object, and gets it through
 * S3 (`kms:ViaService`). Nothing is really encrypted; the permission is what stacks get wrong.
 */
import { AwsError } from '../http/awsError.ts';
import type { Bucket } from './buckets.ts';
import { requireMay, type S3, type S3Call } from './call.ts';
import type { ObjectHeaders } from './versions.ts';

/** @throws AwsError AccessDenied when the caller may not use the key to encrypt */
export function requireEncrypt(s3: S3, call: S3Call, encryption: ObjectHeaders['encryption'], bucket: Bucket): void {
  requireKey(s3, call, { encryption, bucket, action: 'kms:GenerateDataKey' });
}

/** @throws AwsError AccessDenied when the caller may not use the key to decrypt */
export function requireDecrypt(s3: S3, call: S3Call, encryption: ObjectHeaders['encryption'], bucket: Bucket): void {
  requireKey(s3, call, { encryption, bucket, action: 'kms:Decrypt' });
}

function requireKey(
  s3: S3,
  call: S3Call,
  use: { encryption: ObjectHeaders['encryption']; bucket: Bucket; action: string },
): void {
  const { encryption, bucket, action } = use;
  // The key of AWS itself (`aws/s3`) is open to the account's principals through S3.
  if (encryption.algorithm === 'AES256' || encryption.keyArn.endsWith(':alias/aws/s3')) return;
  if (s3.keyState(encryption.keyArn) === 'PendingDeletion') {
    throw new AwsError('KMS.KMSInvalidStateException', 400, `${encryption.keyArn} is pending deletion.`);
  }
  requireMay(s3, call, {
    action,
    resource: encryption.keyArn,
    extra: { 'kms:viaservice': `s3.${bucket.region}.amazonaws.com`, 'kms:calleraccount': call.caller.account },
  });
}
