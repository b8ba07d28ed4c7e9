/**
 * How each AWS protocol words a failed authentication. The same fault has another code in S3, in the query protocol
 * (STS, IAM) and in JSON services (EKS), and SDKs decide by these codes whether to retry or to refresh.
 */
import { AwsError } from './awsError.ts';

export type Protocol = 's3' | 'query' | 'json' | 'ec2';

export type AuthFault =
  | { kind: 'missing' }
  | { kind: 'malformed'; message: string }
  | { kind: 'unknownKey'; accessKeyId: string }
  | { kind: 'badToken' }
  | { kind: 'expiredToken' }
  | { kind: 'badSignature'; accessKeyId: string }
  /** `now` and `timestamp` in SigV4's basic form. */
  | { kind: 'skewed'; timestamp: string; now: string; limit: string; early: boolean }
  | { kind: 'expiredRequest'; expires: string; now: string };

export function authError(protocol: Protocol, fault: AuthFault): AwsError {
  return protocol === 's3' ? s3Error(fault) : serviceError(protocol, fault);
}

function s3Error(fault: AuthFault): AwsError {
  switch (fault.kind) {
    case 'missing':
      return new AwsError('AccessDenied', 403, 'Access Denied');
    case 'malformed':
      return new AwsError('AuthorizationHeaderMalformed', 400, fault.message);
    case 'unknownKey':
      return new AwsError(
        'InvalidAccessKeyId',
        403,
        'The AWS Access Key Id you provided does not exist in our records.',
        { details: { AWSAccessKeyId: fault.accessKeyId } },
      );
    case 'badToken':
      return new AwsError('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.');
    case 'expiredToken':
      return new AwsError('ExpiredToken', 400, 'The provided token has expired.');
    case 'badSignature':
      return new AwsError(
        'SignatureDoesNotMatch',
        403,
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        { details: { AWSAccessKeyId: fault.accessKeyId } },
      );
    case 'skewed':
      return new AwsError(
        'RequestTimeTooSkewed',
        403,
        'The difference between the request time and the current time is too large.',
        { details: { RequestTime: fault.timestamp, ServerTime: fault.now, MaxAllowedSkewMilliseconds: '900000' } },
      );
    case 'expiredRequest':
      return new AwsError('AccessDenied', 403, 'Request has expired', {
        details: { Expires: fault.expires, ServerTime: fault.now },
      });
  }
}

function serviceError(protocol: Exclude<Protocol, 's3'>, fault: AuthFault): AwsError {
  const isJson = protocol === 'json';
  switch (fault.kind) {
    case 'missing':
      return new AwsError(
        isJson ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken',
        403,
        isJson ? 'Missing Authentication Token' : 'Request is missing Authentication Token',
      );
    case 'malformed':
      return new AwsError(isJson ? 'IncompleteSignatureException' : 'IncompleteSignature', 400, fault.message);
    case 'unknownKey':
    case 'badToken':
      return new AwsError(
        isJson ? 'UnrecognizedClientException' : 'InvalidClientTokenId',
        403,
        'The security token included in the request is invalid.',
      );
    case 'expiredToken':
      return new AwsError(
        isJson ? 'ExpiredTokenException' : 'ExpiredToken',
        403,
        'The security token included in the request is expired',
      );
    case 'badSignature':
      return new AwsError(
        isJson ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
        403,
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      );
    case 'skewed': {
      const message = fault.early
        ? `Signature not yet current: ${fault.timestamp} is still later than ${fault.limit} (${fault.now} + 15 min.)`
        : `Signature expired: ${fault.timestamp} is now earlier than ${fault.limit} (${fault.now} - 15 min.)`;
      return new AwsError(isJson ? 'InvalidSignatureException' : 'SignatureDoesNotMatch', 403, message);
    }
    case 'expiredRequest':
      return new AwsError(
        isJson ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
        403,
        `Signature expired: ${fault.expires} is now earlier than ${fault.now}`,
      );
  }
}
