/**
 * What else is set on a bucket: encryption, policy, public access block, ownership, lifecycle, tags. All of it is what the aws
 * provider stores as objects of its own; this reads them, and answers S3's `GET ?…` calls with them.
 */
import { AwsError } from '../http/awsError.ts';
import { element, text, xmlDocument } from '../http/xml.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import type { Bucket } from './buckets.ts';
import { S3_NAMESPACE } from './call.ts';
import type { ObjectHeaders } from './versions.ts';

export interface BucketConfiguration {
  /** Encryption of objects that say nothing of it themselves. */
  defaultEncryption(bucket: Bucket): ObjectHeaders['encryption'];
  policy(bucket: Bucket): string | undefined;
  setPolicy(bucket: Bucket, policy: string): void;
  removePolicy(bucket: Bucket): void;
  /** The document that answers `GET ?encryption` and its like. @throws AwsError when nothing is set */
  document(bucket: Bucket, subresource: string): string;
}

type Fields = Record<string, unknown>;

export function openConfiguration(objects: ObjectStore, clock: () => Date): BucketConfiguration {
  // The provider's objects of a bucket carry its name as their id.
  const find = (bucket: Bucket, type: string) => {
    const key = { account: bucket.account, type, id: bucket.name };
    return objects.get({ ...key, scope: bucket.region }) ?? objects.get({ ...key, scope: 'global' });
  };
  const fieldsOf = (bucket: Bucket, type: string): Fields | undefined => find(bucket, type)?.attributes;
  const policyOf = (bucket: Bucket): CloudObject | undefined => find(bucket, 'aws_s3_bucket_policy');

  return {
    defaultEncryption(bucket) {
      const rule = first(fieldsOf(bucket, 'aws_s3_bucket_server_side_encryption_configuration')?.rule);
      const applied = first(rule?.apply_server_side_encryption_by_default);
      const algorithm = applied?.sse_algorithm;
      if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') return { algorithm: 'AES256' };
      const keyArn = kmsKeyArn(bucket, string(applied?.kms_master_key_id));
      return { algorithm, keyArn, isBucketKey: rule?.bucket_key_enabled === true };
    },
    policy(bucket) {
      const policy = policyOf(bucket)?.attributes.policy;
      return typeof policy === 'string' ? policy : undefined;
    },
    setPolicy(bucket, policy) {
      const { account, name: id } = bucket;
      const known = policyOf(bucket) ?? { account, scope: 'global', type: 'aws_s3_bucket_policy', id, attributes: {} };
      const attributes = { ...known.attributes, id, bucket: id, policy };
      objects.put({ ...known, attributes, createdAt: clock().toISOString() });
    },
    removePolicy(bucket) {
      const known = policyOf(bucket);
      if (known !== undefined) objects.remove(known);
    },
    document(bucket, subresource) {
      const reader = DOCUMENTS[subresource];
      const fields = reader === undefined ? undefined : fieldsOf(bucket, reader.type);
      if (reader === undefined) throw new AwsError('NotImplemented', 501, `The sandbox does not serve ?${subresource}`);
      if (fields !== undefined) return reader.write(fields);
      if (reader.absent !== undefined) return reader.absent;
      throw new AwsError(reader.code, 404, reader.message, { details: { BucketName: bucket.name } });
    },
  };
}

/** @param keyId an ARN, an alias or a bare id; without one AWS's own key is meant */
export function kmsKeyArn(bucket: Bucket, keyId: string | undefined): string {
  const id = keyId ?? 'alias/aws/s3';
  if (id.startsWith('arn:')) return id;
  return `arn:aws:kms:${bucket.region}:${bucket.account}:${id.startsWith('alias/') ? id : `key/${id}`}`;
}

type Reader = {
  type: string;
  write: (fields: Fields) => string;
  code: string;
  message: string;
  /** What S3 answers when nothing was set. */
  absent?: string;
};

const document = (root: string, ...children: string[]) => xmlDocument(root, S3_NAMESPACE, ...children);

const encryptionRule = (algorithm: string, keyId: string | undefined, isBucketKey: boolean) =>
  element(
    'Rule',
    element('ApplyServerSideEncryptionByDefault', text('SSEAlgorithm', algorithm), text('KMSMasterKeyID', keyId)),
    text('BucketKeyEnabled', isBucketKey),
  );

const DOCUMENTS: Readonly<Record<string, Reader>> = {
  encryption: {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    write: (fields) => {
      const rules = list(fields.rule).map((rule) => {
        const applied = first(rule.apply_server_side_encryption_by_default);
        return encryptionRule(
          string(applied?.sse_algorithm) ?? 'AES256',
          string(applied?.kms_master_key_id),
          rule.bucket_key_enabled === true,
        );
      });
      return document('ServerSideEncryptionConfiguration', ...rules);
    },
    code: '',
    message: '',
    // Since 2023 every bucket has it.
    absent: document('ServerSideEncryptionConfiguration', encryptionRule('AES256', undefined, false)),
  },
  publicAccessBlock: {
    type: 'aws_s3_bucket_public_access_block',
    write: (fields) =>
      document(
        'PublicAccessBlockConfiguration',
        text('BlockPublicAcls', fields.block_public_acls === true),
        text('IgnorePublicAcls', fields.ignore_public_acls === true),
        text('BlockPublicPolicy', fields.block_public_policy === true),
        text('RestrictPublicBuckets', fields.restrict_public_buckets === true),
      ),
    code: 'NoSuchPublicAccessBlockConfiguration',
    message: 'The public access block configuration was not found',
    // Since 2023 every new bucket blocks public access.
    absent: document(
      'PublicAccessBlockConfiguration',
      ...['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) =>
        text(name, true),
      ),
    ),
  },
  ownershipControls: {
    type: 'aws_s3_bucket_ownership_controls',
    write: (fields) =>
      document(
        'OwnershipControls',
        ...list(fields.rule).map((rule) =>
          element('Rule', text('ObjectOwnership', string(rule.object_ownership) ?? 'BucketOwnerEnforced')),
        ),
      ),
    code: '',
    message: '',
    absent: document('OwnershipControls', element('Rule', text('ObjectOwnership', 'BucketOwnerEnforced'))),
  },
  tagging: {
    type: 'aws_s3_bucket',
    write: (fields) => {
      const tags = Object.entries(record(fields.tags_all) ?? record(fields.tags) ?? {});
      if (tags.length === 0) throw new AwsError('NoSuchTagSet', 404, 'The TagSet does not exist');
      const set = tags.map(([key, value]) => element('Tag', text('Key', key), text('Value', String(value))));
      return document('Tagging', element('TagSet', ...set));
    },
    code: 'NoSuchTagSet',
    message: 'The TagSet does not exist',
  },
  lifecycle: {
    type: 'aws_s3_bucket_lifecycle_configuration',
    write: (fields) =>
      document(
        'LifecycleConfiguration',
        ...list(fields.rule).map((rule) =>
          element('Rule', text('ID', string(rule.id)), element('Filter'), text('Status', string(rule.status))),
        ),
      ),
    code: 'NoSuchLifecycleConfiguration',
    message: 'The lifecycle configuration does not exist',
  },
};

function list(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.map(record).filter((item) => item !== undefined);
  const one = record(value);
  return one === undefined ? [] : [one];
}

function first(value: unknown): Fields | undefined {
  return list(value)[0];
}

function record(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
