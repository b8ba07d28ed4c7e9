import type { InstanceType } from '@flowport/domain';

/**
 * Families that stand in for each other, by the letter they begin with: equal memory for each vCPU, x86, in all sizes which
 * the parameters offer.
 */
const alike: Record<string, readonly string[]> = {
  m: ['m5', 'm6a', 'm6i'],
  c: ['c5', 'c6a', 'c6i'],
  r: ['r5', 'r6a', 'r6i'],
};

/**
 * The instance types of a group of spot nodes, the chosen one first. AWS takes back one pool at a time, so a group of one
 * type loses all its nodes at once. The others have the same vCPUs and memory: the autoscaler reckons with the first.
 */
export function spotTypes(chosen: InstanceType): string[] {
  const [family = '', size = ''] = chosen.split('.');
  const others = alike[family.charAt(0)] ?? [];
  return [chosen, ...others.filter((other) => other !== family).map((other) => `${other}.${size}`)];
}
