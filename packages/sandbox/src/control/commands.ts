/** What the control API can be asked for: the schemas of its requests, and what each does to the world. */
import { z } from 'zod';
import { pendingDeletionType } from '../kms/keyState.ts';
import type { World } from '../providers/world.ts';
import { findQuota } from '../quotas/catalogue.ts';
import { s3Effects, s3Operations } from '../s3/faults.ts';
import type { CloudObject, ObjectKey } from '../store/objects.ts';

const name = z.string().min(1).max(500);
const key = { account: name, scope: name, type: name, id: z.string().min(1).max(2000) };

export const objectFilterSchema = z.strictObject({
  account: name.exactOptional(),
  scope: name.exactOptional(),
  type: name.exactOptional(),
  id: z.string().min(1).max(2000).exactOptional(),
});

export const objectChangeSchema = z.strictObject({
  ...key,
  /** Replaces these attributes, at the top level; nested blocks are arrays and are replaced whole. */
  attributes: z.record(z.string(), z.json()),
});

export const objectKeySchema = z.strictObject(key);

export const faultSchema = z.strictObject({
  type: name,
  operation: z.enum(['create', 'update', 'delete', 'read']).default('create'),
  /** The first operation from now is 1. */
  nth: z.int().min(1).max(10_000).default(1),
  code: name,
  message: z.string().max(2000).default('Injected by the control API.'),
  httpStatus: z.int().min(400).max(599).default(400),
});

export const latencySchema = z.strictObject({
  profile: z.enum(['demo', 'none']).exactOptional(),
  /** Further milliseconds by type, `*` for all; 0 removes. */
  extra: z.record(name, z.int().min(0).max(3_600_000)).exactOptional(),
});

/** Limits by the quota's code or Terraform type; null gives back the account's own. */
export const quotasSchema = z.record(
  name.refine((one) => findQuota(one) !== undefined, 'no quota of the account has this code or type'),
  z.int().min(0).max(1_000_000).nullable(),
);

/** By type: how many looks miss a new object; 0 switches it off. */
export const consistencySchema = z.record(name, z.int().min(0).max(1000));

export const s3FaultNameSchema = z.strictObject({ name });

export const s3FaultsSchema = z.strictObject({
  faults: z.array(
    z.strictObject({
      name,
      operations: z.array(z.enum(s3Operations)).default([...s3Operations]),
      pattern: z.string().max(2000).refine(isPattern, 'is not a regular expression').default(''),
      effect: z.enum(s3Effects),
      milliseconds: z.int().min(0).max(3_600_000).default(0),
      nth: z.int().min(1).max(10_000).default(1),
      times: z.int().min(1).max(1_000_000).default(1),
      probability: z.number().min(0).max(1).default(1),
      seed: z.int().min(0).default(0),
    }),
  ),
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

export const operationsSchema = z.strictObject({ isRecording: z.boolean() });
export const operationsQuerySchema = z.strictObject({ from: z.coerce.number().int().min(0).default(0) });

/** What AWS keeps after a destroy on purpose, so that a count of what is left does not mistake it for a leak. */
const retainedTypes = new Set(['aws_db_snapshot', 'aws_secretsmanager_scheduled_deletion', pendingDeletionType]);

export type Counts = { total: number; byType: Record<string, number>; retained: Record<string, number> };

export function countObjects(world: World): Counts {
  const counts = Object.entries(world.store.counts());
  const byType = counts.filter(([type]) => !retainedTypes.has(type));
  return {
    total: byType.reduce((sum, [, count]) => sum + count, 0),
    byType: Object.fromEntries(byType),
    retained: Object.fromEntries(counts.filter(([type]) => retainedTypes.has(type))),
  };
}

/**
 * Puts an object there that is not Terraform's, as somebody else would have made it; no rule is asked. False when there is
 * one already.
 */
export function plantObject(world: World, { attributes, ...key }: z.infer<typeof objectChangeSchema>): boolean {
  if (world.store.get(key) !== undefined) return false;
  world.store.transaction(() => {
    if (key.type === 'aws_s3_bucket') {
      world.buckets.create({ name: key.id, account: key.account, region: String(attributes.region ?? 'us-west-2') });
    }
    world.store.put({ ...key, attributes: { id: key.id, ...attributes }, createdAt: world.clock().toISOString() });
  });
  return true;
}

/** Changes an object as somebody with the AWS console would. Undefined when there is none. */
export function changeObject(world: World, change: z.infer<typeof objectChangeSchema>): CloudObject | undefined {
  const { attributes, ...wanted } = change;
  const object = world.store.get(wanted);
  if (object === undefined) return undefined;
  const changed = { ...object, attributes: { ...object.attributes, ...attributes } };
  world.store.put(changed);
  return changed;
}

/** Deletes an object behind Terraform's back; no rule is asked. False when there is none. */
export function deleteObject(world: World, wanted: ObjectKey): boolean {
  if (world.store.get(wanted) === undefined) return false;
  world.store.remove(wanted);
  if (wanted.type === 'aws_s3_bucket' && world.buckets.exists(wanted.id)) {
    world.buckets.remove(wanted.id, { force: true });
  }
  return true;
}

export function setLatency(world: World, change: z.infer<typeof latencySchema>): void {
  if (change.profile !== undefined) world.latency.setProfile(change.profile);
  for (const [type, milliseconds] of Object.entries(change.extra ?? {})) world.latency.setExtra(type, milliseconds);
}

export function setQuotas(world: World, change: z.infer<typeof quotasSchema>): void {
  for (const [type, limit] of Object.entries(change)) {
    if (limit === null) world.quotas.delete(type);
    else world.quotas.set(type, limit);
  }
}
