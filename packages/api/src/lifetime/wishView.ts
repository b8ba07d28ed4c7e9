import type { LifetimeWishRecord } from '@flowport/db';
import { type Actor, type LifetimeWish, may, mayForTeam } from '@flowport/domain';

export function wishView(actor: Actor, wish: LifetimeWishRecord): LifetimeWish {
  const refusal = decisionBlock(actor, wish);
  const { stack, team, target, askedBy } = wish;
  return {
    id: wish.id,
    stack: { id: stack.id, slug: stack.slug, expiresAt: stack.expiresAt?.toISOString() ?? null },
    team,
    target: { id: target.id, name: target.name },
    runId: wish.runId,
    expiresAt: wish.expiresAt?.toISOString() ?? null,
    limitHours: target.policy.lifetimeMaxHours,
    reason: wish.reason,
    askedBy,
    at: wish.at.toISOString(),
    mayDecide: refusal === null,
    refusal,
  };
}

/**
 * As with runs: approvers and admins decide, and nobody their own wish unless the target allows it. What a new stack
 * asks for is decided with its run.
 * @returns why the actor may not, in words; null when they may.
 */
export function decisionBlock(actor: Actor, { askedBy, runId, target, team }: LifetimeWishRecord): string | null {
  if (runId !== null) return 'It is granted by the approval of the run that makes the stack.';
  const own = askedBy.id === actor.userId;
  if (own && target.selfApproval && mayForTeam(actor, 'stack.change', team.id)) return null;
  if (!may(actor.role, 'run.decide')) return 'A longer lifetime is decided by approvers and admins.';
  return own ? 'You asked for it, so somebody else has to decide.' : null;
}
