/**
 * Flowport's memory: the only package that knows Postgres. It holds what was asked for, what happened and what is due,
 * and it decides races (compare-and-set, leases, one active run per stack). What is allowed is the domain's business,
 * and who may ask is the use cases'.
 */
export { approvePlan } from './approval/approvePlan.ts';
export { getLatestApproval } from './approval/getLatestApproval.ts';
export type { ApprovalRecord } from './approval/record.ts';
export { recordApproval } from './approval/recordApproval.ts';
export { appendAudit } from './audit/appendAudit.ts';
export { listAudit } from './audit/listAudit.ts';
export type { AuditEventRecord, AuditSubject, JsonRecord } from './audit/record.ts';
export { listStackChecks } from './check/listStackChecks.ts';
export type { CheckRecord } from './check/record.ts';
export { type CheckSubject, saveChecks } from './check/saveChecks.ts';
export { claimChore } from './chore/claimChore.ts';
export {
  type Channel,
  type Connection,
  channels,
  type Database,
  type Tx,
  type Unlisten,
} from './database/connection.ts';
export { isDatabaseAway } from './database/errors.ts';
export { type IdSource, randomIds } from './database/ids.ts';
export { migrate } from './database/migrate.ts';
export { openDatabase } from './database/openDatabase.ts';
export { acknowledgeDrift, endAcknowledgements, withdrawAcknowledgement } from './drift/acknowledgeDrift.ts';
export { type DriftRecord, getDrift } from './drift/getDrift.ts';
export { listDueDrift } from './drift/listDueDrift.ts';
export { type FoundChange, recordDriftCheck } from './drift/recordDriftCheck.ts';
export { placeDriftChecks } from './drift/scheduleDrift.ts';
export { appendJournal } from './journal/appendJournal.ts';
export { listJournal } from './journal/listJournal.ts';
export type { JournalEntryRecord } from './journal/record.ts';
export { acquireLease } from './lease/acquireLease.ts';
export { extendLease } from './lease/extendLease.ts';
export type { Lease } from './lease/lease.ts';
export { type ExpiredLease, markExpiredLeases } from './lease/markExpiredLeases.ts';
export { releaseLease } from './lease/releaseLease.ts';
export { appendLog } from './log/appendLog.ts';
export { type LogChunkRecord, readLog } from './log/readLog.ts';
export { type LogEnd, readLogEnd } from './log/readLogEnd.ts';
export { type NotifyTeamInput, notifyTeam } from './notification/notifyTeam.ts';
export { getOutputs } from './output/getOutputs.ts';
export { type OutputInput, saveOutputs } from './output/saveOutputs.ts';
export { getRunPlan } from './plan/getRunPlan.ts';
export { listShownPlans } from './plan/listShownPlans.ts';
export type { SavedLayerPlan } from './plan/record.ts';
export { savePlan } from './plan/savePlan.ts';
export { type RunJob, runJobSchema } from './queue/job.ts';
export { openQueue, type Queue, type RunJobHandler, type WorkOptions } from './queue/openQueue.ts';
export { requeueStranded } from './queue/requeueStranded.ts';
export { beginRecovery } from './recovery/beginRecovery.ts';
export { listLeaseSpans } from './recovery/listLeaseSpans.ts';
export { listRecoveries, type RecoveryRecord } from './recovery/listRecoveries.ts';
export { noticeRecovery } from './recovery/noticeRecovery.ts';
export { tellRecovery } from './recovery/tellRecovery.ts';
export { countResources } from './resource/countResources.ts';
export { listResources } from './resource/listResources.ts';
export { saveResources } from './resource/saveResources.ts';
export { type AdvanceRunInput, advanceRun } from './run/advanceRun.ts';
export { countAwaitingApproval } from './run/countAwaitingApproval.ts';
export { type BusyRecord, describeBusy } from './run/describeBusy.ts';
export { expireApprovals } from './run/expireApprovals.ts';
export { getKept } from './run/getKept.ts';
export { getRun } from './run/getRun.ts';
export { getRunDetail, type RunDetail } from './run/getRunDetail.ts';
export { type InsertRunInput, insertRun } from './run/insertRun.ts';
export { listAwaitingApproval } from './run/listAwaitingApproval.ts';
export { listLeftBehind } from './run/listLeftBehind.ts';
export { listRuns, type RunFilter } from './run/listRuns.ts';
export type { ApprovalState, RunHistoryRecord, RunRecord } from './run/record.ts';
export { getStack } from './stack/getStack.ts';
export { type InsertStackInput, insertStackWithRun } from './stack/insertStackWithRun.ts';
export { listCidrs } from './stack/listCidrs.ts';
export { listSlugs } from './stack/listSlugs.ts';
export { listStacks, type StackFilter, type StackSort } from './stack/listStacks.ts';
export type { StackRecord } from './stack/record.ts';
export { getLockFacts } from './state/getLockFacts.ts';
export { listStateWriters, type StateWriter } from './state/listStateWriters.ts';
export { listSteps } from './step/listSteps.ts';
export type { StepProgress, StepRecord } from './step/record.ts';
export { recordStepFinished, type StepEnd } from './step/recordStepFinished.ts';
export { recordStepProgress } from './step/recordStepProgress.ts';
export { recordStepStarted } from './step/recordStepStarted.ts';
export type { StepKey } from './step/writeStep.ts';
export { ensureTarget } from './target/ensureTarget.ts';
export { getTarget } from './target/getTarget.ts';
export { insertTarget } from './target/insertTarget.ts';
export { listTargets } from './target/listTargets.ts';
export type { TargetRecord, TargetRow } from './target/record.ts';
export { addMember } from './team/addMember.ts';
export { ensureTeam } from './team/ensureTeam.ts';
export { getTeam } from './team/getTeam.ts';
export { listMembers } from './team/listMembers.ts';
export { listTeams } from './team/listTeams.ts';
export type { TeamRecord } from './team/record.ts';
export { removeMember } from './team/removeMember.ts';
export { findUserByEmail } from './user/findUserByEmail.ts';
export { getActor } from './user/getActor.ts';
export type { PersonRecord } from './user/record.ts';
export { setRole } from './user/setRole.ts';
export { clearWorkers } from './worker/clearWorkers.ts';
export { listWorkers } from './worker/listWorkers.ts';
export type { HeldRun, WorkerRecord } from './worker/record.ts';
export { recordWorkerStopped } from './worker/recordWorkerStopped.ts';
export { registerWorker, type WorkerIdentity } from './worker/registerWorker.ts';
export { reportWorker } from './worker/reportWorker.ts';
export { setWorkerMode } from './worker/setWorkerMode.ts';
