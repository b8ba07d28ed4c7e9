import { nodeGroupSchema } from '@flowport/domain';
import { count } from '#format/words.ts';
import { valueLabel } from './optionLabels.ts';

/** A parameter as it is written in reviews and differences: a group by what it is about, not field by field. */
export function parameterLabel(path: string, value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return valueLabel(path, value);
  const { issuer } = value as Record<string, unknown>;
  return nodesLabel(value) ?? (typeof issuer === 'string' ? issuer : 'set');
}

/** "2 to 4 × m6i.large, 2 at the start, 100 GB each"; null for what is no group of nodes. */
export function nodesLabel(value: unknown): string | null {
  const parsed = nodeGroupSchema.safeParse(value);
  if (!parsed.success) return null;
  const { min, desired, max, instanceType, diskGb } = parsed.data;
  const size = min === max ? count(max, 'node') : `${min} to ${max}`;
  return `${size} × ${instanceType}, ${desired} at the start, ${diskGb} GB each`;
}
