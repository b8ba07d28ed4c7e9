/** S3: a bucket is a bucket of the S3 server; its sub-resources are objects that the server reads. */
import { AwsError } from '../../http/awsError.ts';
import { parsePolicy } from '../../iam/policyDocument.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, stored, text } from '../attributes.ts';
import { nameOrPrefixed, regionOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { awsResource, inRegion } from './rules.ts';

const hostedZones: Readonly<Record<string, string>> = {
  'us-west-2': 'Z3BJ6K6RIION7M',
  'us-east-1': 'Z3AQBSTGFYJSTF',
  'us-east-2': 'Z2O1EMRO9K5GLX',
  'us-west-1': 'Z2F56UZL2M1ACD',
  'eu-west-1': 'Z1BKCTXD74EZPE',
  'eu-central-1': 'Z21DNDUVLTQW6Q',
};
const api = (noun: string, put: string, remove: string) => ({
  service: 'S3',
  noun,
  create: put,
  update: put,
  delete: remove,
});
const noSuchBucket = () => new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist');

const bucket: ResourceBehaviour = {
  type: 'aws_s3_bucket',
  api: api('S3 Bucket', 'CreateBucket', 'DeleteBucket'),
  place: 'global',
  forceNew: ['bucket', 'bucket_prefix', 'object_lock_enabled'],
  defaults: { force_destroy: false },
  stateOnly: ['force_destroy'],
  constraints: {
    bucket: {
      min: 3,
      max: 63,
      pattern:
        /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(\.\.|-s3alias$|--ol-s3$|--x-s3$))(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
      rule: 'only lowercase alphanumeric characters, hyphens and periods, no two periods in a row, no IP address, no reserved prefix or suffix',
    },
  },
  id: (input, session) => nameOrPrefixed(session, input, 'bucket'),
  create: (session, input, name) => {
    const region = regionOf(session, input);
    enforceQuota(session, 'aws_s3_bucket', inRegion(session, 'aws_s3_bucket', 'global').length);
    session.world.buckets.create({ name, account: session.account, region });
    return {
      bucket: name,
      arn: `arn:aws:s3:::${name}`,
      bucket_region: region,
      bucket_domain_name: `${name}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
      hosted_zone_id: hostedZones[region] ?? 'Z3BJ6K6RIION7M',
      request_payer: 'BucketOwner',
      object_lock_enabled: false,
    };
  },
  read: (session, object) => {
    const policy = session.world.store.get({ ...object, type: 'aws_s3_bucket_policy' });
    return policy === undefined ? {} : { policy: text(stored(policy).policy) };
  },
  remove: (session, object) => {
    if (!session.world.buckets.exists(object.id)) return;
    session.world.buckets.remove(object.id, { force: stored(object).force_destroy === true });
  },
  removed: (session, object) => {
    for (const type of subResourceTypes) session.world.store.remove({ ...object, type });
  },
};

function subResource(
  type: string,
  noun: string,
  operation: string,
  rest: Partial<ResourceBehaviour> = {},
): ResourceBehaviour {
  return {
    type,
    api: api(noun, `Put${operation}`, `Delete${operation}`),
    place: 'global',
    forceNew: ['bucket', 'expected_bucket_owner'],
    id: (input) => text(input.bucket),
    ...rest,
    create: (session, input, id) => {
      if (!session.world.buckets.exists(id)) throw noSuchBucket();
      return rest.create?.(session, input, id) ?? {};
    },
  };
}

function setVersioning(session: Session, input: TfObject): TfObject {
  const status = text(block(input.versioning_configuration).status);
  if (status === 'Enabled' || status === 'Suspended') {
    session.world.buckets.setVersioning(text(input.bucket), status);
  }
  return {};
}

const versioning = subResource('aws_s3_bucket_versioning', 'S3 Bucket Versioning', 'BucketVersioning', {
  constraints: { 'versioning_configuration.status': { oneOf: ['Enabled', 'Suspended', 'Disabled'] } },
  create: setVersioning,
  update: setVersioning,
  removed: (session, object) => {
    if (session.world.buckets.exists(object.id)) session.world.buckets.setVersioning(object.id, 'Suspended');
  },
});

const encryption = subResource(
  'aws_s3_bucket_server_side_encryption_configuration',
  'S3 Bucket Server-side Encryption Configuration',
  'BucketEncryption',
  {
    constraints: {
      'rule.apply_server_side_encryption_by_default.sse_algorithm': { oneOf: ['aws:kms', 'AES256', 'aws:kms:dsse'] },
    },
  },
);

const ownership = subResource(
  'aws_s3_bucket_ownership_controls',
  'S3 Bucket Ownership Controls',
  'BucketOwnershipControls',
  {
    constraints: {
      'rule.object_ownership': { oneOf: ['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced'] },
    },
  },
);

const publicAccess = subResource(
  'aws_s3_bucket_public_access_block',
  'S3 Bucket Public Access Block',
  'PublicAccessBlock',
  {
    forceNew: ['bucket'],
    defaults: {
      block_public_acls: false,
      block_public_policy: false,
      ignore_public_acls: false,
      restrict_public_buckets: false,
    },
    stateOnly: ['skip_destroy'],
  },
);

const lifecycle = subResource(
  'aws_s3_bucket_lifecycle_configuration',
  'S3 Bucket Lifecycle Configuration',
  'BucketLifecycleConfiguration',
  {
    constraints: { 'rule.status': { oneOf: ['Enabled', 'Disabled'] }, 'rule.id': { min: 1, max: 255 } },
    create: () => ({ transition_default_minimum_object_size: 'all_storage_classes_128K' }),
  },
);

const policy = subResource('aws_s3_bucket_policy', 'S3 Bucket Policy', 'BucketPolicy', {
  forceNew: ['bucket'],
  create: checkPolicy,
  update: checkPolicy,
});

function checkPolicy(_session: Session, input: TfObject): TfObject {
  try {
    parsePolicy(text(input.policy), 'resource');
  } catch (cause) {
    const reason = cause instanceof AwsError ? cause.message : 'This policy contains invalid Json';
    throw new AwsError('MalformedPolicy', 400, reason, { cause });
  }
  return {};
}

const subResources = [versioning, encryption, ownership, publicAccess, lifecycle, policy];
const subResourceTypes = subResources.map(({ type }) => type);

export const s3Resources = [bucket, ...subResources].map(awsResource);
