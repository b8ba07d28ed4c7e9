/**
 * What exists before anybody has asked for anything: an account with the IAM user `flowport`, the role
 * `flowport-deployer` that it may assume with an external id, and the bucket for Terraform's state.
 *
 * Names and secrets are made at the first start and kept in `seed.json` (mode 0600), so that a restart, and even a
 * wipe of all objects, leaves the portal's configuration valid.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Buckets } from '../s3/buckets.ts';
import type { ObjectStore } from '../store/objects.ts';

const seedSchema = z.strictObject({
  account: z.string(),
  region: z.string(),
  stateBucket: z.string(),
  externalId: z.string(),
  user: z.strictObject({
    name: z.string(),
    id: z.string(),
    arn: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  deployerRole: z.strictObject({ name: z.string(), id: z.string(), arn: z.string() }),
});

export type Seed = z.infer<typeof seedSchema>;

/** Reads the seed of a data directory, or makes it. */
export function loadSeed(dataDir: string, place = { account: '111122223333', region: 'us-west-2' }): Seed {
  const file = join(dataDir, 'seed.json');
  if (existsSync(file)) return seedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const seed = newSeed(place);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(seed, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(temporary, file);
  return seed;
}

function newSeed({ account, region }: { account: string; region: string }): Seed {
  return {
    account,
    region,
    stateBucket: `flowport-state-${account}-${region}`,
    externalId: randomBytes(16).toString('hex'),
    user: {
      name: 'flowport',
      id: awsId('AIDA'),
      arn: `arn:aws:iam::${account}:user/flowport`,
      accessKeyId: awsId('AKIA'),
      secretAccessKey: randomBytes(30).toString('base64'),
    },
    deployerRole: {
      name: 'flowport-deployer',
      id: awsId('AROA'),
      arn: `arn:aws:iam::${account}:role/flowport-deployer`,
    },
  };
}

/** Puts the seeded objects and the bucket in place where they are missing; leaves existing ones as they are. */
export function plantSeed(
  seed: Seed,
  { objects, buckets, clock }: { objects: ObjectStore; buckets: Buckets; clock: () => Date },
): void {
  const createdAt = clock().toISOString();
  const plant = (type: string, id: string, attributes: Record<string, unknown>) => {
    const key = { account: seed.account, scope: 'global', type, id };
    if (objects.get(key) === undefined) objects.put({ ...key, attributes: { id, ...attributes }, createdAt });
  };
  const everything = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  const { user, deployerRole } = seed;
  objects.transaction(() => {
    plant('aws_iam_user', user.name, {
      name: user.name,
      arn: user.arn,
      path: '/',
      unique_id: user.id,
      tags: {},
      tags_all: {},
    });
    plant('aws_iam_user_policy', `${user.name}:everything`, {
      user: user.name,
      name: 'everything',
      policy: everything,
    });
    plant('aws_iam_role', deployerRole.name, {
      name: deployerRole.name,
      arn: deployerRole.arn,
      path: '/',
      unique_id: deployerRole.id,
      description: 'Assumed by Flowport to plan and apply stacks',
      max_session_duration: 43_200,
      create_date: createdAt,
      assume_role_policy: deployerTrust(seed),
      tags: {},
      tags_all: {},
    });
    plant('aws_iam_role_policy', `${deployerRole.name}:everything`, {
      role: deployerRole.name,
      name: 'everything',
      policy: everything,
    });
  });
  if (!buckets.exists(seed.stateBucket)) {
    buckets.create({ name: seed.stateBucket, account: seed.account, region: seed.region });
    buckets.setVersioning(seed.stateBucket, 'Enabled');
  }
}

/** As README tells to set it up on AWS: the user alone, with the external id, and session tags allowed. */
function deployerTrust(seed: Seed): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: seed.user.arn },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': seed.externalId } },
      },
      // Session tags are a permission of their own. Its request carries the same external id.
      {
        Effect: 'Allow',
        Principal: { AWS: seed.user.arn },
        Action: ['sts:TagSession', 'sts:SetSourceIdentity'],
        Condition: { StringEquals: { 'sts:ExternalId': seed.externalId } },
      },
    ],
  });
}

/** An id as IAM makes them: four letters of kind and 17 of base 32. */
export function awsId(prefix: 'AIDA' | 'AKIA' | 'AROA' | 'ASIA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + [...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('');
}
