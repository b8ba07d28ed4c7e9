import { addTargetInputSchema } from '@flowport/domain';
import { z } from 'zod';
import type { TargetField } from './targetForm.ts';

type FieldText = { label: string; description: string };

const metaSchema = z.object({ title: z.string(), description: z.string().default('') });

const { shape } = addTargetInputSchema;

/** Title and description as the schema has them; it may only be a mistake of ours when it has none. */
function fromSchema(field: keyof typeof shape): FieldText {
  const { title, description } = metaSchema.parse(shape[field].meta());
  return { label: title, description };
}

function extended(field: keyof typeof shape, more: string): FieldText {
  const { label, description } = fromSchema(field);
  return { label, description: description === '' ? more : `${description} ${more}` };
}

/** What stands at each field: the words of the schema, and what only matters to somebody who fills in a form. */
export const fieldTexts: Record<TargetField, FieldText> = {
  name: extended('name', 'What people choose by, when they request a stack.'),
  account: fromSchema('account'),
  region: extended('region', 'Where the stacks of this target run.'),
  deployerRoleArn: fromSchema('deployerRoleArn'),
  externalId: extended('externalId', 'Proposed at random; treat it like a password.'),
  planRoleArn: {
    label: fromSchema('planRoleArn').label,
    description: 'Plans are made as this role; with it, nothing that runs before an approval can change anything.',
  },
  'backend.bucket': {
    label: 'State bucket',
    description: 'Holds the Terraform state of every stack of this target. Versioned and private.',
  },
  'backend.region': { label: 'Region of the bucket', description: 'Most keep it in the region of the target.' },
  'backend.workspaceKeyPrefix': {
    label: 'Prefix',
    description: 'States lie at prefix/stack/layer.tfstate. Give each Flowport that shares the bucket its own.',
  },
  'backend.kmsKeyId': {
    label: 'KMS key',
    description: 'The ARN of the key that encrypts the state. Without one, S3 uses its own keys.',
  },
  'backend.usePathStyle': {
    label: 'Address the bucket by path',
    description: 'For stores that only resemble S3. Leave it off for AWS.',
  },
  selfApproval: {
    label: fromSchema('selfApproval').label,
    description: 'Off: somebody else has to read and approve every plan.',
  },
};
