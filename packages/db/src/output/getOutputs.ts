import type { Layer } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/**
 * By layer and name; sensitive ones are left out. A layer without any is an empty object. Check with the domain's
 * outputSchemas.
 */
export async function getOutputs(db: Connection, stackId: string): Promise<Record<Layer, Record<string, unknown>>> {
  const rows = await db.client.output.findMany({ where: { stackId, sensitive: false }, orderBy: { name: 'asc' } });
  const outputs: Record<Layer, Record<string, unknown>> = { foundation: {}, cluster: {}, services: {} };
  for (const { layer, name, value } of rows) outputs[layer][name] = value;
  return outputs;
}
