import type { TeamRecord } from '@flowport/db';
import { getRun, getStack, getTarget, getTeam, type RunRecord, type StackRecord, type TargetRow } from '@flowport/db';
import { type Actor, AppError, may, mayForTeam, type Permission } from '@flowport/domain';
import type { ActorContext } from '../context.ts';

/** The filter that keeps lists to what the actor may see. */
export function teamScope(actor: Actor): { teamIds?: readonly string[] } {
  return may(actor.role, 'stack.readAll') ? {} : { teamIds: actor.teamIds };
}

/** What belongs to a team that the actor may not see does not exist for them. */
export function sees(actor: Actor, teamId: string): boolean {
  return mayForTeam(actor, 'stack.readOwnTeams', teamId);
}

/** @throws AppError `not_found`, also where the stack belongs to a team that the actor may not see. */
export async function seenStack({ db, actor }: ActorContext, stackId: string): Promise<StackRecord> {
  const stack = await getStack(db, stackId);
  if (!stack || !sees(actor, stack.team.id)) throw notFound('stack', stackId);
  return stack;
}

/** @throws AppError `not_found`, also where the run belongs to a team that the actor may not see. */
export async function seenRun({ db, actor }: ActorContext, runId: string): Promise<RunRecord> {
  const run = await getRun(db, runId);
  if (!run || !sees(actor, run.team.id)) throw notFound('run', runId);
  return run;
}

/** @throws AppError `not_found`, also for a team that the actor may not see. */
export async function seenTeam({ db, actor }: ActorContext, teamId: string): Promise<TeamRecord> {
  const team = await getTeam(db, teamId);
  if (!team || !sees(actor, team.id)) throw notFound('team', teamId);
  return team;
}

/** @throws AppError `not_found`. Every role may read targets. */
export async function seenTarget({ db }: ActorContext, targetId: string): Promise<TargetRow> {
  const target = await getTarget(db, targetId);
  if (!target) throw notFound('target', targetId);
  return target;
}

export function notFound(kind: string, id: string): AppError {
  return new AppError('not_found', `There is no ${kind} ${id}, or it belongs to a team that you are not a member of.`);
}

/** What a person of some role wants to do, for the sentence that refuses it. */
const wishes: Record<Permission, string> = {
  'stack.request': 'request stacks',
  'stack.change': 'change stacks',
  'stack.destroy': 'destroy stacks',
  'stack.readOwnTeams': 'see stacks',
  'stack.readAll': 'see the stacks of all teams',
  'connection.read': 'see how to connect to a stack',
  'run.decide': 'approve or reject runs',
  'run.cancel': 'cancel runs',
  'target.read': 'see targets',
  'target.manage': 'manage targets',
  'worker.read': 'see the workers',
  'worker.manage': 'pause or drain workers',
  'state.read': 'look into states',
  'state.download': 'download states',
  'lock.break': 'break locks',
  'audit.read': 'read the audit log',
};

/** @returns why the actor may not, in words; null when they may. */
export function refusal(actor: Actor, permission: Permission, teamId?: string): string | null {
  const allowed = teamId === undefined ? may(actor.role, permission) : mayForTeam(actor, permission, teamId);
  return allowed ? null : `With the role ${actor.role} you may not ${wishes[permission]}. Ask an admin.`;
}

/** @throws AppError `forbidden` with the reason. */
export function requirePermission(actor: Actor, permission: Permission, teamId?: string): void {
  const reason = refusal(actor, permission, teamId);
  if (reason !== null) throw new AppError('forbidden', reason);
}
