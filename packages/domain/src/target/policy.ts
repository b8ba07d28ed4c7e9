import { z } from 'zod';

/** A year: longer than anybody would want to wait for a decision or keep a stack without looking at it. */
const hoursMax = 8760;
const hours = z.int().min(1, 'At least 1 hour.').max(hoursMax, `At most ${hoursMax} hours (a year).`);

/**
 * What holds for all runs and stacks of a target; admins set it. Every member has a default, so that a policy stored
 * before a member existed is complete when it is read.
 */
export const targetPolicySchema = z.strictObject({
  approvalHours: hours
    .default(168)
    .meta({ title: 'A plan waits for a decision', description: 'In hours; then it expires.' }),
  secondApprover: z.boolean().default(false).meta({
    title: 'Two approvers for the foundation',
    description: 'Where a plan destroys or replaces something that holds data, a second person has to approve it.',
  }),
  runsMax: z
    .int()
    .min(1, 'At least 1 run.')
    .max(100, 'At most 100 runs.')
    .default(10)
    .meta({ title: 'Runs at once', description: 'Further runs of this target wait in the queue.' }),
  driftEveryHours: hours
    .nullable()
    .default(24)
    .meta({ title: 'Look for drift every', description: 'In hours; empty for never.' }),
  lifetimeDefaultHours: hours.nullable().default(null).meta({
    title: 'Lifetime of a new stack',
    description: 'In hours, where the request says nothing; empty for no end.',
  }),
  lifetimeMaxHours: hours.nullable().default(null).meta({
    title: 'Longest lifetime',
    description: 'In hours from now, for admins too; what goes beyond it has to be approved. Empty for no limit.',
  }),
  destroysAutomatically: z.boolean().default(false).meta({
    title: 'Expired stacks are destroyed without approval',
    description: 'Otherwise the destroy is planned and waits for somebody.',
  }),
  sleepsAutomatically: z.boolean().default(false).meta({
    title: 'Sleep and wake without approval',
    description: 'For plans that change the size of node groups and nothing else.',
  }),
  logDays: z
    .int()
    .min(1, 'At least 1 day.')
    .max(3650, 'At most 3650 days.')
    .default(365)
    .meta({ title: 'Logs are kept', description: 'In days from the end of the run.' }),
});
export type TargetPolicy = z.output<typeof targetPolicySchema>;

export const defaultTargetPolicy: TargetPolicy = targetPolicySchema.parse({});
