import { z } from 'zod';
import { rule } from './rules.ts';

/** IAM allows more; beyond this the roles and namespaces of one stack are no longer looked through by anybody. */
const teamsMax = 20;

/** They would read as a namespace of the stack itself, or as one of its components in roles and checks. */
const reserved = [
  'default',
  'system',
  'jobs',
  'argo',
  'metaflow',
  'shared',
  'task',
  'ui-backend',
  'argo-server',
  'cluster-autoscaler',
  'load-balancer-controller',
  'ebs-csi',
  'vpc-cni',
];

/**
 * The name of a team inside a stack: part of its namespace `mf-<team>`, of its role and of its prefix in the bucket. The
 * narrowest of those rules is the role's, at 64 characters.
 */
const workspaceNameSchema = z.string().superRefine((name, context) => {
  const refuse = (named: string, message: string, remedy: string) =>
    context.addIssue({ code: 'custom', ...rule(named, message, remedy) });
  if (!/^[a-z]([a-z0-9-]{0,19}[a-z0-9])?$/.test(name) || name.includes('--')) {
    return refuse(
      'team_form',
      'Not a team name.',
      'Use 1 to 21 lower-case letters, digits and single hyphens; a letter first, no hyphen last.',
    );
  }
  if (reserved.includes(name)) refuse('team_reserved', `The name "${name}" is reserved.`, 'Choose another name.');
});

export const teamsSchema = z
  .array(workspaceNameSchema)
  .max(teamsMax, `At most ${teamsMax} teams.`)
  .superRefine((names, context) => {
    for (const [position, name] of names.entries()) {
      if (names.indexOf(name) === position) continue;
      context.addIssue({
        code: 'custom',
        path: [position],
        ...rule('twice', `The team ${name} stands there twice.`, 'Remove one of them.'),
      });
    }
  })
  .meta({
    title: 'Teams with a space of their own',
    description:
      'Each gets a namespace, a service account, an IAM role and a prefix in the bucket that no other team can read. Empty: all share one.',
  });
