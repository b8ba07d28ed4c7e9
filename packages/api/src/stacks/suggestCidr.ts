import { nextFreeBlock } from '@flowport/domain';
import type { z } from 'zod';
import { seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { cidrSuggestionSchema, suggestCidrInputSchema } from './input.ts';
import { takenNetworks } from './network.ts';

/** The next free network of a target. Names stacks of other teams: networks of one account are everybody's business. */
export async function suggestCidr(
  context: ActorContext,
  { targetId, prefix }: z.output<typeof suggestCidrInputSchema>,
): Promise<z.output<typeof cidrSuggestionSchema>> {
  await seenTarget(context, targetId);
  const taken = await takenNetworks(context.db, { targetId });
  const cidrs = taken.map(({ cidr }) => cidr);
  return { cidr: nextFreeBlock(prefix, cidrs) ?? null, taken: taken.map(({ cidr, slug }) => ({ cidr, slug })) };
}
