/** S3's refusals that several operations share, in S3's words. */
import { AwsError } from '../http/awsError.ts';

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', { details: { BucketName: bucket } });
}

export function bucketNotEmpty(bucket: string): AwsError {
  return new AwsError('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', {
    details: { BucketName: bucket },
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 404, 'The specified key does not exist.', { details: { Key: key } });
}

export function noSuchVersion(key: string, versionId: string): AwsError {
  return new AwsError('NoSuchVersion', 404, 'The specified version does not exist.', {
    details: { Key: key, VersionId: versionId },
  });
}

export function noSuchUpload(uploadId: string): AwsError {
  return new AwsError(
    'NoSuchUpload',
    404,
    'The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId: uploadId } },
  );
}

/** @param condition the header that did not hold, as `If-None-Match` */
export function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}

export function conditionalRequestConflict(condition: string, key: string): AwsError {
  return new AwsError(
    'ConditionalRequestConflict',
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { details: { Condition: condition, Key: key } },
  );
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', 400, message, { details: { ArgumentName: name, ArgumentValue: value } });
}

export function methodNotAllowed(method: string, resourceType: string): AwsError {
  return new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    details: { Method: method, ResourceType: resourceType },
  });
}

export function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    501,
    `A header or query you provided implies functionality that the sandbox does not implement: ${what}`,
  );
}
