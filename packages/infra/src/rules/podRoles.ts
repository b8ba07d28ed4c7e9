// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { list, pick, type StackView, type ViewedResource } from './stackView.ts';

/** A role that a service account can become, as its trust policy says. */
type PodRole = {
  role: ViewedResource;
  mechanism: 'irsa' | 'pod-identity';
  /** As Kubernetes has it: `system:serviceaccount:<namespace>:<name>`. */
  subject: string;
  /** Whether the trust names one service account of one cluster, by equality of everything that could be another. */
  isExact: boolean;
};

export function statementsOf(document: unknown): unknown[] {
  return list(pick(JSON.parse(String(document)), 'Statement'));
}

export function subjectOf(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

export const arnOf = (role: ViewedResource) => `${role.layer}:${role.address}.arn`;

export function podRoles(stack: StackView): PodRole[] {
  return stack.ofType('aws_iam_role').flatMap((role) => {
    const statements = statementsOf(stack.resolve(role.layer, pick(role.values, 'assume_role_policy')));
    return statements.flatMap((statement) => {
      const condition = pick(statement, 'Condition') ?? {};
      const equals = Object.entries(pick(condition, 'StringEquals') ?? {});
      const onlyEquals = Object.keys(condition).join() === 'StringEquals';
      const value = (suffix: string) => String(equals.find(([key]) => key.endsWith(suffix))?.[1] ?? '');
      if (list(pick(statement, 'Action')).includes('sts:AssumeRoleWithWebIdentity')) {
        return [webIdentity(role, { onlyEquals, conditions: equals.length, value })];
      }
      if (pick(statement, 'Principal', 'Service') === 'pods.eks.amazonaws.com') {
        return [podIdentity(stack, role, { onlyEquals, conditions: equals.length, value })];
      }
      return [];
    });
  });
}

type Conditions = { onlyEquals: boolean; conditions: number; value: (suffix: string) => string };

const wellFormed = /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/;

function webIdentity(role: ViewedResource, { onlyEquals, conditions, value }: Conditions): PodRole {
  const subject = value(':sub');
  const isExact = onlyEquals && conditions === 2 && value(':aud') === 'sts.amazonaws.com' && wellFormed.test(subject);
  return { role, mechanism: 'irsa', subject, isExact };
}

function podIdentity(stack: StackView, role: ViewedResource, { onlyEquals, conditions, value }: Conditions): PodRole {
  const subject = subjectOf(value('/kubernetes-namespace'), value('/kubernetes-service-account'));
  const account = String(pick(stack.documents.cluster, 'provider', 'aws', 0, 'allowed_account_ids', 0));
  const cluster = stack.resolve('cluster', '${aws_eks_cluster.main.name}');
  const isExact =
    onlyEquals &&
    conditions === 4 &&
    value('aws:SourceAccount') === account &&
    value('/eks-cluster-name') === cluster &&
    wellFormed.test(subject);
  return { role, mechanism: 'pod-identity', subject, isExact };
}

/** Who says of itself that it is a role: by its annotation, as an add-on, or through an association. */
type Claim = { subject: string; role: string; mechanism: PodRole['mechanism']; by: string };

export function claims(stack: StackView): Claim[] {
  const accounts = stack.ofType('kubernetes_service_account_v1').flatMap(({ layer, address, values }): Claim[] => {
    const arn = pick(values, 'metadata', 'annotations', 'eks.amazonaws.com/role-arn');
    if (arn === undefined) return [];
    const namespace = stack.resolve(layer, pick(values, 'metadata', 'namespace'));
    const name = stack.resolve(layer, pick(values, 'metadata', 'name'));
    return [{ subject: subjectOf(namespace, name), role: stack.resolve(layer, arn), mechanism: 'irsa', by: address }];
  });
  const addons = stack.ofType('aws_eks_addon').flatMap(({ layer, address, values }): Claim[] => {
    const arn = pick(values, 'service_account_role_arn');
    if (arn === undefined) return [];
    const account = addonAccounts[String(pick(values, 'addon_name'))] ?? 'unknown';
    const subject = subjectOf('kube-system', account);
    return [{ subject, role: stack.resolve(layer, arn), mechanism: 'irsa', by: address }];
  });
  const associations = stack.ofType('aws_eks_pod_identity_association').map(
    ({ layer, address, values }): Claim => ({
      subject: subjectOf(String(pick(values, 'namespace')), String(pick(values, 'service_account'))),
      role: stack.resolve(layer, pick(values, 'role_arn')),
      mechanism: 'pod-identity',
      by: address,
    }),
  );
  return [...accounts, ...addons, ...associations];
}

/** Service accounts that AWS's add-ons bring along (EKS user guide). */
const addonAccounts: Record<string, string> = {
  'vpc-cni': 'aws-node',
  'aws-ebs-csi-driver': 'ebs-csi-controller-sa',
};
