import { z } from 'zod';
import { blockContains, blocksOverlap, parseBlock, privateBlocks, reservedBlocks } from './cidr.ts';
import { databaseClasses, instanceTypes, kubernetesVersions } from './instances.ts';
import { rule } from './rules.ts';

export const presetNames = ['small', 'standard', 'large', 'gpu'] as const;
export type PresetName = (typeof presetNames)[number];

const keysOf = <K extends string>(table: Record<K, unknown>) => Object.keys(table) as [K, ...K[]];

const instanceTypeSchema = z.enum(keysOf(instanceTypes));

const bounded = (title: string, description: string, min: number, max: number) =>
  z.int().min(min, `At least ${min}.`).max(max, `At most ${max}.`).meta({ title, description });

const cidrSchema = z.string().superRefine((text, context) => {
  const refuse = (name: string, message: string, remedy: string) =>
    context.addIssue({ code: 'custom', ...rule(name, message, remedy) });
  const block = parseBlock(text);
  if (!block) return refuse('cidr_form', 'Not an IPv4 block.', 'Write it as 10.20.0.0/16.');
  if (block.address !== block.base) {
    return refuse(
      'cidr_network_address',
      'The address has host bits set.',
      'Begin with the network address, as 10.20.0.0/16.',
    );
  }
  if (block.prefix < 16 || block.prefix > 20) {
    return refuse('cidr_size', 'The network must be between /16 and /20.', 'Choose a prefix length of 16 to 20.');
  }
  if (!privateBlocks.some((outer) => blockContains(outer, block))) {
    return refuse(
      'cidr_private',
      'The network is not private.',
      'Choose it in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.',
    );
  }
  const clash = reservedBlocks.find((reserved) => blocksOverlap(reserved.block, block));
  if (clash) refuse('cidr_overlap', `The network overlaps ${clash.use}.`, 'Choose another block, as 10.20.0.0/16.');
});

const accessCidrSchema = z.string().refine(
  (text) => {
    const block = parseBlock(text);
    return block !== undefined && block.address === block.base;
  },
  rule('cidr_form', 'Not an IPv4 block.', 'Write it as 203.0.113.0/24.'),
);

/** AWS's bound for nodes in one managed node group. */
const nodesMax = 450;

const nodeGroupSchema = z
  .strictObject({
    instanceType: instanceTypeSchema.meta({
      title: 'Instance type',
      description: 'The EC2 type of every node in the group.',
    }),
    min: bounded('Fewest nodes', 'The autoscaler never goes below.', 0, nodesMax),
    desired: bounded('Nodes at the start', 'The autoscaler takes over from there.', 0, nodesMax),
    max: bounded('Most nodes', 'The autoscaler never goes above; bounds the cost.', 1, nodesMax),
    diskGb: bounded('Disk per node (GB)', 'Encrypted gp3 root volume.', 50, 16384),
  })
  .superRefine((group, context) => {
    if (group.min > group.desired) {
      context.addIssue({
        code: 'custom',
        path: ['desired'],
        ...rule(
          'node_order',
          'Fewer nodes at the start than the fewest allowed.',
          `Raise it to ${group.min}, or lower the minimum.`,
        ),
      });
    }
    if (group.desired > group.max) {
      context.addIssue({
        code: 'custom',
        path: ['max'],
        ...rule(
          'node_order',
          'The maximum is below the number of nodes at the start.',
          `Raise it to ${group.desired} or more.`,
        ),
      });
    }
  });
export type NodeGroup = z.infer<typeof nodeGroupSchema>;

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
    gpuNodes: nodeGroupSchema
      .nullable()
      .meta({ title: 'GPU nodes', description: 'Tainted, so that only tasks which ask for a GPU land there.' }),
    logTypes: z
      .array(z.enum(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']))
      .meta({ title: 'Control plane logs', description: 'Sent to CloudWatch and kept for 30 days.' }),
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
      description: 'The database cannot be deleted before this is switched off by a change.',
    }),
  }),
  datastore: z.strictObject({
    noncurrentDays: bounded('Keep old versions (days)', 'Overwritten artifacts are kept this long.', 1, 365),
    forceDestroy: z.boolean().meta({
      title: 'Delete artifacts with the stack',
      description: 'Off: a destroy stops at a bucket which is not empty.',
    }),
  }),
  services: z.strictObject({
    metadataReplicas: bounded('Metadata service replicas', 'Every task reports to it.', 1, 10),
    uiBackendReplicas: bounded('UI backend replicas', 'Serves the Metaflow UI.', 1, 10),
  }),
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
  tags: Record<string, string>;
};
