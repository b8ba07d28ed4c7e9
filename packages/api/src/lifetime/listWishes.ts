import { listLifetimeWishes } from '@flowport/db';
import type { LifetimeWish } from '@flowport/domain';
import { teamScope } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { wishView } from './wishView.ts';

/** Extensions beyond the limit that the actor sees and nobody has decided on, the oldest first. */
export async function listWishes({ db, actor }: ActorContext): Promise<{ items: LifetimeWish[] }> {
  const wishes = await listLifetimeWishes(db, teamScope(actor));
  return { items: wishes.map((wish) => wishView(actor, wish)) };
}
