import {
  argoVersions,
  databaseClasses,
  type InstanceType,
  kubernetesVersions,
  type NodeGroup,
  presetNames,
  presets,
  type StackParameters,
  stackParametersSchema,
} from '@flowport/domain';
import fc from 'fast-check';
import { endpoints } from './endpointArbitraries.ts';

function nodeGroup(types: readonly InstanceType[], min: number): fc.Arbitrary<NodeGroup> {
  return fc
    .record({
      instanceType: fc.constantFrom(...types),
      sizes: fc.array(fc.integer({ min, max: 40 }), { minLength: 3, maxLength: 3 }),
      diskGb: fc.integer({ min: 50, max: 2000 }),
    })
    .map(({ instanceType, sizes, diskGb }) => {
      const [low = min, middle = min, high = min] = sizes.toSorted((left, right) => left - right);
      return { instanceType, min: low, desired: middle, max: Math.max(high, 1), diskGb };
    });
}

/** Names of teams, the longest of 21 characters among them; none as often as some. */
const teams: fc.Arbitrary<string[]> = fc.oneof(
  fc.constant<string[]>([]),
  fc.uniqueArray(
    fc.oneof(fc.constant('abcdefghijklmnopqrstu'), fc.stringMatching(/^[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}$/)),
    { minLength: 1, maxLength: 20 },
  ),
);

/** Any parameters that the form would accept. */
export const stackParameters: fc.Arbitrary<StackParameters> = fc
  .constantFrom(...presetNames)
  .chain((preset) => {
    const { choices } = presets[preset];
    const optional = (types: readonly InstanceType[]) =>
      types.length > 0 ? fc.option(nodeGroup(types, 0)) : fc.constant(null);
    return fc.record({
      preset: fc.constant(preset),
      network: fc.record({
        cidr: fc.constantFrom('10.64.0.0/16', '192.168.0.0/17', '10.96.0.0/18', '100.64.32.0/19', '10.20.16.0/20'),
        zones: fc.constantFrom<2 | 3>(2, 3),
        nat: fc.constantFrom<'single' | 'per-zone'>('single', 'per-zone'),
        publicAccessCidrs: fc.subarray(['0.0.0.0/0', '203.0.113.0/24', '198.51.100.7/32'], { minLength: 1 }),
        interfaceEndpoints: fc.boolean(),
        flowLogs: fc.boolean(),
      }),
      cluster: fc.record({
        kubernetesVersion: fc.constantFrom(...keys(kubernetesVersions)),
        systemNodes: nodeGroup(choices.systemInstanceTypes, 2),
        workerNodes: optional(choices.workerInstanceTypes),
        spotNodes: optional(choices.workerInstanceTypes),
        gpuNodes: optional(choices.gpuInstanceTypes),
        logTypes: fc.subarray(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const),
        controllerIdentity: fc.constantFrom('irsa' as const, 'pod-identity' as const),
        userPrincipals: fc.subarray([
          'arn:aws:iam::111122223333:role/data-scientists',
          'arn:aws:iam::111122223333:role/people/analysts',
          'arn:aws:iam::111122223333:user/ada',
        ]),
      }),
      database: fc.record({
        instanceClass: fc.constantFrom(
          ...databaseClasses.filter((instanceClass) => choices.databaseClasses.includes(instanceClass)),
        ),
        storageGb: fc.integer({ min: 20, max: 1000 }),
        multiZone: fc.boolean(),
        backupDays: fc.integer({ min: 1, max: 35 }),
        deletionProtection: fc.boolean(),
      }),
      datastore: fc.record({ noncurrentDays: fc.integer({ min: 1, max: 365 }), forceDestroy: fc.boolean() }),
      services: fc.record({
        metadataReplicas: fc.integer({ min: 1, max: 10 }),
        uiBackendReplicas: fc.integer({ min: 1, max: 10 }),
        argoVersion: fc.constantFrom(...keys(argoVersions)),
      }),
      endpoint: endpoints,
      teams,
      tags: fc.dictionary(fc.stringMatching(/^[a-z][\w .:/=+@-]{0,20}$/), fc.stringMatching(/^[\w .:/=+@-]{0,30}$/), {
        maxKeys: 5,
      }),
      asleep: fc.boolean(),
    });
  })
  .filter((parameters) => stackParametersSchema.safeParse(parameters).success);

function keys<K extends string>(table: Record<K, unknown>): K[] {
  const isKey = (key: string): key is K => key in table;
  return Object.keys(table).filter(isKey);
}
