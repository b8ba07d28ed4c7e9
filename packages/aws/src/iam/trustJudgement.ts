import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const trustDocumentSchema = z.object({
  Statement: z.union([z.unknown(), z.array(z.unknown())]).transform((value) => [value].flat()),
});
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Federated: oneOrMore }),
  Action: oneOrMore,
  Condition: z.strictObject({ StringEquals: z.record(z.string(), oneOrMore) }),
});

export type ServiceAccountIdentity = {
  oidcProviderArn: string;
  issuer: string;
  namespace: string;
  serviceAccount: string;
};

/**
 * Whether an IRSA role can be assumed by exactly one service account of one cluster and by nobody else. The judgement is
 * stricter than IAM's: one Allow statement, one federated principal, one action, and equality on `sub` and `aud`. A
 * wildcard, a second statement or another operator may be right somewhere, but is never what the blueprint writes.
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
  if (!isOnly(Principal.Federated, identity.oidcProviderArn)) {
    return `The trust policy names ${Principal.Federated.join(', ')} in place of ${identity.oidcProviderArn}.`;
  }
  if (!isOnly(Action, 'sts:AssumeRoleWithWebIdentity')) return `The trust policy allows ${Action.join(', ')}.`;
  const issuer = identity.issuer.replace(/^https:\/\//, '');
  const expected = {
    [`${issuer}:sub`]: `system:serviceaccount:${identity.namespace}:${identity.serviceAccount}`,
    [`${issuer}:aud`]: 'sts.amazonaws.com',
  };
  const conditions = Condition.StringEquals;
  for (const [key, value] of Object.entries(expected)) {
    const actual = conditions[key];
    if (!actual) return `The trust policy does not ask for ${key}.`;
    if (!isOnly(actual, value)) return `The trust policy asks for ${key} ${actual.join(', ')} in place of ${value}.`;
  }
  return undefined;
}

function isOnly(values: readonly string[], expected: string): boolean {
  return values.length === 1 && values[0] === expected;
}
