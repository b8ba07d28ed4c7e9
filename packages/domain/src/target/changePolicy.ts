import { z } from 'zod';
import { idSchema } from '../id/id.ts';
import { targetPolicySchema } from './policy.ts';

/** A member that may be left out stays as it is; its default is for policies that were stored before it existed. */
function changeable<S extends z.ZodType>(member: z.ZodDefault<S>) {
  return member
    .unwrap()
    .exactOptional()
    .meta(member.meta() ?? {});
}

const { shape } = targetPolicySchema;

/** What to change in a target's policy; what is left out stays. */
export const targetPolicyChangeSchema = z.strictObject({
  approvalHours: changeable(shape.approvalHours),
  secondApprover: changeable(shape.secondApprover),
  runsMax: changeable(shape.runsMax),
  driftEveryHours: changeable(shape.driftEveryHours),
  lifetimeDefaultHours: changeable(shape.lifetimeDefaultHours),
  lifetimeMaxHours: changeable(shape.lifetimeMaxHours),
  destroysAutomatically: changeable(shape.destroysAutomatically),
  sleepsAutomatically: changeable(shape.sleepsAutomatically),
  logDays: changeable(shape.logDays),
} satisfies Record<keyof typeof shape, z.ZodType>);
export type TargetPolicyChange = z.output<typeof targetPolicyChangeSchema>;

export const setPolicyInputSchema = z.strictObject({
  targetId: idSchema('target'),
  policy: targetPolicyChangeSchema,
});
