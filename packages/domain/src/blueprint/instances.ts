/** What the blueprint offers. vCPU and memory after AWS's instance type pages; the pods limit is by ENI addresses. */
export const instanceTypes = {
  'm5.large': { vcpus: 2, memoryGib: 8, podsMax: 29, gpus: 0 },
  'm6i.large': { vcpus: 2, memoryGib: 8, podsMax: 29, gpus: 0 },
  'm7i.large': { vcpus: 2, memoryGib: 8, podsMax: 29, gpus: 0 },
  'r6i.large': { vcpus: 2, memoryGib: 16, podsMax: 29, gpus: 0 },
  'm5.xlarge': { vcpus: 4, memoryGib: 16, podsMax: 58, gpus: 0 },
  'm6i.xlarge': { vcpus: 4, memoryGib: 16, podsMax: 58, gpus: 0 },
  'c6i.xlarge': { vcpus: 4, memoryGib: 8, podsMax: 58, gpus: 0 },
  'm5.2xlarge': { vcpus: 8, memoryGib: 32, podsMax: 58, gpus: 0 },
  'm6i.2xlarge': { vcpus: 8, memoryGib: 32, podsMax: 58, gpus: 0 },
  'c6i.2xlarge': { vcpus: 8, memoryGib: 16, podsMax: 58, gpus: 0 },
  'm6i.4xlarge': { vcpus: 16, memoryGib: 64, podsMax: 234, gpus: 0 },
  'm6i.8xlarge': { vcpus: 32, memoryGib: 128, podsMax: 234, gpus: 0 },
  'g4dn.xlarge': { vcpus: 4, memoryGib: 16, podsMax: 29, gpus: 1 },
  'g5.xlarge': { vcpus: 4, memoryGib: 16, podsMax: 58, gpus: 1 },
  'g5.2xlarge': { vcpus: 8, memoryGib: 32, podsMax: 58, gpus: 1 },
  'g5.4xlarge': { vcpus: 16, memoryGib: 64, podsMax: 234, gpus: 1 },
  'g5.12xlarge': { vcpus: 48, memoryGib: 192, podsMax: 737, gpus: 4 },
  'g6.xlarge': { vcpus: 4, memoryGib: 16, podsMax: 58, gpus: 1 },
  'g6.2xlarge': { vcpus: 8, memoryGib: 32, podsMax: 58, gpus: 1 },
} as const;

export type InstanceType = keyof typeof instanceTypes;

export const databaseClasses = [
  'db.t4g.small',
  'db.t4g.medium',
  'db.t4g.large',
  'db.m6g.large',
  'db.m7g.large',
  'db.m6g.xlarge',
  'db.r6g.large',
] as const;
export type DatabaseClass = (typeof databaseClasses)[number];

/** Lines of Argo Workflows; which chart belongs to one is the blueprint's affair. */
export const argoVersions = {
  '3.7': { metaflowFrom: '2.19.0' },
  '4.0': { metaflowFrom: '2.19.32' },
} as const;
export type ArgoVersion = keyof typeof argoVersions;

/** Kubernetes minors that EKS still supports as standard, with the day that ends (AWS's release calendar, 2026-11). */
export const kubernetesVersions = {
  '1.34': { standardSupportEnds: '2026-12-02' },
  '1.35': { standardSupportEnds: '2027-03-27' },
  '1.36': { standardSupportEnds: '2027-08-02' },
} as const;
export type KubernetesVersion = keyof typeof kubernetesVersions;
