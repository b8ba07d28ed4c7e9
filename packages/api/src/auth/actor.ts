import { type Database, getActor } from '@flowport/db';
import { type Actor, AppError } from '@flowport/domain';
import type { Auth } from './createAuth.ts';
import { isSafe, requireSameOrigin } from './sameOrigin.ts';

/**
 * Who a request comes from, with role and teams as they are now.
 * @returns null for somebody who is not signed in.
 * @throws AppError `unauthenticated` for a token that is not good, `forbidden` for a forged call, `too_many_requests`.
 */
export async function actorFromRequest(
  { auth, db }: { auth: Auth; db: Database },
  request: Pick<Request, 'headers' | 'method'>,
): Promise<Actor | null> {
  const credential = await auth.credentialOf(request.headers);
  if (!credential) return null;
  if (credential.by === 'session' && !isSafe(request.method)) requireSameOrigin(request.headers, auth.origins);
  const actor = await getActor(db, credential.userId);
  if (!actor) throw new AppError('unauthenticated', 'The account is gone. Sign in with another.');
  return actor;
}
