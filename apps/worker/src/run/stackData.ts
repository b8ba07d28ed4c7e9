import { type StateFile, stateResources } from '@flowport/aws';
import type { DataChoice, Kept } from '@flowport/domain';

/** The resources of the foundation that hold a stack's data, as the blueprint names them. */
export const dataResources = {
  database: 'aws_db_instance.metadata',
  bucket: 'aws_s3_bucket.datastore',
  key: 'aws_kms_key.data',
} as const;

/**
 * What has to be released from its protection before the foundation can go: the database from deletion protection, and
 * for a purge the bucket from being kept while it holds objects. Only what exists: the foundation may be half made, and
 * what Terraform takes for broken is replaced by any apply, so it is left alone.
 */
export function releaseTargets(data: DataChoice | null, foundation: StateFile | undefined): string[] {
  if (data === null || data === 'retain' || !foundation) return [];
  const wanted: readonly string[] =
    data === 'purge' ? [dataResources.database, dataResources.bucket] : [dataResources.database];
  const whole = stateResources(foundation).filter(({ tainted }) => !tainted);
  return wanted.filter((address) => whole.some((resource) => resource.address === address));
}

/** What outlives the destroy, by the names that the state knows before it. */
export function keptBy(data: DataChoice | null, foundation: StateFile | undefined): Kept[] {
  if (data === null || data === 'purge' || !foundation) return [];
  const named = (kind: Kept['kind'], address: string, attribute: string): Kept[] => {
    const name = attributeOf(foundation, address, attribute);
    return name === undefined ? [] : [{ kind, name }];
  };
  return [
    ...(data === 'retain'
      ? named('database', dataResources.database, 'identifier')
      : named('snapshot', dataResources.database, 'final_snapshot_identifier')),
    ...named('bucket', dataResources.bucket, 'bucket'),
    ...named('key', dataResources.key, 'arn'),
  ];
}

/**
 * With what an earlier destroy, which did not come to its end, has left: out of the state by now, and still in AWS. What
 * the state holds yet is this run's to decide.
 */
export function withLeftBehind(
  kept: readonly Kept[],
  left: readonly Kept[],
  foundation: StateFile | undefined,
): Kept[] {
  const all = [...kept];
  const held = keptBy('snapshot', foundation);
  for (const one of left) {
    const isKnown = [...held, ...all].some(({ kind, name }) => kind === one.kind && name === one.name);
    if (!isKnown) all.push(one);
  }
  return all;
}

function attributeOf(state: StateFile, address: string, attribute: string): string | undefined {
  const found = state.resources.find(({ mode, type, name }) => mode === 'managed' && `${type}.${name}` === address);
  const value = found?.instances[0]?.attributes?.[attribute];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
