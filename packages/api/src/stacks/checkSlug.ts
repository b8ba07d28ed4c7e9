import { type slugCheckViewSchema, slugSchema } from '@flowport/domain';
import type { z } from 'zod';
import { seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { checkSlugInputSchema } from './input.ts';
import { neighbours, suggestSlug } from './slugs.ts';

/** Says before the request whether a name would be taken; the request itself decides. */
export async function checkSlug(
  context: ActorContext,
  { slug, targetId }: z.output<typeof checkSlugInputSchema>,
): Promise<z.output<typeof slugCheckViewSchema>> {
  const target = await seenTarget(context, targetId);
  const wellFormed = slugSchema.safeParse(slug);
  if (!wellFormed.success) {
    return { available: false, message: wellFormed.error.issues[0]?.message ?? null, suggestion: null };
  }
  const taken = await neighbours(context.db, { targetId: target.id, slug });
  if (!taken.includes(slug)) return { available: true, message: null, suggestion: null };
  return { available: false, message: `Taken in ${target.name}.`, suggestion: suggestSlug(slug, taken) };
}
