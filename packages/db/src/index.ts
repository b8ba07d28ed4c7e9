/**
 * Flowport's memory: the only package that knows Postgres. It holds what was asked for, what happened and what is due,
 * and it decides races (compare-and-set, leases, one active run per stack). What is allowed is the domain's business,
 * and who may ask is the use cases'.
 */
export * from './approval/approvals.ts';
export * from './audit/audit.ts';
export * from './check/checks.ts';
export * from './database/connection.ts';
export * from './database/ids.ts';
export * from './database/migrate.ts';
export * from './database/openDatabase.ts';
export * from './embedded/startEmbeddedPostgres.ts';
export * from './journal/journal.ts';
export * from './lease/lease.ts';
export * from './lease/leases.ts';
export * from './log/logs.ts';
export * from './output/outputs.ts';
export * from './plan/plans.ts';
export * from './queue/job.ts';
export * from './queue/openQueue.ts';
export * from './resource/resources.ts';
export * from './run/advanceRun.ts';
export * from './run/insertRun.ts';
export * from './run/record.ts';
export * from './run/runs.ts';
export * from './stack/insertStackWithRun.ts';
export * from './stack/record.ts';
export * from './stack/stacks.ts';
export * from './step/steps.ts';
export * from './target/targets.ts';
export * from './team/teams.ts';
export * from './user/findUserByEmail.ts';
export * from './user/getActor.ts';
export * from './user/record.ts';
export * from './user/setRole.ts';
