/** Which operation a request means: by method, by whether it names a bucket and a key, and by its subresource. */
import {
  createBucket,
  deleteBucket,
  deleteBucketPolicy,
  getBucketLocation,
  getBucketPolicy,
  getBucketSetting,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketPolicy,
  putBucketVersioning,
} from './bucketCalls.ts';
import { param, type S3, type S3Call, type S3Reply } from './call.ts';
import { copyObject, uploadPartCopy } from './copy.ts';
import { deleteObjects } from './deleteObjects.ts';
import { methodNotAllowed, notImplemented } from './errors.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart.ts';
import { deleteObject, getObject, putObject } from './objects.ts';
import { deleteObjectTagging, getAcl, getObjectTagging, putObjectTagging } from './tagging.ts';

export type Operation = (s3: S3, call: S3Call) => S3Reply | Promise<S3Reply>;

/** Subresources of a bucket, in `METHOD name` form. */
const BUCKET_SUBRESOURCES: Readonly<Record<string, Operation>> = {
  'GET location': getBucketLocation,
  'GET versioning': getBucketVersioning,
  'PUT versioning': putBucketVersioning,
  'GET policy': getBucketPolicy,
  'PUT policy': putBucketPolicy,
  'DELETE policy': deleteBucketPolicy,
  'GET encryption': getBucketSetting('encryption', 's3:GetEncryptionConfiguration'),
  'GET publicAccessBlock': getBucketSetting('publicAccessBlock', 's3:GetBucketPublicAccessBlock'),
  'GET ownershipControls': getBucketSetting('ownershipControls', 's3:GetBucketOwnershipControls'),
  'GET tagging': getBucketSetting('tagging', 's3:GetBucketTagging'),
  'GET lifecycle': getBucketSetting('lifecycle', 's3:GetLifecycleConfiguration'),
  'GET acl': getAcl,
  'GET versions': listObjectVersions,
  'GET uploads': listMultipartUploads,
  'POST delete': deleteObjects,
};

const OBJECT_SUBRESOURCES: Readonly<Record<string, Operation>> = {
  'POST uploads': createMultipartUpload,
  'POST uploadId': completeMultipartUpload,
  'DELETE uploadId': abortMultipartUpload,
  'GET uploadId': listParts,
  'GET tagging': getObjectTagging,
  'PUT tagging': putObjectTagging,
  'DELETE tagging': deleteObjectTagging,
  'GET acl': getAcl,
};

/** Names that stand for an API of their own; a request with one that is not in the tables above is not served. */
const KNOWN_SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
];

/** @throws AwsError MethodNotAllowed, NotImplemented */
export function chooseOperation(call: S3Call): Operation {
  if (call.bucketName === '') {
    if (call.method === 'GET') return listBuckets;
    throw methodNotAllowed(call.method, 'SERVICE');
  }
  return call.key === '' ? bucketOperation(call) : objectOperation(call);
}

function subresourceOf(call: S3Call): string | undefined {
  return call.query.find((pair) => KNOWN_SUBRESOURCES.includes(pair.name))?.name;
}

function bucketOperation(call: S3Call): Operation {
  const subresource = subresourceOf(call);
  if (subresource !== undefined) {
    const operation = BUCKET_SUBRESOURCES[`${call.method} ${subresource}`];
    if (operation !== undefined) return operation;
    throw notImplemented(`${call.method} ?${subresource} of a bucket`);
  }
  switch (call.method) {
    case 'GET':
      return param(call, 'list-type') === '2' ? listObjectsV2 : listObjects;
    case 'HEAD':
      return headBucket;
    case 'PUT':
      return createBucket;
    case 'DELETE':
      return deleteBucket;
    default:
      throw methodNotAllowed(call.method, 'BUCKET');
  }
}

function objectOperation(call: S3Call): Operation {
  const isCopy = call.headers.has('x-amz-copy-source');
  if (call.method === 'PUT' && param(call, 'uploadId') !== undefined) return isCopy ? uploadPartCopy : uploadPart;
  const subresource = subresourceOf(call);
  if (subresource !== undefined) {
    const operation = OBJECT_SUBRESOURCES[`${call.method} ${subresource}`];
    if (operation !== undefined) return operation;
    throw notImplemented(`${call.method} ?${subresource} of an object`);
  }
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return getObject;
    case 'PUT':
      return isCopy ? copyObject : putObject;
    case 'DELETE':
      return deleteObject;
    default:
      throw methodNotAllowed(call.method, 'OBJECT');
  }
}
