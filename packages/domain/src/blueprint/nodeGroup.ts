import { z } from 'zod';
import { bounded } from './bounded.ts';
import { instanceTypes } from './instances.ts';
import { keysOf } from './keysOf.ts';
import { rule } from './rules.ts';

const instanceTypeSchema = z.enum(keysOf(instanceTypes));

/** AWS's bound for nodes in one managed node group. */
const nodesMax = 450;

export const nodeGroupSchema = z
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
