/** How many virtual CPUs an instance type has, which is what AWS's quotas of running instances count. */

/** Sizes below `xlarge` follow no rule over all families; from there on the number in the size says it. */
export function vcpusOf(instanceType: string): number {
  const [family = '', size = ''] = instanceType.split('.');
  if (size === 'large') return 2;
  if (size === 'medium') return family.startsWith('t') ? 2 : 1;
  if (['nano', 'micro', 'small'].includes(size)) return 2;
  const factor = /^(\d*)xlarge$/.exec(size)?.[1];
  if (factor !== undefined) return 4 * Number(factor || 1);
  const metal = /^metal(?:-(\d+)xl)?$/.exec(size);
  return metal === null ? 2 : 4 * Number(metal[1] ?? 24);
}

export type InstanceClass = 'standard' | 'gpu' | 'p' | 'other';

/** The bucket of the quota that a type counts in. Source: EC2 user guide, on-demand instance quotas. */
export function instanceClassOf(instanceType: string): InstanceClass {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? '';
  if (letters === 'g' || letters === 'gr' || letters === 'vt') return 'gpu';
  if (letters === 'p') return 'p';
  return /^[acdhimrtz]/.test(letters) && letters !== 'inf' && letters !== 'trn' ? 'standard' : 'other';
}
