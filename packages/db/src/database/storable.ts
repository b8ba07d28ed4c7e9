import { completeParameters, type Kept, keptSchema, type StackParameters } from '@flowport/domain';
import { z } from 'zod';
import type { Prisma } from '../generated/client.ts';

/** Postgres cannot hold U+0000 nor half a surrogate pair; both become U+FFFD, which takes their place visibly. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** The same for every string and key of a JSON value. `undefined` becomes null, as in an array of JSON. */
export function storableJson(value: unknown): Prisma.InputJsonValue {
  const text = JSON.stringify(value ?? null, (_key, part: unknown) => {
    if (typeof part === 'string') return storableText(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storableText(key), inner]));
  });
  return JSON.parse(text) as Prisma.InputJsonValue;
}

/**
 * Parameters as they were stored. They were checked by the domain before that, and are not checked against today's
 * rules again: a stack of last year stays readable. What an earlier version of the blueprint did not know is filled in
 * as it was then.
 */
export function storedParameters(value: Prisma.JsonValue): StackParameters {
  return completeParameters(value);
}

const keptListSchema = z.array(keptSchema);

/** @throws for anything of another form; it is the worker alone that writes it. */
export function storedKept(value: Prisma.JsonValue): Kept[] {
  return keptListSchema.parse(value);
}
