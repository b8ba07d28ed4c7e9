import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statementSchema = z.object({
  Effect: z.literal('Allow'),
  Principal: z.object({ Federated: oneOrMore.optional(), Service: oneOrMore.optional() }),
  Action: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});

const policySchema = z.object({ Statement: z.array(statementSchema).length(1) });

type Identity = { namespace: string; serviceAccount: string; trustPolicy: unknown };

/**
 * Who may become a role, read from the role's own trust policy rather than from what it was meant to say.
 * @returns null for a policy of another form, whose JSON has to speak for itself.
 */
export function trustWords({ namespace, serviceAccount, trustPolicy }: Identity): string | null {
  const parsed = policySchema.safeParse(trustPolicy);
  const statement = parsed.success ? parsed.data.Statement[0] : undefined;
  if (!statement) return null;
  if (statement.Principal.Service?.join() === 'pods.eks.amazonaws.com') {
    return `EKS Pod Identity may hand this role to pods. The association in the cluster names which: those with the service account ${serviceAccount} in the namespace ${namespace}.`;
  }
  const exact = Object.entries(statement.Condition?.StringEquals ?? {});
  const named = (suffix: string) => exact.find(([key]) => key.endsWith(suffix))?.[1];
  const [subject, ...others] = named(':sub') ?? [];
  const audience = named(':aud');
  const issuer = exact.find(([key]) => key.endsWith(':sub'))?.[0].replace(/:sub$/, '');
  const account = subject?.match(/^system:serviceaccount:([^:*]+):([^:*]+)$/);
  if (!statement.Principal.Federated || !account || !audience || others.length > 0) return null;
  return `Only pods with the service account ${account[2]} in the namespace ${account[1]} may become this role: by a token which the cluster’s issuer ${issuer} has made for ${audience.join(' or ')}.`;
}
