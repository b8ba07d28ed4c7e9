import { listLifetimeWishes } from '@flowport/db';
import { estimateCost, type LifetimeView, nextSleepMoments } from '@flowport/domain';
import { refusal, seenStack, seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { standingOf } from '../stacks/activeRun.ts';
import { mayFallAsleep, mayWake } from './sleeping.ts';
import { wishView } from './wishView.ts';

/** When a stack ends, whether it sleeps and what its schedule does next. */
export async function getLifetime(context: ActorContext, { stackId }: { stackId: string }): Promise<LifetimeView> {
  const { db, actor, clock } = context;
  const stack = await seenStack(context, stackId);
  const [{ policy }, [wish], standing] = await Promise.all([
    seenTarget(context, stack.target.id),
    listLifetimeWishes(db, { stackId }),
    standingOf(db, stack, { by: actor.userId }),
  ]);
  const mayChange = refusal(actor, 'stack.change', stack.team.id) === null;
  const mayAct = mayChange && standing.blockedBy === null;
  const { sleepSchedule: schedule, parameters } = stack;
  const floor = (asleep: boolean) => estimateCost({ ...parameters, asleep }).floorCents;
  return {
    expiresAt: stack.expiresAt?.toISOString() ?? null,
    limitHours: policy.lifetimeMaxHours,
    endsWithoutApproval: policy.destroysAutomatically,
    wish: wish ? wishView(actor, wish) : null,
    asleep: parameters.asleep,
    asleepSince: stack.asleepSince?.toISOString() ?? null,
    schedule,
    next: schedule ? nextSleepMoments(schedule, clock()).map(({ at, does }) => ({ at: at.toISOString(), does })) : [],
    sleepsWithoutApproval: policy.sleepsAutomatically,
    floorCents: { awake: floor(false), asleep: floor(true) },
    may: { change: mayChange, sleep: mayAct && mayFallAsleep(stack), wake: mayAct && mayWake(stack) },
    blockedBy: standing.blockedBy,
  };
}
