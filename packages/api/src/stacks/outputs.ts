import { type Layer, outputSchemas, type StackOutputs } from '@flowport/domain';

/** @returns undefined while a layer has no outputs yet, or not all of them. */
export function parseOutputs(outputs: Record<Layer, Record<string, unknown>>): StackOutputs | undefined {
  const foundation = outputSchemas.foundation.safeParse(outputs.foundation);
  const cluster = outputSchemas.cluster.safeParse(outputs.cluster);
  const services = outputSchemas.services.safeParse(outputs.services);
  if (!foundation.success || !cluster.success || !services.success) return undefined;
  return { foundation: foundation.data, cluster: cluster.data, services: services.data };
}
