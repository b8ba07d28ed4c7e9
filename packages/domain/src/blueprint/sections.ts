import { z } from 'zod';
import { bounded } from './bounded.ts';
import { endpointParametersSchema } from './endpoint.ts';
import { argoVersions, databaseClasses, kubernetesVersions } from './instances.ts';
import { keysOf } from './keysOf.ts';
import { accessCidrSchema, cidrSchema } from './networkBlock.ts';
import { nodeGroupSchema } from './nodeGroup.ts';
import { formed, rule } from './rules.ts';
import { teamsSchema } from './teams.ts';

export const presetNames = ['small', 'standard', 'large', 'gpu'] as const;
export type PresetName = (typeof presetNames)[number];

const principalSchema = formed(
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,512}$/,
  'principal_arn',
  'Not the ARN of an IAM role or user.',
  'Write it as arn:aws:iam::111122223333:role/data-scientists.',
).meta({ title: 'Principal', description: 'An IAM role or user.' });

const tagKeySchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{N}\p{Z}_.:/=+\-@]+$/u, 'Letters, digits, spaces and _ . : / = + - @ only.')
  .refine(
    (key) => !/^aws:/i.test(key),
    rule('tag_prefix', 'Tags that begin with aws: belong to AWS.', 'Choose another key.'),
  )
  .refine(
    (key) => !/^(flowport:|managed-by$)/i.test(key),
    rule('tag_reserved', 'Flowport sets this tag itself.', 'Choose another key.'),
  );

/**
 * AWS takes these characters in tag values and no others, so `$`, `{`, `%`, quotes and emoji are refused here rather
 * than by a failing apply.
 */
const tagValueSchema = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u, 'Letters, digits, spaces and _ . : / = + - @ only.');

export const sections = {
  network: z.strictObject({
    cidr: cidrSchema.meta({
      title: 'VPC network',
      description: 'A private IPv4 block, /16 to /20, which overlaps no other stack of the target.',
    }),
    zones: z.literal([2, 3]).meta({
      title: 'Availability zones',
      description: 'EKS needs two; three survive the loss of one with room to spare.',
    }),
    nat: z.enum(['single', 'per-zone']).meta({
      title: 'NAT gateways',
      description: 'One is cheaper; one per zone keeps the others online when a zone fails.',
    }),
    publicAccessCidrs: z.array(accessCidrSchema).min(1).max(40).meta({
      title: 'Who may reach the Kubernetes API',
      description: 'Up to 40 IPv4 blocks. 0.0.0.0/0 means anyone who has credentials.',
    }),
    interfaceEndpoints: z.boolean().meta({
      title: 'Private endpoints of AWS services',
      description: 'ECR, STS, logs, secrets and EC2 without the NAT gateway; each costs about $7 a month and zone.',
    }),
    flowLogs: z.boolean().meta({
      title: 'Flow logs',
      description: 'Who talked to whom in the VPC, in CloudWatch for 30 days; billed by volume.',
    }),
  }),
  cluster: z.strictObject({
    kubernetesVersion: z
      .enum(keysOf(kubernetesVersions))
      .meta({ title: 'Kubernetes version', description: 'Minors in standard support on EKS.' }),
    systemNodes: nodeGroupSchema.meta({
      title: 'System nodes',
      description: 'Run Metaflow services, Argo and the add-ons; under Small the tasks too.',
    }),
    workerNodes: nodeGroupSchema.nullable().meta({ title: 'Worker nodes', description: 'Run the tasks of flows.' }),
    spotNodes: nodeGroupSchema.nullable().meta({
      title: 'Spot nodes',
      description: 'Cheaper workers that AWS may take back at two minutes’ notice: for steps with @retry.',
    }),
    gpuNodes: nodeGroupSchema
      .nullable()
      .meta({ title: 'GPU nodes', description: 'Tainted, so that only tasks which ask for a GPU land there.' }),
    logTypes: z
      .array(z.enum(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']))
      .meta({ title: 'Control plane logs', description: 'Sent to CloudWatch and kept for 30 days.' }),
    controllerIdentity: z.enum(['irsa', 'pod-identity']).meta({
      title: 'Identity of controllers',
      description: 'How add-ons and controllers get their AWS role. Tasks always use IRSA, which every SDK knows.',
    }),
    userPrincipals: z
      .array(principalSchema)
      .max(20, 'At most 20 principals.')
      .refine(
        (principals) => new Set(principals).size === principals.length,
        rule('twice', 'The same principal stands there twice.', 'Remove one of them.'),
      )
      .meta({
        title: 'People’s IAM roles',
        description: 'IAM roles or users whose people may run flows: they get access to the cluster, and no more.',
      }),
  }),
  database: z.strictObject({
    instanceClass: z
      .enum(databaseClasses)
      .meta({ title: 'Database class', description: 'Holds the metadata of runs.' }),
    storageGb: bounded('Database storage (GB)', 'Grows by itself up to ten times this.', 20, 1000),
    multiZone: z
      .boolean()
      .meta({ title: 'Standby in a second zone', description: 'Doubles the cost of the database.' }),
    backupDays: bounded('Backups (days)', 'Daily backups and point-in-time recovery.', 1, 35),
    deletionProtection: z.boolean().meta({
      title: 'Protect from deletion',
      description:
        'AWS refuses to delete the database, whoever asks. A destroy in Flowport releases it once it is approved.',
    }),
  }),
  datastore: z.strictObject({
    noncurrentDays: bounded('Keep old versions (days)', 'Overwritten artifacts are kept this long.', 1, 365),
    forceDestroy: z.boolean().meta({
      title: 'Delete artifacts with the stack',
      description:
        'For a terraform destroy by hand: off, it stops at a bucket which is not empty. A destroy in Flowport asks what becomes of the data.',
    }),
  }),
  services: z.strictObject({
    metadataReplicas: bounded('Metadata service replicas', 'Every task reports to it.', 1, 10),
    uiBackendReplicas: bounded('UI backend replicas', 'Serves the Metaflow UI.', 1, 10),
    argoVersion: z.enum(keysOf(argoVersions)).meta({
      title: 'Argo Workflows',
      description: '3.7 works with every Metaflow client; 4.0 needs Metaflow 2.19.32 or newer for schedules.',
    }),
  }),
  endpoint: endpointParametersSchema,
  teams: teamsSchema,
  tags: z
    .record(tagKeySchema, tagValueSchema)
    .refine(
      (tags) => Object.keys(tags).length <= 40,
      rule('too_many', 'At most 40 tags.', 'Remove some: AWS allows 50, and Flowport needs a few.'),
    )
    .meta({ title: 'Tags', description: 'Put on every AWS resource of the stack, for cost reports.' }),
};

export type StackParameters = {
  preset: PresetName;
  network: z.infer<typeof sections.network>;
  cluster: z.infer<typeof sections.cluster>;
  database: z.infer<typeof sections.database>;
  datastore: z.infer<typeof sections.datastore>;
  services: z.infer<typeof sections.services>;
  endpoint: z.infer<typeof sections.endpoint>;
  teams: string[];
  tags: Record<string, string>;
  /** Its node groups are at zero until it is woken; what holds data is untouched. */
  asleep: boolean;
};
