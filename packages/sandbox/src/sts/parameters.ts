/** What AssumeRole and AssumeRoleWithWebIdentity take in common, with STS's own limits and complaints. */
import { AwsError } from '../http/awsError.ts';
import { listParameter, type Parameters, recordsParameter, requiredParameter, validationError } from '../http/query.ts';
import { parsePolicy } from '../iam/policyDocument.ts';

export type SessionRequest = {
  roleArn: { arn: string; account: string; roleName: string };
  sessionName: string;
  seconds: number;
  policy?: string;
  policyArns: string[];
};

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** @throws AwsError ValidationError, MalformedPolicyDocument, PackedPolicyTooLarge */
export function readSessionRequest(parameters: Parameters): SessionRequest {
  const roleArn = parseRoleArn(requiredParameter(parameters, 'RoleArn'));
  const sessionName = requiredParameter(parameters, 'RoleSessionName');
  if (!SESSION_NAME.test(sessionName)) {
    throw validationError(
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const policy = parameters.get('Policy');
  if (policy !== undefined) checkSessionPolicy(policy);
  return {
    roleArn,
    sessionName,
    seconds: readDuration(parameters),
    ...(policy === undefined ? {} : { policy }),
    policyArns: recordsParameter(parameters, 'PolicyArns').map((record) => record.arn ?? ''),
  };
}

function parseRoleArn(arn: string): SessionRequest['roleArn'] {
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(arn);
  if (match === null) throw validationError(`${arn} is invalid`);
  const [, account = '', roleName = ''] = match;
  return { arn, account, roleName };
}

function readDuration(parameters: Parameters): number {
  const value = parameters.get('DurationSeconds');
  if (value === undefined) return 3600;
  const seconds = Number(value);
  const complain = (constraint: string) =>
    validationError(
      `1 validation error detected: Value '${value}' at 'durationSeconds' failed to satisfy constraint: ${constraint}`,
    );
  if (!Number.isInteger(seconds)) throw complain('Member must be an integer');
  if (seconds < 900) throw complain('Member must have value greater than or equal to 900');
  if (seconds > 43_200) throw complain('Member must have value less than or equal to 43200');
  return seconds;
}

function checkSessionPolicy(policy: string): void {
  if (policy.length > 2048) {
    throw validationError(
      "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048",
    );
  }
  parsePolicy(policy, 'identity');
}

export type SessionTags = { tags: Record<string, string>; transitiveTagKeys: string[] };

/** @throws AwsError ValidationError, InvalidParameterValue */
export function readSessionTags(parameters: Parameters): SessionTags {
  const tags: Record<string, string> = {};
  const records = recordsParameter(parameters, 'Tags');
  if (records.length > 50) {
    throw validationError(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
  }
  for (const { Key: key = '', Value: value = '' } of records) {
    if (key === '' || key.length > 128 || value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(key)) {
      throw validationError(`1 validation error detected: Value '${key}' at 'tags' failed to satisfy constraint`);
    }
    if (Object.hasOwn(tags, key)) {
      throw new AwsError(
        'InvalidParameterValue',
        400,
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      );
    }
    tags[key] = value;
  }
  return { tags, transitiveTagKeys: listParameter(parameters, 'TransitiveTagKeys') };
}
