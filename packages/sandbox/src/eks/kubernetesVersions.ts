/** Kubernetes versions of EKS. Source: EKS user guide, "Kubernetes release calendar" (as of 2026-11). */
type KubernetesRelease = { version: string; released: string; standardEnds: string; extendedEnds: string };

export const kubernetesVersions: readonly KubernetesRelease[] = [
  { version: '1.30', released: '2024-05-23', standardEnds: '2025-07-23', extendedEnds: '2026-07-23' },
  { version: '1.31', released: '2024-09-26', standardEnds: '2025-11-26', extendedEnds: '2026-11-26' },
  { version: '1.32', released: '2025-01-23', standardEnds: '2026-03-23', extendedEnds: '2027-03-23' },
  { version: '1.33', released: '2025-05-29', standardEnds: '2026-07-29', extendedEnds: '2027-07-29' },
  { version: '1.34', released: '2025-10-06', standardEnds: '2026-12-02', extendedEnds: '2027-12-02' },
  { version: '1.35', released: '2026-01-28', standardEnds: '2027-03-27', extendedEnds: '2028-03-27' },
  { version: '1.36', released: '2026-06-02', standardEnds: '2027-08-02', extendedEnds: '2028-08-02' },
];

/** What a cluster gets that names none. */
export const defaultVersion = '1.35';

export type Support = 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED';

export function supportOf({ standardEnds, extendedEnds }: KubernetesRelease, now: Date): Support {
  const day = now.toISOString().slice(0, 10);
  if (day < standardEnds) return 'STANDARD_SUPPORT';
  return day < extendedEnds ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED';
}
