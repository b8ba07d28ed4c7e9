import { z } from 'zod';
import { rule } from '../blueprint/rules.ts';
import { targetPolicySchema } from './policy.ts';

export const targetKindSchema = z.enum(['aws', 'sandbox']);
export type TargetKind = z.infer<typeof targetKindSchema>;

/** Regions whose service names and ARNs are those of the commercial partition. */
export const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
] as const;
export const regionSchema = z.enum(regions);

const roleArnSchema = z
  .string()
  .refine(
    (arn) => /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/.test(arn),
    rule('role_arn', 'Not the ARN of an IAM role.', 'Write it as arn:aws:iam::111122223333:role/flowport-deployer.'),
  );

/** Where a target's Terraform state lies. `usePathStyle` is for S3-compatible stores without virtual hosts. */
export const stateBackendSchema = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'Lower-case letters, digits and hyphens, 3 to 63.'),
  region: regionSchema,
  workspaceKeyPrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-/]{0,62}[a-z0-9]$/, 'Lower-case letters, digits, hyphens and slashes.'),
  kmsKeyId: z.string().max(2048).nullable().default(null),
  usePathStyle: z.boolean().default(false),
});
export type StateBackend = z.infer<typeof stateBackendSchema>;

export const addTargetInputSchema = z.strictObject({
  name: z.string().trim().min(2, 'At least 2 characters.').max(60, 'At most 60 characters.').meta({ title: 'Name' }),
  account: z
    .string()
    .regex(/^\d{12}$/, 'Twelve digits.')
    .meta({ title: 'AWS account', description: 'Its twelve digits.' }),
  region: regionSchema.meta({ title: 'Region' }),
  deployerRoleArn: roleArnSchema.meta({ title: 'Deployer role', description: 'Flowport assumes it for each run.' }),
  planRoleArn: roleArnSchema
    .nullable()
    .default(null)
    .meta({ title: 'Read-only role for plans', description: 'Optional.' }),
  externalId: z
    .string()
    .min(2, 'At least 2 characters.')
    .max(1224)
    .meta({ title: 'External id', description: 'As the trust policy of the role demands it.' }),
  backend: stateBackendSchema,
  selfApproval: z.boolean().default(false).meta({ title: 'Requesters may approve their own runs' }),
});
export type AddTargetInput = z.infer<typeof addTargetInputSchema>;

export const checkViewSchema = z.object({
  name: z.string(),
  title: z.string(),
  status: z.enum(['passed', 'failed', 'warning', 'skipped']),
  detail: z.string(),
  remedy: z.string().nullable(),
  checkedAt: z.iso.datetime(),
});
export type CheckView = z.infer<typeof checkViewSchema>;

export const targetViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: targetKindSchema,
  account: z.string(),
  region: z.string(),
  deployerRoleArn: z.string(),
  stateBucket: z.string(),
  workspaceKeyPrefix: z.string(),
  selfApproval: z.boolean(),
  policy: targetPolicySchema,
  stackCount: z.int(),
  checks: z.array(checkViewSchema),
});
export type TargetView = z.infer<typeof targetViewSchema>;
