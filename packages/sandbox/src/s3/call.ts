/** One S3 request on its way through, and the parts of the server that operations work with. */
import type { Payload } from '../http/payload.ts';
import type { QueryPair } from '../http/target.ts';
import { queryValue } from '../http/target.ts';
import type { Authorizer } from '../iam/authorize.ts';
import type { Principal } from '../iam/principal.ts';
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

/** Whether the caller may; `extra` adds condition keys of this one question. */
export function mayDo(
  s3: S3,
  call: S3Call,
  question: { action: string; resource: string; extra?: Record<string, string> },
): boolean {
  return s3.authorizer.judge(call.caller, toQuestion(call, question)) === 'allow';
}

/** @throws AwsError AccessDenied */
export function requireMay(
  s3: S3,
  call: S3Call,
  question: { action: string; resource: string; extra?: Record<string, string> },
): void {
  s3.authorizer.require(call.caller, toQuestion(call, question));
}

function toQuestion(call: S3Call, question: { action: string; resource: string; extra?: Record<string, string> }) {
  const context = new Map(call.context);
  for (const [name, value] of Object.entries(question.extra ?? {})) context.set(name, [value]);
  return { action: question.action, resource: question.resource, context };
}
