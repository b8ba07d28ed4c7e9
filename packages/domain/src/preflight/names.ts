import type { WantedNames } from './facts.ts';

/**
 * The names that synthesized layers give to what has to be unique in AWS. Names that Terraform makes up during the apply
 * cannot be taken beforehand, and are left out.
 * @param documents the Terraform JSON of each layer
 */
export function wantedNames(documents: Readonly<Record<string, unknown>>): WantedNames {
  const named = (type: string, attribute: string) =>
    Object.values(documents).flatMap((document) =>
      Object.values(objectAt(document, 'resource', type)).flatMap((resource) => {
        const name: unknown = Object.getOwnPropertyDescriptor(Object(resource), attribute)?.value;
        return typeof name === 'string' && !name.includes('${') ? [name] : [];
      }),
    );
  return {
    bucket: named('aws_s3_bucket', 'bucket')[0] ?? null,
    database: named('aws_db_instance', 'identifier')[0] ?? null,
    cluster: named('aws_eks_cluster', 'name')[0] ?? null,
    roles: named('aws_iam_role', 'name'),
    secrets: named('aws_secretsmanager_secret', 'name'),
  };
}

function objectAt(value: unknown, ...path: readonly string[]): Record<string, unknown> {
  let at: unknown = value;
  for (const key of path) at = Object.getOwnPropertyDescriptor(Object(at), key)?.value;
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>) : {};
}
