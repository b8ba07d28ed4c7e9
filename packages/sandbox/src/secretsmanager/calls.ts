/** Secrets Manager's reading calls, answered from what the aws provider stored. */
import { z } from 'zod';
import { stored, text, textMap } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { type JsonOperation, readJsonBody } from '../http/jsonProtocol.ts';
import type { CloudObject } from '../store/objects.ts';

const secretSchema = z.object({ SecretId: z.string().min(1) });

export const secretsManagerOperations: Readonly<Record<string, JsonOperation>> = {
  DescribeSecret: (call) => {
    const object = findSecret(call, 'secretsmanager:DescribeSecret');
    const attributes = stored(object);
    const version = currentVersion(call, object);
    const deletedAt = text(attributes.deleted_at);
    return {
      ARN: text(attributes.arn),
      Name: text(attributes.name),
      CreatedDate: Date.parse(object.createdAt) / 1000,
      Tags: Object.entries(textMap(attributes.tags_all ?? null)).map(([Key, Value]) => ({ Key, Value })),
      ...(version && { VersionIdsToStages: { [text(stored(version).version_id)]: ['AWSCURRENT'] } }),
      ...(deletedAt !== '' && { DeletedDate: Date.parse(deletedAt) / 1000 }),
    };
  },
  GetSecretValue: (call) => {
    const object = findSecret(call, 'secretsmanager:GetSecretValue');
    const version = currentVersion(call, object);
    if (text(stored(object).deleted_at) !== '') {
      throw new AwsError(
        'InvalidRequestException',
        400,
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    }
    if (version === undefined) {
      throw notFound("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    }
    return {
      ARN: text(stored(object).arn),
      Name: text(stored(object).name),
      VersionId: text(stored(version).version_id),
      SecretString: text(stored(version).secret_string),
      VersionStages: ['AWSCURRENT'],
      CreatedDate: Date.parse(version.createdAt) / 1000,
    };
  },
};

/** By ARN, by name, or by an ARN without its suffix; a scheduled deletion still describes. */
function findSecret(call: AwsCall, action: string): CloudObject {
  const { SecretId: wanted } = readJsonBody(call, secretSchema);
  const isWanted = (object: CloudObject) => {
    const { arn, name } = stored(object);
    return arn === wanted || name === wanted || text(arn).replace(/-\w{6}$/, '') === wanted;
  };
  const found =
    call.inRegion('aws_secretsmanager_secret').find(isWanted) ??
    call.inRegion('aws_secretsmanager_scheduled_deletion').find(isWanted);
  const place = `arn:aws:secretsmanager:${call.region}:${call.caller.account}:secret:`;
  call.require(action, found === undefined ? `${place}${wanted.split(':secret:').at(-1)}` : text(stored(found).arn));
  if (found === undefined) throw notFound("Secrets Manager can't find the specified secret.");
  return found;
}

function currentVersion(call: AwsCall, secret: CloudObject): CloudObject | undefined {
  const arn = text(stored(secret).arn);
  return call
    .inRegion('aws_secretsmanager_secret_version')
    .filter((version) => stored(version).secret_id === arn || stored(version).secret_id === secret.id)
    .at(-1);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', 400, message);
}
