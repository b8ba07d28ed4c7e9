import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const trustDocumentSchema = z.object({
  Statement: z.union([z.unknown(), z.array(z.unknown())]).transform((value) => [value].flat()),
});
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Federated: oneOrMore.optional(), Service: oneOrMore.optional() }),
  Action: oneOrMore,
  Condition: z.strictObject({ StringEquals: z.record(z.string(), oneOrMore) }),
});

type Subject = { namespace: string; serviceAccount: string };
/** By a token of the cluster's OIDC provider. */
type WebIdentitySubject = Subject & { mechanism: 'irsa'; oidcProviderArn: string; issuer: string };
/** By EKS itself, which tags the session with the pod that it stands for. */
type PodIdentitySubject = Subject & { mechanism: 'pod-identity'; account: string; clusterName: string };
export type ServiceAccountIdentity = WebIdentitySubject | PodIdentitySubject;

/**
 * Whether a role can be assumed by exactly one service account of one cluster and by nobody else. The judgement is
 * stricter than IAM's: one Allow statement, one principal, no action but the mechanism's, and equality on everything that
 * names the service account. A wildcard, a second statement or another operator may be right somewhere, but is never what
 * the blueprint writes.
 * @returns what is wrong in words, undefined when it is as it should be.
 */
export function trustProblem(document: unknown, identity: ServiceAccountIdentity): string | undefined {
  const parsed = trustDocumentSchema.safeParse(document);
  if (!parsed.success) return 'The trust policy is not a policy document.';
  const statements = parsed.data.Statement;
  if (statements.length !== 1) return `The trust policy has ${statements.length} statements where one is expected.`;
  const statement = statementSchema.safeParse(statements[0]);
  if (!statement.success) return 'The trust policy says more, or other things, than "this service account".';
  const { Principal, Action, Condition } = statement.data;
  const expected = expectationOf(identity);
  const principals = [...(Principal.Federated ?? []), ...(Principal.Service ?? [])];
  if (!isOnly(principals, [expected.principal])) {
    return `The trust policy names ${principals.join(', ')} in place of ${expected.principal}.`;
  }
  if (!isOnly(Action, expected.actions)) return `The trust policy allows ${Action.join(', ')}.`;
  for (const [key, value] of Object.entries(expected.conditions)) {
    const actual = Condition.StringEquals[key];
    if (!actual) return `The trust policy does not ask for ${key}.`;
    if (!isOnly(actual, [value])) return `The trust policy asks for ${key} ${actual.join(', ')} in place of ${value}.`;
  }
  return undefined;
}

type Expectation = { principal: string; actions: string[]; conditions: Record<string, string> };

function expectationOf(identity: ServiceAccountIdentity): Expectation {
  const { namespace, serviceAccount } = identity;
  if (identity.mechanism === 'irsa') {
    const issuer = identity.issuer.replace(/^https:\/\//, '');
    return {
      principal: identity.oidcProviderArn,
      actions: ['sts:AssumeRoleWithWebIdentity'],
      conditions: {
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
        [`${issuer}:aud`]: 'sts.amazonaws.com',
      },
    };
  }
  return {
    principal: 'pods.eks.amazonaws.com',
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    conditions: {
      'aws:SourceAccount': identity.account,
      'aws:RequestTag/eks-cluster-name': identity.clusterName,
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': serviceAccount,
    },
  };
}

/** The same values, in whatever order. */
function isOnly(values: readonly string[], expected: readonly string[]): boolean {
  return values.length === expected.length && expected.every((value) => values.includes(value));
}
