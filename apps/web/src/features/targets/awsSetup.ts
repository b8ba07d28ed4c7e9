import { addTargetInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { deployerPolicy } from './deployerPolicy.ts';
import { policyText } from './policy.ts';
import type { TargetDraft, TextField } from './targetForm.ts';
import { trustPolicy } from './trustPolicy.ts';

/** What an admin has to create in AWS before the target works, rendered from what stands in the form so far. */
export type AwsSetup = {
  /** Fields that are still empty or wrong; placeholders in angle brackets stand for them, which AWS refuses. */
  missing: TextField[];
  trust: string;
  permissions: string;
  bucketCommands: string[];
  roleCommands: string[];
  /** null without a read-only role. */
  planRoleCommands: string[] | null;
};

const { shape } = addTargetInputSchema;

const schemas = {
  account: shape.account,
  region: shape.region,
  externalId: shape.externalId,
  deployerRoleArn: shape.deployerRoleArn,
  planRoleArn: shape.planRoleArn,
  'backend.bucket': shape.backend.shape.bucket,
  'backend.region': shape.backend.shape.region,
  'backend.workspaceKeyPrefix': shape.backend.shape.workspaceKeyPrefix,
} satisfies Partial<Record<TextField, z.ZodType>>;

type KnownField = keyof typeof schemas;

/**
 * Only values that pass their schema get into policies and commands: the schemas leave no character that a shell or a
 * policy would take for anything but a part of the value. The external id may hold any character, and stands in JSON only.
 */
export function awsSetup(draft: TargetDraft, principals: string[]): AwsSetup {
  const missing: TextField[] = [];
  const valid = (field: KnownField, typed = draft[field]) => {
    const parsed = schemas[field].safeParse(typed.trim());
    return parsed.success ? parsed.data : null;
  };
  const value = (field: KnownField, placeholder: string, typed = draft[field]) => {
    const known = valid(field, typed);
    if (known === null) missing.push(field);
    return known ?? placeholder;
  };
  const account = value('account', '<account>');
  const region = value('region', '<region>');
  const externalId = value('externalId', '<external id>');
  const bucket = value('backend.bucket', '<state bucket>');
  const workspaceKeyPrefix = value('backend.workspaceKeyPrefix', '<prefix>');
  const bucketRegion = draft['backend.region'] === '' ? region : value('backend.region', '<region>');
  const role = splitRoleArn(valid('deployerRoleArn') ?? 'arn:aws:iam::000000000000:role/flowport-deployer');
  const planRole = draft.planRoleArn.trim() === '' ? null : valid('planRoleArn');
  const kmsKeyId = draft['backend.kmsKeyId'].trim() || null;
  return {
    missing,
    trust: policyText(trustPolicy({ principals, externalId })),
    permissions: policyText(deployerPolicy({ account, region, bucket, bucketRegion, workspaceKeyPrefix, kmsKeyId })),
    bucketCommands: bucketCommands(bucket, bucketRegion),
    roleCommands: [
      createRole(role),
      `aws iam put-role-policy --role-name ${role.name} --policy-name flowport --policy-document file://permissions.json`,
    ],
    planRoleCommands: planRole === null ? null : planRoleCommands(splitRoleArn(planRole)),
  };
}

type RoleName = { path: string; name: string };

/** `arn:aws:iam::111122223333:role/path/name`: what precedes the last slash is the path. */
function splitRoleArn(arn: string): RoleName {
  const full = arn.slice(arn.indexOf('/'));
  const cut = full.lastIndexOf('/') + 1;
  return { path: full.slice(0, cut), name: full.slice(cut) };
}

function createRole({ path, name }: RoleName): string {
  const pathOption = path === '/' ? '' : ` --path ${path}`;
  return `aws iam create-role --role-name ${name}${pathOption} --assume-role-policy-document file://trust.json`;
}

/** AWS's own read-only policy reads what a plan compares; it may also read the state, as that lies in S3. */
function planRoleCommands(role: RoleName): string[] {
  return [
    createRole(role),
    `aws iam attach-role-policy --role-name ${role.name} --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess`,
  ];
}

function bucketCommands(bucket: string, region: string): string[] {
  // The one region that S3 wants not to be named.
  const location = region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${region}`;
  return [
    `aws s3api create-bucket --bucket ${bucket} --region ${region}${location}`,
    `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
  ];
}
