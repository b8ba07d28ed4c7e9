import { z } from 'zod';
import { parseBlock } from './cidr.ts';
import { portForward } from './endpoint.ts';
import { instanceTypes } from './instances.ts';
import { presets } from './presets.ts';
import { freeText, rule } from './rules.ts';
import { presetNames, type StackParameters, sections } from './sections.ts';

/** All parameters of `metaflow-eks`: what the form edits, the API takes and synth reads. */
export const stackParametersSchema = z
  .strictObject({
    preset: z
      .enum(presetNames)
      .meta({ title: 'Preset', description: 'Where the values start, and which instance types are offered.' }),
    ...sections,
    // Not in the form, nor in what a request or change may set: `lifetime` lets a stack sleep and wakes it.
    asleep: z.boolean().default(false),
  })
  .superRefine((parameters, context) => {
    const { choices, title } = presets[parameters.preset];
    const offer = (path: string[], value: string, offered: readonly string[]) => {
      if (offered.includes(value)) return;
      const remedy =
        offered.length > 0 ? `Choose one of ${offered.join(', ')}, or another preset.` : 'Choose another preset.';
      context.addIssue({
        code: 'custom',
        path,
        ...rule('not_in_preset', `The preset ${title} does not offer ${value}.`, remedy),
      });
    };
    const { systemNodes, workerNodes, spotNodes, gpuNodes } = parameters.cluster;
    offer(['cluster', 'systemNodes', 'instanceType'], systemNodes.instanceType, choices.systemInstanceTypes);
    if (systemNodes.min < 2) {
      context.addIssue({
        code: 'custom',
        path: ['cluster', 'systemNodes', 'min'],
        ...rule('system_nodes_min', 'The services need two system nodes.', 'Choose 2 or more.'),
      });
    }
    if (workerNodes)
      offer(['cluster', 'workerNodes', 'instanceType'], workerNodes.instanceType, choices.workerInstanceTypes);
    if (spotNodes) offer(['cluster', 'spotNodes', 'instanceType'], spotNodes.instanceType, choices.workerInstanceTypes);
    if (gpuNodes) offer(['cluster', 'gpuNodes', 'instanceType'], gpuNodes.instanceType, choices.gpuInstanceTypes);
    offer(['database', 'instanceClass'], parameters.database.instanceClass, choices.databaseClasses);
    const block = parseBlock(parameters.network.cidr);
    const addresses = [systemNodes, workerNodes, spotNodes, gpuNodes].reduce(
      (sum, group) => sum + (group ? group.max * (instanceTypes[group.instanceType].podsMax + 1) : 0),
      0,
    );
    // Pods and nodes take their addresses from the private subnets: a quarter of the VPC in each zone.
    const available = block ? (block.size / 4) * parameters.network.zones : addresses;
    if (addresses > available) {
      context.addIssue({
        code: 'custom',
        path: ['network', 'cidr'],
        ...rule(
          'cidr_capacity',
          `At their maximum the nodes need up to ${addresses} addresses, and the private subnets have ${available}.`,
          'Choose a larger network, or smaller node maxima.',
        ),
      });
    }
  });

/** What a request may leave out: every section and every field of a section; unknown fields are refused. */
export const parameterOverridesSchema = z.strictObject({
  network: sections.network.partial().optional(),
  cluster: sections.cluster.partial().optional(),
  database: sections.database.partial().optional(),
  datastore: sections.datastore.partial().optional(),
  services: sections.services.partial().optional(),
  endpoint: z.strictObject(sections.endpoint.shape).partial().optional(),
  teams: sections.teams.optional(),
  tags: sections.tags.optional(),
});
export type ParameterOverrides = z.infer<typeof parameterOverridesSchema>;

/** The preset's values with the overrides laid over them, section by section. Check the result with `stackParametersSchema`. */
export function overlayParameters(base: StackParameters, overrides: ParameterOverrides): unknown {
  return {
    preset: base.preset,
    network: { ...base.network, ...overrides.network },
    cluster: { ...base.cluster, ...overrides.cluster },
    database: { ...base.database, ...overrides.database },
    datastore: { ...base.datastore, ...overrides.datastore },
    services: { ...base.services, ...overrides.services },
    endpoint: { ...base.endpoint, ...overrides.endpoint },
    teams: overrides.teams ?? base.teams,
    tags: overrides.tags ?? base.tags,
    asleep: base.asleep,
  };
}

/**
 * Parameters as an earlier version of the blueprint stored them, with what it did not know yet as it was then: nothing
 * opened, nothing added.
 */
export function completeParameters(stored: unknown): StackParameters {
  const known = stored as StackParameters;
  const { network, cluster, services } = presets.small.parameters;
  return {
    ...known,
    network: { ...pick(network, ['interfaceEndpoints', 'flowLogs']), ...known.network },
    cluster: { ...pick(cluster, ['spotNodes', 'controllerIdentity', 'userPrincipals']), ...known.cluster },
    services: { ...pick(services, ['argoVersion']), ...known.services },
    endpoint: known.endpoint ?? portForward,
    teams: known.teams ?? [],
    asleep: known.asleep ?? false,
  };
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

export const descriptionSchema = freeText(2000).meta({
  title: 'What is it for?',
  description: 'Shown to the approver.',
});
export const commentSchema = freeText(4000).meta({ title: 'Comment' });
