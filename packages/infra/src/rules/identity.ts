import type { Layer } from '@flowport/domain';
import { arnOf, claims, podRoles, statementsOf, subjectOf } from './podRoles.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView } from './stackView.ts';

type Policy = { layer: Layer; address: string; statements: unknown[] };

/** Policies that grant: of roles, not of buckets, whose wildcards only deny. */
function grants(stack: StackView): Policy[] {
  return stack.ofType('aws_iam_role_policy', 'aws_iam_policy').map(({ layer, address, values }) => ({
    layer,
    address,
    statements: statementsOf(pick(values, 'policy')).filter((statement) => pick(statement, 'Effect') === 'Allow'),
  }));
}

/**
 * Statements which may name every resource, as AWS offers nothing narrower. The last is narrowed by the tag that EKS
 * gives the groups of one cluster.
 */
const everyResource = new Set([
  'aws_iam_role_policy.cluster_autoscaler Describe',
  'aws_iam_role_policy.load_balancer_controller Describe',
]);
const everyResourceWithTag = new Set(['aws_iam_role_policy.cluster_autoscaler ScaleOwnGroups']);

function stackSlug(stack: StackView): string {
  return String(pick(stack.documents.foundation, 'provider', 'aws', 0, 'default_tags', 0, 'tags', 'flowport:stack'));
}

/** Whether a statement of a team's role stays below its prefixes: of its artifacts, and of the logs of its namespace. */
function isOfTeam(statement: unknown, team: string): boolean {
  const actions = list(pick(statement, 'Action')).map(String);
  const prefixes = [`metaflow/${team}/*`, `argo-artifacts/mf-${team}/*`];
  if (actions.every((action) => action.startsWith('kms:') || action === 's3:GetBucketLocation')) return true;
  const within =
    actions.join() === 's3:ListBucket'
      ? list(pick(statement, 'Condition', 'StringLike', 's3:prefix'))
      : list(pick(statement, 'Resource')).map((resource) => String(resource).split('/').slice(1).join('/'));
  return within.length > 0 && within.every((prefix) => prefixes.includes(String(prefix)));
}

/** What a node gets from AWS: joining and pulling images. No storage, no keys, no addresses for pods. */
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];

export const identityRules: Rule[] = [
  {
    guarantee: 'no policy allows an action by a wildcard',
    violations: (stack) =>
      grants(stack).flatMap(({ address, statements }) =>
        statements
          .flatMap((statement) => list(pick(statement, 'Action')))
          .filter((action) => String(action).includes('*'))
          .map((action) => `${address} allows ${action}`),
      ),
  },
  {
    guarantee: 'no policy allows anything on every resource, but where AWS knows nothing narrower',
    violations: (stack) =>
      grants(stack).flatMap(({ address, statements }) =>
        statements
          .filter((statement) => list(pick(statement, 'Resource')).includes('*'))
          .filter((statement) => {
            const key = `${address} ${pick(statement, 'Sid')}`;
            const tagged = Object.keys(pick(statement, 'Condition', 'StringEquals') ?? {}).some((condition) =>
              condition.startsWith('aws:ResourceTag/kubernetes.io/cluster/'),
            );
            return !everyResource.has(key) && !(everyResourceWithTag.has(key) && tagged);
          })
          .map((statement) => `${address} ${pick(statement, 'Sid')}`),
      ),
  },
  {
    guarantee: 'a key is used through S3 only',
    violations: (stack) =>
      grants(stack).flatMap(({ address, statements }) =>
        statements
          .filter((statement) => list(pick(statement, 'Action')).some((action) => String(action).startsWith('kms:')))
          .filter((statement) => pick(statement, 'Condition', 'StringEquals', 'kms:ViaService') === undefined)
          .map(() => address),
      ),
  },
  {
    guarantee: 'no policy reaches beyond the stack, but where AWS knows nothing narrower',
    violations: (stack) => {
      const own = `mf-${stackSlug(stack)}`;
      return grants(stack).flatMap(({ layer, address, statements }) =>
        statements.flatMap((statement) =>
          list(pick(statement, 'Resource'))
            .map((resource) => stack.resolve(layer, resource))
            .filter(
              (resource) => resource !== '*' && !resource.includes(own) && !/:aws_[a-z_]+\.\w+\.arn/.test(resource),
            )
            .map((resource) => `${address} ${pick(statement, 'Sid')} ${resource}`),
        ),
      );
    },
  },
  {
    guarantee: 'a role for pods trusts one service account, by equality of everything that could be another',
    violations: (stack) =>
      allOf(
        podRoles(stack),
        ({ isExact }) => isExact,
        ({ role }) => role.address,
      ),
  },
  {
    guarantee:
      'every role for pods is claimed by exactly the service account that it trusts, in a namespace that exists',
    violations: (stack) => {
      const namespaces = stack
        .ofType('kubernetes_namespace_v1')
        .map(({ layer, values }) => stack.resolve(layer, pick(values, 'metadata', 'name')));
      const known = new Set([...namespaces, 'kube-system']);
      return allOf(
        podRoles(stack),
        ({ role, subject, mechanism }) => {
          const claimants = claims(stack).filter((claim) => claim.role === arnOf(role));
          return (
            claimants.length === 1 &&
            claimants[0]?.subject === subject &&
            claimants[0].mechanism === mechanism &&
            known.has(subject.split(':')[2] ?? '')
          );
        },
        ({ role }) => role.address,
      );
    },
  },
  {
    guarantee: 'every service account that claims a role is trusted by it',
    violations: (stack) => {
      const trusted = podRoles(stack);
      return allOf(
        claims(stack),
        (claim) => trusted.some(({ role, subject }) => arnOf(role) === claim.role && subject === claim.subject),
        (claim) => claim.by,
      );
    },
  },
  {
    guarantee: 'Pod Identity has its agent, and neither the network nor a step waits for it',
    violations: (stack) => {
      const roles = podRoles(stack).filter(({ mechanism }) => mechanism === 'pod-identity');
      const agents = stack.ofType('aws_eks_addon').filter(({ name }) => name === 'eks_pod_identity_agent');
      return [
        ...(roles.length > 0 === agents.length > 0 ? [] : [`${roles.length} roles, ${agents.length} agents`]),
        ...roles
          .filter(({ role: { name } }) => name === 'vpc_cni' || /^task(_|$)/.test(name))
          .map(({ role }) => role.address),
      ];
    },
  },
  {
    guarantee: 'the connection pack lists every role for pods as it is',
    violations: (stack) => {
      const listed = list(pick(stack.documents.cluster, 'output', 'identities', 'value')).map((identity) =>
        [
          stack.resolve('cluster', pick(identity, 'role_arn')),
          subjectOf(String(pick(identity, 'namespace')), String(pick(identity, 'service_account'))),
          pick(identity, 'mechanism'),
        ].join(' '),
      );
      const trusted = podRoles(stack).map(({ role, subject, mechanism }) => `${arnOf(role)} ${subject} ${mechanism}`);
      return [
        ...trusted.filter((entry) => !listed.includes(entry)).map((entry) => `not listed: ${entry}`),
        ...listed.filter((entry) => !trusted.includes(entry)).map((entry) => `no such role: ${entry}`),
      ];
    },
  },
  {
    guarantee: 'a team reads, writes and lists what is below its own prefixes, and nothing else of the bucket',
    violations: (stack) => {
      const roles = stack.ofType('aws_iam_role_policy').filter(({ name }) => /^task(_|$)/.test(name));
      const ofTeams = list(pick(stack.documents.cluster, 'output', 'identities', 'value')).filter(
        (identity) => typeof pick(identity, 'team') === 'string',
      );
      const shared = roles.filter(({ name }) => name === 'task');
      return [
        ...(ofTeams.length > 0 && shared.length > 0 ? ['with teams there is still a role that all share'] : []),
        ...ofTeams.flatMap((identity) => {
          const team = String(pick(identity, 'team'));
          const policy = roles.find(({ name }) => name === `task_${team.replaceAll('-', '_')}`);
          if (policy === undefined) return [`${team} has no role`];
          return statementsOf(pick(policy.values, 'policy'))
            .filter((statement) => !isOfTeam(statement, team))
            .map((statement) => `${policy.address} ${pick(statement, 'Sid')}`);
        }),
      ];
    },
  },
  {
    guarantee:
      'people come into the cluster by a group that is bound in its namespaces, the deployer alone as administrator',
    violations: (stack) => {
      const deployers = stack
        .ofType('aws_eks_access_policy_association')
        .map(({ values }) => String(pick(values, 'principal_arn')));
      const people = stack.ofType('aws_eks_access_entry').filter(({ name }) => name !== 'deployer');
      return [
        ...(deployers.join() === '${aws_eks_access_entry.deployer.principal_arn}' ? [] : deployers),
        ...allOf(
          people,
          ({ values }) => list(pick(values, 'kubernetes_groups')).join() === 'metaflow-users',
          ({ address }) => address,
        ),
        ...stack
          .ofType('aws_eks_cluster')
          .filter(
            ({ values }) =>
              pick(values, 'access_config', 'authentication_mode') !== 'API' ||
              pick(values, 'access_config', 'bootstrap_cluster_creator_admin_permissions') !== false,
          )
          .map(({ address }) => address),
      ];
    },
  },
  {
    guarantee: 'a node has no rights but to join and to pull images',
    violations: (stack) => {
      const nodeRoles = stack
        .ofType('aws_iam_role')
        .filter(({ values }) => String(pick(values, 'assume_role_policy')).includes('ec2.amazonaws.com'));
      return nodeRoles.flatMap(({ address }) => {
        const points = (values: unknown) => String(pick(values, 'role')).startsWith(`\${${address}.`);
        const attached = stack
          .ofType('aws_iam_role_policy_attachment')
          .filter(({ values }) => points(values))
          .map(({ values }) => String(pick(values, 'policy_arn')).split('/').at(-1) ?? '');
        const inline = stack.ofType('aws_iam_role_policy').filter(({ values }) => points(values));
        return [
          ...attached.filter((policy) => !nodePolicies.includes(policy)).map((policy) => `${address} has ${policy}`),
          ...inline.map((policy) => `${address} has ${policy.address}`),
        ];
      });
    },
  },
  {
    guarantee: 'no pod reaches the credentials of its node: tokens required, one hop',
    violations: (stack) => [
      ...allOf(
        stack.ofType('aws_launch_template'),
        ({ values }) =>
          pick(values, 'metadata_options', 'http_tokens') === 'required' &&
          pick(values, 'metadata_options', 'http_put_response_hop_limit') === 1,
        ({ address }) => address,
      ),
      ...allOf(
        stack.ofType('aws_eks_node_group'),
        ({ values }) => String(pick(values, 'launch_template', 'id')).startsWith('${aws_launch_template.'),
        ({ address }) => address,
      ),
    ],
  },
];
