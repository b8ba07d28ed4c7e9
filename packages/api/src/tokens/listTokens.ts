import type { ActorContext } from '../context.ts';
import type { TokenView } from './view.ts';

/** The actor's own tokens. */
export async function listTokens({ auth, actor }: ActorContext): Promise<{ items: TokenView[] }> {
  return { items: await auth.tokens.list(actor.userId) };
}
