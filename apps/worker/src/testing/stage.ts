import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  advanceRun,
  type Database,
  ensureTarget,
  ensureTeam,
  getRun,
  getRunDetail,
  getRunPlan,
  getStack,
  insertRun,
  insertStackWithRun,
  type RunDetail,
  type RunRecord,
  randomIds,
  readLog,
  recordApproval,
  type StackRecord,
  type TargetRecord,
} from '@flowport/db';
import { createTestDatabase } from '@flowport/db/testing';
import {
  isFinal,
  overlayParameters,
  type ParameterOverrides,
  type PresetName,
  presets,
  type RunPlan,
  type RunStatus,
  type StackParameters,
  stackParametersSchema,
} from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import type { Logger } from '../context.ts';
import { type RunningWorker, startWorker } from '../startWorker.ts';
import { type SandboxProcess, startSandboxProcess } from './sandboxProcess.ts';

/**
 * Everything a run needs, for real: Postgres, the sandbox as a process, Terraform, and workers in the test's process.
 * People act as the portal's use cases do, by the same verbs of the database.
 */
export type Stage = {
  db: Database;
  sandbox: SandboxProcess;
  target: TargetRecord;
  /** What workers logged at warn and above. */
  complaints: { message: string; fields: Record<string, unknown> }[];
  startWorker(options?: { leaseSeconds?: number; secret?: Uint8Array }): Promise<RunningWorker>;
  request(slug: string, options?: Wanted): Promise<{ stackId: string; runId: string }>;
  change(stackId: string, options?: Pick<Wanted, 'parameters'>): Promise<string>;
  destroy(stackId: string): Promise<string>;
  drift(stackId: string): Promise<string>;
  approve(runId: string): Promise<void>;
  cancel(runId: string): Promise<void>;
  /** Waits for one of these statuses; a run that ends otherwise is an error that shows why. */
  reached(runId: string, statuses: readonly RunStatus[]): Promise<RunRecord>;
  detail(runId: string): Promise<RunDetail>;
  plan(runId: string): Promise<RunPlan>;
  stack(stackId: string): Promise<StackRecord>;
  log(runId: string): Promise<string>;
  close(): Promise<void>;
};

export type Wanted = { preset?: PresetName; description?: string; parameters?: ParameterOverrides };

export async function openStage(): Promise<Stage> {
  const [database, sandbox, directory] = await Promise.all([
    createTestDatabase(),
    startSandboxProcess(),
    mkdtemp(join(tmpdir(), 'flowport-worker-')),
  ]);
  const { db } = database;
  const ids = randomIds;
  const now = () => new Date();
  const target = await ensureTarget(db, targetOf(sandbox));
  const team = await ensureTeam(db, { slug: 'vision', name: 'Vision', now: now(), ids });
  const rita = await person(db, 'rita', 'requester');
  const arno = await person(db, 'arno', 'approver');
  const workers: RunningWorker[] = [];
  const complaints: Stage['complaints'] = [];
  let networks = 0;

  const parametersOf = (base: StackParameters, overrides: ParameterOverrides): StackParameters =>
    stackParametersSchema.parse(overlayParameters(base, overrides));
  const stack = async (stackId: string) => known(await getStack(db, stackId), stackId);
  const later = (stackId: string, kind: 'update' | 'destroy' | 'drift', parameters: StackParameters) =>
    db.inTransaction(async (tx) => {
      const inserted = await insertRun(tx, {
        stackId,
        kind,
        requestedById: rita,
        reason: `For the test of ${kind}`,
        parameters,
        blueprint,
        cost: { floorCents: 1, ceilingCents: 2 },
        now: now(),
        ids,
      });
      return inserted.runId;
    });

  return {
    db,
    sandbox,
    target,
    complaints,
    stack,
    startWorker: async ({ leaseSeconds, secret } = {}) => {
      const worker = await startWorker({
        db,
        logger: recordingLogger(complaints),
        secret: secret ?? Buffer.alloc(32, 5),
        runsDir: join(directory, `worker-${workers.length}`),
        sandboxFile: sandbox.file,
        concurrency: 2,
        ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
        mirrorDir: undefined,
        pluginCacheDir: undefined,
        source: process.env,
      });
      workers.push(worker);
      return worker;
    },
    request: (slug, { preset = 'small', description = '', parameters = {} } = {}) => {
      networks += 1;
      const network = { cidr: `10.${20 + networks}.0.0/20`, ...parameters.network };
      return db.inTransaction((tx) =>
        insertStackWithRun(tx, {
          slug,
          teamId: team.id,
          targetId: target.id,
          ownerId: rita,
          description,
          parameters: parametersOf(presets[preset].parameters, { ...parameters, network }),
          blueprint,
          cost: { floorCents: 1, ceilingCents: 2 },
          now: now(),
          ids,
        }),
      );
    },
    change: async (stackId, { parameters = {} } = {}) =>
      later(stackId, 'update', parametersOf((await stack(stackId)).parameters, parameters)),
    destroy: async (stackId) => later(stackId, 'destroy', (await stack(stackId)).parameters),
    drift: async (stackId) => later(stackId, 'drift', (await stack(stackId)).parameters),
    approve: async (runId) => {
      const run = known(await getRun(db, runId), runId);
      const digest = known(run.digest, 'a digest');
      await db.inTransaction(async (tx) => {
        await recordApproval(tx, { runId, decision: 'approved', digest, comment: '', byId: arno, now: now(), ids });
        await advanceRun(tx, {
          runId,
          event: { name: 'approve', actorId: arno },
          expect: { version: run.version, digest },
          now: now(),
          ids,
        });
      });
    },
    cancel: async (runId) => {
      await db.inTransaction((tx) =>
        advanceRun(tx, { runId, event: { name: 'cancel', actorId: rita }, now: now(), ids }),
      );
    },
    reached: (runId, statuses) => reached(db, runId, statuses),
    detail: async (runId) => known(await getRunDetail(db, runId), runId),
    plan: async (runId) => known(await getRunPlan(db, runId), `plan of ${runId}`),
    log: async (runId) => {
      const page = await readLog(db, { runId, offset: 0, bytesMax: 64 * 1024 * 1024 });
      return page.chunks.map((chunk) => chunk.text).join('');
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await sandbox.stop();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function targetOf(sandbox: SandboxProcess): Parameters<typeof ensureTarget>[1] {
  return {
    name: 'Sandbox',
    kind: 'sandbox',
    account: sandbox.account,
    region: sandbox.region,
    deployerRoleArn: sandbox.deployerRoleArn,
    planRoleArn: null,
    externalId: sandbox.externalId,
    backend: {
      bucket: sandbox.stateBucket,
      region: sandbox.region,
      workspaceKeyPrefix: 'metaflow',
      kmsKeyId: null,
      usePathStyle: true,
    },
    selfApproval: false,
    now: new Date(),
    ids: randomIds,
  };
}

async function person(db: Database, name: string, role: 'requester' | 'approver'): Promise<string> {
  await db.client.user.create({ data: { id: name, name, email: `${name}@flowport.local`, role } });
  return name;
}

function known<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}

/** Listens first and reads then, so that no change is missed. */
async function reached(db: Database, runId: string, statuses: readonly RunStatus[]): Promise<RunRecord> {
  let changed: () => void = () => {};
  let change = new Promise<void>((resolve) => {
    changed = resolve;
  });
  const unlisten = await db.listen('flowport_run', (id) => {
    if (id === runId) changed();
  });
  try {
    for (;;) {
      const next = change;
      const run = known(await getRun(db, runId), runId);
      if (statuses.includes(run.status)) return run;
      if (isFinal(run.status)) throw new Error(`The run ended as ${run.status}: ${run.error ?? 'no reason given'}`);
      await next;
      change = new Promise((resolve) => {
        changed = resolve;
      });
    }
  } finally {
    await unlisten();
  }
}

function recordingLogger(complaints: Stage['complaints']): Logger {
  const keep = (fields: Record<string, unknown>, message: string) => void complaints.push({ fields, message });
  return { info: () => {}, warn: keep, error: keep };
}
