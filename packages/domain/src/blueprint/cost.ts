import { z } from 'zod';
import type { DatabaseClass, InstanceType } from './instances.ts';
import { interfaceEndpoints } from './interfaceEndpoints.ts';
import type { NodeGroup } from './nodeGroup.ts';
import type { StackParameters } from './sections.ts';

/**
 * On-demand list prices in thousandths of a cent per hour or per GB and month, us-east-1 and us-west-2, 730 hours a
 * month. Source: AWS's public price pages, as of 2026-11; other regions differ by up to a fifth.
 */
export const priceTable = {
  asOf: '2026-11-01',
  source: 'AWS on-demand list prices, us-west-2',
  hoursPerMonth: 730,
  perHour: {
    eksControlPlane: 10_000,
    natGateway: 4_500,
    publicIpv4: 500,
    loadBalancer: 2_250,
    loadBalancerUnit: 800,
    interfaceEndpoint: 1_000,
  },
  perGbMonth: { gp3: 8_000, databaseStorage: 11_500 },
  perMonth: { kmsKey: 100_000, secret: 40_000 },
  instancePerHour: {
    'm5.large': 9_600,
    'm6i.large': 9_600,
    'm7i.large': 10_080,
    'r6i.large': 12_600,
    'm5.xlarge': 19_200,
    'm6i.xlarge': 19_200,
    'c6i.xlarge': 17_000,
    'm5.2xlarge': 38_400,
    'm6i.2xlarge': 38_400,
    'c6i.2xlarge': 34_000,
    'm6i.4xlarge': 76_800,
    'm6i.8xlarge': 153_600,
    'g4dn.xlarge': 52_600,
    'g5.xlarge': 100_600,
    'g5.2xlarge': 121_200,
    'g5.4xlarge': 162_400,
    'g5.12xlarge': 567_200,
    'g6.xlarge': 80_480,
    'g6.2xlarge': 97_760,
  } satisfies Record<InstanceType, number>,
  databasePerHour: {
    'db.t4g.small': 3_200,
    'db.t4g.medium': 6_500,
    'db.t4g.large': 12_900,
    'db.m6g.large': 15_900,
    'db.m7g.large': 16_800,
    'db.m6g.xlarge': 31_800,
    'db.r6g.large': 22_500,
  } satisfies Record<DatabaseClass, number>,
} as const;

export const costEstimateSchema = z.object({
  floorCents: z.int().describe('US cents a month with every group at its minimum'),
  ceilingCents: z.int().describe('US cents a month with every group at its maximum'),
  components: z.array(z.object({ name: z.string(), detail: z.string(), floorCents: z.int(), ceilingCents: z.int() })),
  asOf: z.string(),
  source: z.string(),
});
export type CostEstimate = z.infer<typeof costEstimateSchema>;

/** The monthly cost of a stack without traffic and storage that depends on use; of one that sleeps, of what still runs. */
export function estimateCost(parameters: StackParameters): CostEstimate {
  const { network, cluster, database, endpoint } = parameters;
  const hourly = (milliCents: number) => milliCents * priceTable.hoursPerMonth;
  const nats = network.nat === 'per-zone' ? network.zones : 1;
  const standby = database.multiZone ? 2 : 1;
  const nodes = (name: string, group: NodeGroup | null, note = '') => {
    if (!group) return [];
    const each = hourly(priceTable.instancePerHour[group.instanceType]) + group.diskGb * priceTable.perGbMonth.gp3;
    if (parameters.asleep)
      return [line(name, `Asleep; otherwise ${group.min}–${group.max} × ${group.instanceType}`, 0, 0)];
    return [
      line(
        name,
        `${group.min}–${group.max} × ${group.instanceType}, ${group.diskGb} GB each${note}`,
        group.min * each,
        group.max * each,
      ),
    ];
  };
  const fixed = (name: string, detail: string, milliCents: number) => line(name, detail, milliCents, milliCents);
  const components = [
    fixed('Kubernetes control plane', 'Amazon EKS, standard support', hourly(priceTable.perHour.eksControlPlane)),
    ...nodes('System nodes', cluster.systemNodes),
    ...nodes('Worker nodes', cluster.workerNodes),
    ...nodes('Spot nodes', cluster.spotNodes, ', at most the on-demand price'),
    ...nodes('GPU nodes', cluster.gpuNodes),
    fixed(
      'Database',
      `${database.instanceClass}, ${database.storageGb} GB${database.multiZone ? ', with standby' : ''}`,
      standby *
        (hourly(priceTable.databasePerHour[database.instanceClass]) +
          database.storageGb * priceTable.perGbMonth.databaseStorage),
    ),
    fixed(
      'NAT gateways',
      `${nats} with a public address each`,
      nats * hourly(priceTable.perHour.natGateway + priceTable.perHour.publicIpv4),
    ),
    fixed('Encryption key', 'AWS KMS', priceTable.perMonth.kmsKey),
    ...(network.interfaceEndpoints
      ? [
          fixed(
            'Private endpoints',
            `${interfaceEndpoints(parameters).length} services in ${network.zones} zones`,
            interfaceEndpoints(parameters).length * network.zones * hourly(priceTable.perHour.interfaceEndpoint),
          ),
        ]
      : []),
    ...(endpoint.mode === 'port-forward'
      ? []
      : [
          fixed(
            'Load balancer',
            `One unit of load, ${network.zones} public addresses`,
            hourly(
              priceTable.perHour.loadBalancer +
                priceTable.perHour.loadBalancerUnit +
                network.zones * priceTable.perHour.publicIpv4,
            ),
          ),
          fixed('Secrets', 'What programs sign in with', priceTable.perMonth.secret),
        ]),
  ];
  const sum = (key: 'floorCents' | 'ceilingCents') =>
    components.reduce((total, component) => total + component[key], 0);
  return {
    floorCents: sum('floorCents'),
    ceilingCents: sum('ceilingCents'),
    components,
    asOf: priceTable.asOf,
    source: priceTable.source,
  };
}

function line(name: string, detail: string, floorMilliCents: number, ceilingMilliCents: number) {
  return {
    name,
    detail,
    floorCents: Math.round(floorMilliCents / 1000),
    ceilingCents: Math.round(ceilingMilliCents / 1000),
  };
}
