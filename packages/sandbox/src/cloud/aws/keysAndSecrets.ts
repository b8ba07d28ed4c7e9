/** Secrets Manager and CloudWatch Logs: small types with names that are taken. */
import { AwsError } from '../../http/awsError.ts';
import type { DataSourceBehaviour, ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject } from '../../store/objects.ts';
import { number, stored, text } from '../attributes.ts';
import { requireUsableKey } from './kms.ts';
import { arn, nameOrPrefixed, regionOf } from './place.ts';
import { api, awsResource, findInRegion, inRegion } from './rules.ts';

/** Type under which a deleted secret keeps its name reserved until its recovery window ends. */
const scheduledType = 'aws_secretsmanager_scheduled_deletion';

const secret: ResourceBehaviour = {
  type: 'aws_secretsmanager_secret',
  api: api('Secrets Manager', 'Secret', 'Secret'),
  place: 'region',
  forceNew: ['name', 'name_prefix'],
  defaults: { recovery_window_in_days: 30, force_overwrite_replica_secret: false },
  stateOnly: ['recovery_window_in_days', 'force_overwrite_replica_secret'],
  constraints: { name: { min: 1, max: 512, pattern: /^[0-9A-Za-z/_+=.@-]+$/ } },
  id: (input, session) =>
    arn(
      session,
      input,
      'secretsmanager',
      `secret:${nameOrPrefixed(session, input)}-${session.world.ids.letters(6, alphabets.alphanumeric)}`,
    ),
  create: (session, input, id) => {
    requireUsableKey(session, input, 'kms_key_id', (wanted, state) =>
      state === 'Missing'
        ? notFound(`The KMS key ${wanted} does not exist.`)
        : new AwsError('InvalidRequestException', 400, `The KMS key ${wanted} is pending deletion.`),
    );
    const name = id.split(':secret:')[1]?.slice(0, -7) ?? '';
    const region = regionOf(session, input);
    if (inRegion(session, 'aws_secretsmanager_secret', region).some((other) => stored(other).name === name)) {
      throw new AwsError(
        'ResourceExistsException',
        400,
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const scheduled = findInRegion(session, scheduledType, name, region);
    if (scheduled !== undefined && text(stored(scheduled).ends_at) > session.world.clock().toISOString()) {
      throw new AwsError(
        'InvalidRequestException',
        400,
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    return { arn: id, name, policy: '' };
  },
  removed: (session, object) => {
    const days = number(stored(object).recovery_window_in_days);
    if (days === 0) return;
    const name = text(stored(object).name);
    const now = session.world.clock();
    const endsAt = new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString();
    session.world.store.put({
      ...object,
      type: scheduledType,
      id: name,
      attributes: { id: name, name, arn: object.id, deleted_at: now.toISOString(), ends_at: endsAt },
      createdAt: now.toISOString(),
    });
  },
};

const secretVersion: ResourceBehaviour = {
  type: 'aws_secretsmanager_secret_version',
  api: {
    service: 'Secrets Manager',
    noun: 'Secrets Manager Secret Version',
    create: 'PutSecretValue',
    update: 'UpdateSecretVersionStage',
    delete: 'UpdateSecretVersionStage',
  },
  place: 'region',
  forceNew: ['secret_id', 'secret_string', 'secret_binary', 'secret_string_wo_version'],
  id: (input, session) => `${text(input.secret_id)}|terraform-${session.world.ids.hex(26)}`,
  create: (session, input, id) => {
    const owner = text(input.secret_id);
    if (findInRegion(session, 'aws_secretsmanager_secret', owner, regionOf(session, input)) === undefined) {
      throw new AwsError('ResourceNotFoundException', 400, "Secrets Manager can't find the specified secret.");
    }
    return {
      arn: owner,
      version_id: id.split('|')[1] ?? '',
      version_stages: ['AWSCURRENT'],
      has_secret_string_wo: input.secret_string_wo_version !== null,
    };
  },
};

const logGroup: ResourceBehaviour = {
  type: 'aws_cloudwatch_log_group',
  api: api('CloudWatch Logs', 'Log Group', 'LogGroup', 'PutRetentionPolicy'),
  place: 'region',
  forceNew: ['name', 'name_prefix', 'log_group_class'],
  defaults: { retention_in_days: 0, skip_destroy: false },
  stateOnly: ['skip_destroy'],
  constraints: {
    name: { min: 1, max: 512, pattern: /^[a-zA-Z0-9_./#-]+$/ },
    retention_in_days: {
      oneOf: [
        0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
      ],
    },
  },
  id: (input, session) => nameOrPrefixed(session, input),
  taken: () => new AwsError('ResourceAlreadyExistsException', 400, 'The specified log group already exists'),
  create: (session, input, name) => {
    requireUsableKey(
      session,
      input,
      'kms_key_id',
      (wanted) =>
        new AwsError(
          'InvalidParameterException',
          400,
          `The specified KMS Key Id could not be found or is pending deletion: ${wanted}`,
        ),
    );
    return logGroupValues(session, input, name);
  },
};

function logGroupValues(session: Session, input: TfObject, name: string): TfObject {
  return {
    name,
    arn: arn(session, input, 'logs', `log-group:${name}`),
    log_group_class: 'STANDARD',
    deletion_protection_enabled: false,
  };
}

/** The current value of a secret, by its ARN or name. */
const secretVersionData: DataSourceBehaviour = {
  type: 'aws_secretsmanager_secret_version',
  read: (session, config) => {
    const owner = findSecret(session, config);
    const found = inRegion(session, 'aws_secretsmanager_secret_version', owner.scope)
      .filter((version) => stored(version).secret_id === owner.id)
      .at(-1);
    if (found === undefined) {
      throw notFound("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    }
    const values = stored(found);
    return {
      id: `${owner.id}|AWSCURRENT`,
      arn: owner.id,
      version_id: values.version_id ?? '',
      version_stage: 'AWSCURRENT',
      version_stages: ['AWSCURRENT'],
      secret_string: values.secret_string ?? '',
      secret_binary: '',
      created_date: found.createdAt,
      region: owner.scope,
    };
  },
};

function findSecret(session: Session, config: TfObject): CloudObject {
  const wanted = text(config.secret_id);
  const found = inRegion(session, 'aws_secretsmanager_secret', regionOf(session, config)).find(
    (one) => one.id === wanted || stored(one).name === wanted,
  );
  if (found === undefined) throw notFound("Secrets Manager can't find the specified secret.");
  return found;
}

const notFound = (message: string) => new AwsError('ResourceNotFoundException', 400, message);

export const secretDataSources = [secretVersionData];
export const keyAndSecretResources = [secret, secretVersion, logGroup].map(awsResource);
