/** The import id of a resource, in the form of the real provider's documentation, from its state. */
import { text } from '../../../cloud/attributes.ts';
import type { TfObject, TfValue } from '../../wire/values.ts';

type Build = (values: TfObject) => string;

const join =
  (separator: string, ...names: string[]): Build =>
  (values) =>
    names.map((name) => text(values[name])).join(separator);

const builders: Readonly<Record<string, Build>> = {
  aws_route: join('_', 'route_table_id', 'destination_cidr_block'),
  aws_route_table_association: join('/', 'subnet_id', 'route_table_id'),
  aws_iam_role_policy_attachment: join('/', 'role', 'policy_arn'),
  aws_db_instance: join('', 'identifier'),
  aws_eks_pod_identity_association: join(',', 'cluster_name', 'association_id'),
  random_password: join('', 'result'),
  random_id: join('', 'b64_url'),
  helm_release: join('/', 'namespace', 'name'),
};

/** Types that their real providers cannot import. */
const notImportable = new Set(['aws_autoscaling_attachment', 'aws_acm_certificate_validation', 'random_pet']);

/** Undefined when the type cannot be imported. */
export function importIdOf(type: string, values: Record<string, unknown>): string | undefined {
  if (notImportable.has(type)) return undefined;
  const known = values as TfObject;
  const build = builders[type];
  return build === undefined ? text(known.id as TfValue | undefined) : build(known);
}
