/** KMS: keys, their aliases, and what a key that is pending deletion still keeps others from. */
import { AwsError } from '../../http/awsError.ts';
import { parsePolicy } from '../../iam/policyDocument.ts';
import { keyState, pendingDeletionType } from '../../kms/keyState.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject } from '../../store/objects.ts';
import { number, stored, text } from '../attributes.ts';
import { arn, nameOrPrefixed, regionOf } from './place.ts';
import { api, awsResource, findInRegion } from './rules.ts';

const key: ResourceBehaviour = {
  type: 'aws_kms_key',
  api: api('KMS', 'Key', 'Key', 'UpdateKeyDescription'),
  place: 'region',
  forceNew: ['customer_master_key_spec', 'key_usage', 'multi_region', 'custom_key_store_id', 'xks_key_id'],
  defaults: {
    bypass_policy_lockout_safety_check: false,
    customer_master_key_spec: 'SYMMETRIC_DEFAULT',
    enable_key_rotation: false,
    is_enabled: true,
    key_usage: 'ENCRYPT_DECRYPT',
  },
  stateOnly: ['bypass_policy_lockout_safety_check', 'deletion_window_in_days'],
  constraints: { deletion_window_in_days: { min: 7, max: 30 }, description: { max: 8192 } },
  id: (_input, session) => session.world.ids.uuid(),
  create: (session, input, id) => {
    checkKeyPolicy(input);
    return keyValues(session, input, id);
  },
  update: (_session, input) => {
    checkKeyPolicy(input);
    return {};
  },
  removed: scheduleDeletion,
};

function keyValues(session: Session, input: TfObject, id: string): TfObject {
  return {
    arn: arn(session, input, 'kms', `key/${id}`),
    key_id: id,
    multi_region: false,
    rotation_period_in_days: input.enable_key_rotation === true ? 365 : 0,
    policy: JSON.stringify({
      Id: 'key-default-1',
      Statement: [
        {
          Action: 'kms:*',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${session.account}:root` },
          Resource: '*',
          Sid: 'Enable IAM User Permissions',
        },
      ],
      Version: '2012-10-17',
    }),
  };
}

/** AWS keeps a deleted key for a window in which it can be restored, and refuses whatever wants to use it. */
function scheduleDeletion(session: Session, object: CloudObject): void {
  const now = session.world.clock();
  const days = number(stored(object).deletion_window_in_days) || 30;
  const endsAt = new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString();
  session.world.store.put({
    ...object,
    type: pendingDeletionType,
    attributes: { id: object.id, arn: stored(object).arn ?? '', ends_at: endsAt },
    createdAt: now.toISOString(),
  });
}

function checkKeyPolicy(input: TfObject): void {
  if (text(input.policy) === '') return;
  try {
    parsePolicy(text(input.policy), 'resource');
  } catch (cause) {
    throw new AwsError('MalformedPolicyDocumentException', 400, 'The new key policy is malformed.', { cause });
  }
}

/**
 * Refuses a key that is pending deletion or does not exist; an empty name means AWS's own key.
 * @throws AwsError as `refusal` words it
 */
export function requireUsableKey(
  session: Session,
  input: TfObject,
  attribute: string,
  refusal: (key: string, state: 'PendingDeletion' | 'Missing') => AwsError,
): void {
  const key = text(input[attribute]);
  if (key === '') return;
  const state = keyState(session.world.store, { account: session.account, region: regionOf(session, input), key });
  if (state !== 'Enabled') throw refusal(key, state);
}

const alias: ResourceBehaviour = {
  type: 'aws_kms_alias',
  api: api('KMS', 'Alias', 'Alias'),
  place: 'region',
  forceNew: ['name', 'name_prefix'],
  constraints: {
    name: {
      max: 256,
      pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/,
      rule: 'must begin with alias/ and not with alias/aws/',
    },
  },
  recomputed: { target_key_arn: ['target_key_id'] },
  id: (input, session) => nameOrPrefixed(session, input),
  taken: (name) => new AwsError('AlreadyExistsException', 400, `An alias with the name ${name} already exists`),
  create: (session, input, name) => ({
    name,
    arn: arn(session, input, 'kms', name),
    target_key_arn: findKey(session, input),
  }),
  update: (session, input) => ({ target_key_arn: findKey(session, input) }),
};

/** Takes a key's id or ARN, answers its ARN. */
function findKey(session: Session, input: Parameters<ResourceBehaviour['id']>[0]): string {
  const target = text(input.target_key_id);
  const found = findInRegion(session, 'aws_kms_key', target.split('/').at(-1) ?? '', regionOf(session, input));
  if (found === undefined) {
    const state = keyState(session.world.store, {
      account: session.account,
      region: regionOf(session, input),
      key: target,
    });
    if (state === 'PendingDeletion') {
      throw new AwsError('KMSInvalidStateException', 400, `${target} is pending deletion.`);
    }
    throw new AwsError('NotFoundException', 400, `Key '${target}' does not exist`);
  }
  return text(stored(found).arn);
}

export const kmsResources = [key, alias].map(awsResource);
