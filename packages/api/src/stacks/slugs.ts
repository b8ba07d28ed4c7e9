import { type Connection, listSlugs } from '@flowport/db';
import { AppError, slugSchema } from '@flowport/domain';

/** The bound of the domain's rule: a number must fit behind what was typed. */
const slugCharactersMax = 20;
const numbersTried = 99;

/** @returns a free slug that resembles the given one, as `fraud-2`; null when none was found. */
export function suggestSlug(slug: string, taken: readonly string[]): string | null {
  for (let number = 2; number <= numbersTried; number++) {
    const tail = `-${number}`;
    const candidate = `${slug.slice(0, slugCharactersMax - tail.length).replace(/-+$/, '')}${tail}`;
    if (!taken.includes(candidate) && slugSchema.safeParse(candidate).success) return candidate;
  }
  return null;
}

/** The slugs of a target that a suggestion for this one could meet. */
export async function neighbours(db: Connection, { targetId, slug }: { targetId: string; slug: string }) {
  return listSlugs(db, { targetId, start: slug.slice(0, slugCharactersMax - `-${numbersTried}`.length) });
}

/** @throws AppError `conflict` with a suggestion. */
export function requireFreeSlug(slug: string, taken: readonly string[]): void {
  if (!taken.includes(slug)) return;
  const suggestion = suggestSlug(slug, taken);
  const message = `The name ${slug} is taken in this target.`;
  throw new AppError('conflict', `${message}${suggestion ? ` ${suggestion} is free.` : ''}`, {
    issues: [
      {
        path: 'slug',
        rule: 'slug_taken',
        message,
        remedy: suggestion ? `Choose ${suggestion}, or another name.` : 'Choose another name.',
      },
    ],
  });
}
