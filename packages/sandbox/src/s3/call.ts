/** One S3 request on its way through, and the parts of the server that operations work with. */
import type { Payload } from '../http/payload.ts';
import type { QueryPair } from '../http/target.ts';
import { queryValue } from '../http/target.ts';
import type { Authorizer, Question } from '../iam/authorize.ts';
import type { Principal } from '../iam/principal.ts';
import type { KeyState } from '../kms/keyState.ts';
import type { Bodies } from './bodies.ts';
import type { Bucket, Buckets } from './buckets.ts';
import type { PendingWrites } from './conditions.ts';
import type { BucketConfiguration } from './configuration.ts';
import { noSuchBucket } from './errors.ts';
import type { Listings } from './listings.ts';
import type { Uploads } from './uploads.ts';
import type { Versions } from './versions.ts';

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export type S3 = {
  buckets: Buckets;
  versions: Versions;
  listings: Listings;
  uploads: Uploads;
  bodies: Bodies;
  pending: PendingWrites;
  configuration: BucketConfiguration;
  authorizer: Authorizer;
  keyState(keyArn: string): KeyState;
  account: string;
  clock: () => Date;
};

export type S3Call = {
  method: string;
  /** Empty for operations on the service itself. */
  bucketName: string;
  /** Empty for operations on a bucket. */
  key: string;
  query: readonly QueryPair[];
  headers: ReadonlyMap<string, string>;
  payload: Payload;
  caller: Principal;
  /** Region of the credential scope. */
  region: string;
  context: ReadonlyMap<string, readonly string[]>;
};

export type S3Reply = {
  status: number;
  headers?: Record<string, string>;
  body?: string | AsyncIterable<Buffer>;
};

export function param(call: S3Call, name: string): string | undefined {
  return queryValue(call.query, name);
}

/** @throws AwsError NoSuchBucket */
export function bucketOf(s3: S3, call: Pick<S3Call, 'bucketName'>): Bucket {
  const bucket = s3.buckets.get(call.bucketName);
  if (bucket === undefined) throw noSuchBucket(call.bucketName);
  return bucket;
}

export function xmlReply(body: string, headers: Record<string, string> = {}): S3Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

type Asked = { action: string; resource: string; extra?: Record<string, string> };

/** Whether the caller may; `extra` adds condition keys of this one question. */
export function mayDo(s3: S3, call: S3Call, asked: Asked): boolean {
  return s3.authorizer.judge(call.caller, toQuestion(s3, call, asked)) === 'allow';
}

/** @throws AwsError AccessDenied */
export function requireMay(s3: S3, call: S3Call, asked: Asked): void {
  s3.authorizer.require(call.caller, toQuestion(s3, call, asked));
}

function toQuestion(s3: S3, call: S3Call, { action, resource, extra = {} }: Asked): Question {
  const context = new Map(call.context);
  for (const [name, value] of Object.entries(extra)) context.set(name, [value]);
  // A copy asks of two buckets: whose policy counts is told by the resource, not by the request.
  const [, bucketName] = /^arn:aws:s3:::([^/]+)/.exec(resource) ?? [];
  const bucket = bucketName === undefined ? undefined : s3.buckets.get(bucketName);
  const resourcePolicy = bucket === undefined ? undefined : s3.configuration.policy(bucket);
  return { action, resource, context, resourcePolicy };
}
