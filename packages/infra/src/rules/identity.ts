import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, type ViewedResource } from './stackView.ts';

type Policy = { address: string; statements: unknown[] };

function statementsOf(document: unknown): unknown[] {
  return list(pick(JSON.parse(String(document)), 'Statement'));
}

/** Policies that grant: of roles, not of buckets, whose wildcards only deny. */
function grants(stack: StackView): Policy[] {
  return stack.ofType('aws_iam_role_policy', 'aws_iam_policy').map(({ address, values }) => ({
    address,
    statements: statementsOf(pick(values, 'policy')).filter((statement) => pick(statement, 'Effect') === 'Allow'),
  }));
}

/**
 * Statements which may name every resource, as AWS offers nothing narrower. The second is narrowed by the tag that EKS
 * gives the groups of one cluster.
 */
const everyResource = new Set(['aws_iam_role_policy.cluster_autoscaler Describe']);
const everyResourceWithTag = new Set(['aws_iam_role_policy.cluster_autoscaler ScaleOwnGroups']);

/** What a node gets from AWS: joining and pulling images. No storage, no keys, no addresses for pods. */
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];

type WebIdentity = { role: ViewedResource; audience: string; subject: string; operators: string[]; conditions: number };

/** Roles that a service account can become. */
function webIdentities(stack: StackView): WebIdentity[] {
  return stack.ofType('aws_iam_role').flatMap((role) => {
    const statements = statementsOf(stack.resolve(role.layer, pick(role.values, 'assume_role_policy')));
    return statements
      .filter((statement) => list(pick(statement, 'Action')).includes('sts:AssumeRoleWithWebIdentity'))
      .map((statement) => {
        const condition = pick(statement, 'Condition') ?? {};
        const equals = Object.entries(pick(condition, 'StringEquals') ?? {});
        const value = (suffix: string) => String(equals.find(([key]) => key.endsWith(suffix))?.[1] ?? '');
        return {
          role,
          audience: value(':aud'),
          subject: value(':sub'),
          operators: Object.keys(condition),
          conditions: equals.length,
        };
      });
  });
}

/** Who says of itself, in Kubernetes or as an add-on, that it is a role: `[subject, role]`. */
function claims(stack: StackView): { subject: string; role: string; by: string }[] {
  const accounts = stack.ofType('kubernetes_service_account_v1').flatMap(({ layer, address, values }) => {
    const arn = pick(values, 'metadata', 'annotations', 'eks.amazonaws.com/role-arn');
    if (arn === undefined) return [];
    const namespace = stack.resolve(layer, pick(values, 'metadata', 'namespace'));
    const name = stack.resolve(layer, pick(values, 'metadata', 'name'));
    return [{ subject: subjectOf(namespace, name), role: stack.resolve(layer, arn), by: address }];
  });
  const addons = stack.ofType('aws_eks_addon').flatMap(({ layer, address, values }) => {
    const arn = pick(values, 'service_account_role_arn');
    if (arn === undefined) return [];
    const account = addonAccounts[String(pick(values, 'addon_name'))] ?? 'unknown';
    return [{ subject: subjectOf('kube-system', account), role: stack.resolve(layer, arn), by: address }];
  });
  return [...accounts, ...addons];
}

/** Service accounts that AWS's add-ons bring along (EKS user guide). */
const addonAccounts: Record<string, string> = {
  'vpc-cni': 'aws-node',
  'aws-ebs-csi-driver': 'ebs-csi-controller-sa',
};

function subjectOf(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

const arnOf = (role: ViewedResource) => `${role.layer}:${role.address}.arn`;

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
    guarantee: 'a role for pods trusts one service account, by equality of audience and subject',
    violations: (stack) =>
      allOf(
        webIdentities(stack),
        ({ audience, subject, operators, conditions }) =>
          operators.join() === 'StringEquals' &&
          conditions === 2 &&
          audience === 'sts.amazonaws.com' &&
          /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/.test(subject),
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
        webIdentities(stack),
        ({ role, subject }) => {
          const claimants = claims(stack).filter((claim) => claim.role === arnOf(role));
          return claimants.length === 1 && claimants[0]?.subject === subject && known.has(subject.split(':')[2] ?? '');
        },
        ({ role }) => role.address,
      );
    },
  },
  {
    guarantee: 'every service account that claims a role is trusted by it',
    violations: (stack) => {
      const identities = webIdentities(stack);
      return allOf(
        claims(stack),
        (claim) => identities.some(({ role, subject }) => arnOf(role) === claim.role && subject === claim.subject),
        (claim) => claim.by,
      );
    },
  },
  {
    guarantee: 'the connection pack lists every role for pods as it is',
    violations: (stack) => {
      const listed = list(pick(stack.documents.cluster, 'output', 'identities', 'value')).map((identity) =>
        [
          stack.resolve('cluster', pick(identity, 'role_arn')),
          subjectOf(String(pick(identity, 'namespace')), String(pick(identity, 'service_account'))),
        ].join(' '),
      );
      const trusted = webIdentities(stack).map(({ role, subject }) => `${arnOf(role)} ${subject}`);
      return [
        ...trusted.filter((entry) => !listed.includes(entry)).map((entry) => `not listed: ${entry}`),
        ...listed.filter((entry) => !trusted.includes(entry)).map((entry) => `no such role: ${entry}`),
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
