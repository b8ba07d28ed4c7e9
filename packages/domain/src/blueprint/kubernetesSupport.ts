import { type KubernetesVersion, kubernetesVersions } from './instances.ts';

/** AWS bills extended support at six times the price, so a stack should not slip into it unnoticed. */
const warningDays = 90;

/** How long EKS supports the version as standard, seen from `now`. */
export function kubernetesSupport(version: KubernetesVersion, now: Date) {
  const ends = kubernetesVersions[version].standardSupportEnds;
  const daysLeft = Math.floor((Date.parse(`${ends}T00:00:00Z`) - now.getTime()) / 86_400_000);
  const state = daysLeft < 0 ? 'past' : daysLeft <= warningDays ? 'ending' : 'supported';
  return { state, ends, daysLeft } as const;
}
