/** ListBuckets, CreateBucket, DeleteBucket, HeadBucket and the calls on a bucket's settings. */
import { AwsError } from '../http/awsError.ts';
import { readAll } from '../http/payload.ts';
import { childText, element, malformedXml, parseXml, text, xmlDocument } from '../http/xml.ts';
import { parsePolicy } from '../iam/policyDocument.ts';
import {
  bucketArn,
  bucketOf,
  param,
  requireMay,
  type S3,
  S3_NAMESPACE,
  type S3Call,
  type S3Reply,
  xmlReply,
} from './call.ts';
import { owner } from './list.ts';

const BODY_BYTES_MAX = 64 * 1024;
/** "Bucket policies are limited to 20 KB in size." */
const POLICY_BYTES_MAX = 20 * 1024;

export function listBuckets(s3: S3, call: S3Call): S3Reply {
  requireMay(s3, call, { action: 's3:ListAllMyBuckets', resource: '*' });
  const prefix = param(call, 'prefix') ?? '';
  const buckets = s3.buckets.list(call.caller.account).filter((bucket) => bucket.name.startsWith(prefix));
  const elements = buckets.map((bucket) =>
    element(
      'Bucket',
      text('Name', bucket.name),
      text('CreationDate', bucket.createdAt.toISOString()),
      text('BucketRegion', bucket.region),
    ),
  );
  return xmlReply(xmlDocument('ListAllMyBucketsResult', S3_NAMESPACE, owner(s3), element('Buckets', ...elements)));
}

export async function createBucket(s3: S3, call: S3Call): Promise<S3Reply> {
  requireMay(s3, call, { action: 's3:CreateBucket', resource: bucketArn(call.bucketName) });
  const body = await readAll(call.payload.chunks(), BODY_BYTES_MAX);
  const constraint =
    body.length === 0 ? undefined : childText(parseXml(body, 'CreateBucketConfiguration'), 'LocationConstraint');
  // Without a constraint a bucket goes to us-east-1, and only that region's endpoint takes such a request.
  const region = constraint ?? 'us-east-1';
  if (region !== call.region) {
    throw new AwsError(
      'IllegalLocationConstraintException',
      400,
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  s3.buckets.create({ name: call.bucketName, account: call.caller.account, region });
  return { status: 200, headers: { location: `/${call.bucketName}` } };
}

export function deleteBucket(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:DeleteBucket', resource: bucketArn(bucket.name) });
  s3.buckets.remove(bucket.name, { force: false });
  return { status: 204 };
}

export function headBucket(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:ListBucket', resource: bucketArn(bucket.name) });
  const arn = bucketArn(bucket.name);
  return {
    status: 200,
    headers: {
      'x-amz-bucket-region': bucket.region,
      'x-amz-bucket-arn': arn,
      'x-amz-access-point-alias': 'false',
      'content-type': 'application/xml',
    },
  };
}

export function getBucketLocation(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:GetBucketLocation', resource: bucketArn(bucket.name) });
  // us-east-1 is written as an empty constraint.
  const region = bucket.region === 'us-east-1' ? '' : bucket.region;
  return xmlReply(xmlDocument('LocationConstraint', S3_NAMESPACE, region));
}

export function getBucketVersioning(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:GetBucketVersioning', resource: bucketArn(bucket.name) });
  return xmlReply(xmlDocument('VersioningConfiguration', S3_NAMESPACE, text('Status', bucket.versioning)));
}

export async function putBucketVersioning(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:PutBucketVersioning', resource: bucketArn(bucket.name) });
  const body = await readAll(call.payload.chunks(), BODY_BYTES_MAX);
  const status = childText(parseXml(body, 'VersioningConfiguration'), 'Status')?.trim();
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw status === undefined
      ? new AwsError('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified')
      : malformedXml();
  }
  s3.buckets.setVersioning(bucket.name, status);
  return { status: 200 };
}

export function getBucketPolicy(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:GetBucketPolicy', resource: bucketArn(bucket.name) });
  const policy = s3.configuration.policy(bucket);
  if (policy === undefined) {
    throw new AwsError('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', {
      details: { BucketName: bucket.name },
    });
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
}

export async function putBucketPolicy(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:PutBucketPolicy', resource: bucketArn(bucket.name) });
  const body = await readAll(call.payload.chunks(), BODY_BYTES_MAX);
  if (body.length > POLICY_BYTES_MAX) {
    throw new AwsError('PolicyTooLarge', 400, 'Bucket policies are limited to 20 KB in size.');
  }
  const policy = body.toString('utf8');
  checkBucketPolicy(policy);
  s3.configuration.setPolicy(bucket, policy);
  return { status: 204 };
}

/** @throws AwsError MalformedPolicy */
function checkBucketPolicy(policy: string): void {
  try {
    parsePolicy(policy, 'resource');
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new AwsError('MalformedPolicy', 400, cause.message, { cause });
  }
}

export function deleteBucketPolicy(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:DeleteBucketPolicy', resource: bucketArn(bucket.name) });
  s3.configuration.removePolicy(bucket);
  return { status: 204 };
}

/** `GET ?encryption`, `?publicAccessBlock`, `?ownershipControls`, `?tagging`, `?lifecycle`. */
export function getBucketSetting(subresource: string, action: string) {
  return (s3: S3, call: S3Call): S3Reply => {
    const bucket = bucketOf(s3, call);
    requireMay(s3, call, { action, resource: bucketArn(bucket.name) });
    return xmlReply(s3.configuration.document(bucket, subresource));
  };
}
