import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StackObjects, stateStore } from '@flowport/aws';
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
  type DataChoice,
  isFinal,
  overlayParameters,
  type ParameterOverrides,
  type PresetName,
  presets,
  type RunPlan,
  type RunRestore,
  type RunStatus,
  type StackParameters,
  stackParametersSchema,
} from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import { z } from 'zod';
import { sandboxCloud } from '../cloud/sandboxCloud.ts';
import { type RunningWorker, startWorker } from '../startWorker.ts';
import { type Complaints, collectComplaints } from './complaints.ts';
import { firstLine, type SandboxProcess, startSandboxProcess } from './sandboxProcess.ts';

/**
 * Everything a run needs, for real: Postgres, the sandbox as a process, Terraform, and workers in the test's process.
 * People act as the portal's use cases do, by the same verbs of the database.
 */
export type Stage = {
  db: Database;
  sandbox: SandboxProcess;
  target: TargetRecord;
  /** What workers logged at warn and above. */
  complaints: Complaints;
  startWorker(options?: { leaseSeconds?: number; secret?: Uint8Array }): Promise<RunningWorker>;
  stopWorkers(): Promise<void>;
  /** A worker in a process of its own. */
  spawnWorker(options: { leaseSeconds: number }): Promise<MortalWorker>;
  request(slug: string, options?: Wanted): Promise<{ stackId: string; runId: string }>;
  change(stackId: string, options?: Pick<Wanted, 'parameters'>): Promise<string>;
  destroy(stackId: string, data?: DataChoice): Promise<string>;
  drift(stackId: string): Promise<string>;
  /** Asks for the state of a layer to go back to a version. */
  goBack(stackId: string, restore: Omit<RunRestore, 'planned'>): Promise<string>;
  approve(runId: string): Promise<void>;
  reject(runId: string): Promise<void>;
  cancel(runId: string): Promise<void>;
  /** Cancels, and has Terraform killed. */
  force(runId: string): Promise<void>;
  /** Waits for one of these statuses, in a later version where one is given; a run that ends otherwise is an error. */
  reached(runId: string, statuses: readonly RunStatus[], versionMin?: number): Promise<RunRecord>;
  /** Waits until the apply of the run is at this address. */
  busyWith(runId: string, address: string): Promise<void>;
  /** Waits until Terraform plans for the run. */
  busyPlanning(runId: string): Promise<void>;
  /** What the sandbox holds of a type, with an id of this form. */
  objects(type: string, id: RegExp): Promise<{ account: string; scope: string; type: string; id: string }[]>;
  detail(runId: string): Promise<RunDetail>;
  plan(runId: string): Promise<RunPlan>;
  /** The plan once every layer is shown as Terraform planned it. */
  shownExactly(runId: string): Promise<RunPlan>;
  stack(stackId: string): Promise<StackRecord>;
  log(runId: string): Promise<string>;
  /** What lies in the state bucket for a stack. */
  bucket(slug: string): Promise<StackObjects>;
  plansOf(slug: string): Promise<string[]>;
  close(): Promise<void>;
};

/** Signals to a worker and nothing else: Terraform is a process of its own. */
type MortalWorker = {
  /** SIGSTOP */
  stop(): Promise<void>;
  /** SIGCONT */
  resume(): Promise<void>;
  /** SIGKILL */
  kill(): Promise<void>;
};

const mortalWorker = fileURLToPath(new URL('./mortalWorker.ts', import.meta.url));

type Wanted = { preset?: PresetName; description?: string; parameters?: ParameterOverrides };

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
  const complaints = collectComplaints();
  let networks = 0;
  let started = 0;

  const parametersOf = (base: StackParameters, overrides: ParameterOverrides): StackParameters =>
    stackParametersSchema.parse(overlayParameters(base, overrides));
  const stack = async (stackId: string) => known(await getStack(db, stackId), stackId);
  const later = (
    stackId: string,
    kind: 'update' | 'destroy' | 'drift' | 'recover',
    parameters: StackParameters,
    { data, restore }: { data?: DataChoice | undefined; restore?: RunRestore } = {},
  ) =>
    db.inTransaction(async (tx) => {
      const inserted = await insertRun(tx, {
        stackId,
        kind,
        ...(data === undefined ? {} : { data }),
        ...(restore === undefined ? {} : { restore }),
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
        logger: complaints.logger,
        secret: secret ?? Buffer.alloc(32, 5),
        runsDir: join(directory, `worker-${++started}`),
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
    spawnWorker: async ({ leaseSeconds }) => {
      const options = {
        databaseUrl: database.url,
        runsDir: join(directory, 'mortal'),
        sandboxFile: sandbox.file,
        leaseSeconds,
      };
      const child = spawn(process.execPath, [mortalWorker, JSON.stringify(options)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await firstLine(child);
      return {
        stop: async () => void child.kill('SIGSTOP'),
        resume: async () => void child.kill('SIGCONT'),
        kill: async () => {
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        },
      };
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
    destroy: async (stackId, data) => later(stackId, 'destroy', (await stack(stackId)).parameters, { data }),
    drift: async (stackId) => later(stackId, 'drift', (await stack(stackId)).parameters),
    goBack: async (stackId, restore) =>
      later(stackId, 'recover', (await stack(stackId)).parameters, { restore: { ...restore, planned: null } }),
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
    reject: async (runId) => {
      const event = { name: 'reject', actorId: arno, reason: 'Not now.' } as const;
      await db.inTransaction((tx) => advanceRun(tx, { runId, event, now: now(), ids }));
    },
    cancel: async (runId) => {
      await db.inTransaction((tx) =>
        advanceRun(tx, { runId, event: { name: 'cancel', actorId: rita }, now: now(), ids }),
      );
    },
    force: async (runId) => {
      for (const name of ['cancel', 'force'] as const) {
        await db.inTransaction(async (tx) => {
          await advanceRun(tx, { runId, event: { name, actorId: rita }, now: now(), ids });
        });
      }
    },
    reached: async (runId, statuses, versionMin = 0) => {
      const run = await whenChanged(db, runId, async () => {
        const now = known(await getRun(db, runId), runId);
        if (statuses.includes(now.status) && now.version >= versionMin) return now;
        if (isFinal(now.status)) throw new Error(`The run ended as ${now.status}: ${now.error ?? 'no reason given'}`);
        return undefined;
      });
      return run;
    },
    busyWith: async (runId, address) => {
      await whenChanged(db, runId, async () => {
        const detail = known(await getRunDetail(db, runId), runId);
        if (isFinal(detail.run.status)) throw new Error(`The run ended as ${detail.run.status}: ${detail.run.error}`);
        return detail.steps.find((step) => step.status === 'running' && step.progress?.current === address);
      });
    },
    busyPlanning: async (runId) => {
      await whenChanged(db, runId, async () => {
        const { steps } = known(await getRunDetail(db, runId), runId);
        return steps.find((step) => step.name === 'plan' && step.status === 'running');
      });
    },
    objects: async (type, id) => {
      const { objects } = objectsSchema.parse(await sandbox.control(`GET /objects?type=${type}`));
      return objects.filter((object) => id.test(object.id));
    },
    detail: async (runId) => known(await getRunDetail(db, runId), runId),
    plan: async (runId) => known(await getRunPlan(db, runId), `plan of ${runId}`),
    shownExactly: (runId) =>
      whenChanged(db, runId, async () => {
        const shown = known(await getRunPlan(db, runId), `plan of ${runId}`);
        return shown.layers.every((layer) => layer.basis === 'exact') ? shown : undefined;
      }),
    log: async (runId) => {
      const page = await readLog(db, { runId, offset: 0, bytesMax: 64 * 1024 * 1024 });
      return page.chunks.map((chunk) => chunk.text).join('');
    },
    bucket: (slug) => objectsOf(sandbox, target, slug),
    plansOf: async (slug) => (await objectsOf(sandbox, target, slug)).plans,
    stopWorkers: async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await sandbox.stop();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function objectsOf(sandbox: SandboxProcess, target: TargetRecord, slug: string): Promise<StackObjects> {
  const { base, endpoints } = await sandboxCloud(sandbox.file);
  if (!base) throw new Error('The sandbox has no key pair.');
  const store = stateStore({
    backend: target.backend,
    endpoints,
    credentials: async () => base,
    secret: Buffer.alloc(32),
  });
  try {
    return await store.list(slug);
  } finally {
    store.close();
  }
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

/** Listens first and looks then, so that no change is missed; resolves with what `look` finds. */
async function whenChanged<T>(db: Database, runId: string, look: () => Promise<T | undefined>): Promise<T> {
  let change = Promise.withResolvers<void>();
  const onId = (id: string) => {
    if (id === runId) change.resolve();
  };
  const unlistens = await Promise.all([db.listen('flowport_run', onId), db.listen('flowport_step', onId)]);
  try {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await change.promise;
      change = Promise.withResolvers();
    }
  } finally {
    for (const unlisten of unlistens) await unlisten();
  }
}

const objectsSchema = z.object({
  objects: z.array(z.object({ account: z.string(), scope: z.string(), type: z.string(), id: z.string() })),
});
