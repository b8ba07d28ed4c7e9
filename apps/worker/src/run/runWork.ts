import {
  type AwsCaller,
  assumeRole,
  type CredentialSource,
  credentialSource,
  type StateStore,
  stateStore,
  terraformEnvironment,
} from '@flowport/aws';
import { appendJournal, type Lease, type RunRecord, type StackRecord, type TargetRecord } from '@flowport/db';
import type { Layer } from '@flowport/domain';
import {
  allowedEnvironment,
  type GuardedLease,
  type LayerSession,
  type LogLine,
  openLayer,
  type TerraformEvent,
  type Workdir,
} from '@flowport/terraform';
import type { Cloud } from '../cloud/cloud.ts';
import type { WorkerContext } from '../context.ts';
import { type RunJournal, runJournal } from '../journal/runJournal.ts';
import type { HeldLease } from '../lease/heldLease.ts';
import { logAppender } from '../log/logAppender.ts';
import { type RunLog, runLog, type StepLog } from '../log/runLog.ts';
import { learningSession, learningStates, learnNow } from '../secrets/learning.ts';
import type { RunSecrets } from '../secrets/runSecrets.ts';
import { type OrderedWrites, orderedWrites } from '../stream/orderedWrites.ts';
import type { RunFolder } from '../workdir/runFolders.ts';
import { type Asides, openAsides } from './asides.ts';

/** Which of the target's roles a Terraform process gets. */
type Purpose = 'plan' | 'apply';

/**
 * How long an interrupted Terraform may finish the resources that it has in hand. The longest takes AWS half an hour (a
 * database with its first backup); who does not want to wait forces.
 */
const graceSeconds = 2400;

/** One run in the hands of this worker: everything its steps need, with every write bound to the lease. */
export type RunWork = {
  context: WorkerContext;
  run: RunRecord;
  stack: StackRecord;
  target: TargetRecord;
  cloud: Cloud;
  lease: HeldLease<Lease>;
  /** Aborted when the run is to stop (cancel, end of this process) or the lease is lost: Terraform is interrupted. */
  signal: AbortSignal;
  /** Aborted when Terraform is to be killed at once. */
  killSignal: AbortSignal;
  guard: GuardedLease;
  /** Whether a Terraform of this run may have done what no state tells: it runs, or it did not end in order. */
  untold: { mayBe: boolean };
  folder: RunFolder;
  states: StateStore;
  /** What no text that is stored or logged may hold. */
  secrets: RunSecrets;
  log: RunLog;
  journal: RunJournal;
  /** Writes of steps, which nobody waits for. */
  writes: OrderedWrites;
  /** Which version of a layer's state the database knows from this work. */
  recorded: Map<Layer, { version: string; written: Promise<void> }>;
  asides: Asides;
  /** For calls of our own to AWS, as the deployer role. */
  caller: AwsCaller;
  terraform(layer: Layer, options: TerraformUse): Promise<LayerSession>;
  /** Writes out what is buffered. */
  drain(): Promise<void>;
};

type TerraformUse = {
  purpose: Purpose;
  log: StepLog;
  onEvent?: (event: TerraformEvent) => void;
  /** In place of the run's own directory. */
  workdir?: Workdir;
};

/**
 * What one Terraform process may need of a session before its credentials end. An apply of a layer with a cluster or a
 * database takes up to half an hour on AWS; sessions of chained roles last one hour, and no longer ones are asked for.
 */
const secondsNeeded: Record<Purpose, number> = { plan: 900, apply: 3000 };

/**
 * Terraform and its providers live for seconds and make mostly garbage (schemas, JSON). Collecting a quarter as often
 * saves a fifth of their processor time (measured with 1.11.4); the limit keeps what it costs in memory bounded.
 */
const collectLess = { GOGC: '400', GOMEMLIMIT: '1GiB' };

export type RunWorkInput = {
  context: WorkerContext;
  run: RunRecord;
  stack: StackRecord;
  target: TargetRecord;
  cloud: Cloud;
  lease: HeldLease<Lease>;
  signal: AbortSignal;
  killSignal: AbortSignal;
  guard: GuardedLease;
  untold: { mayBe: boolean };
  folder: RunFolder;
};

export function runWork(input: RunWorkInput): RunWork {
  const { context, run, target, cloud, lease, folder } = input;
  const { db, logger, now } = context;
  const onRetry = (error: unknown) => logger.warn({ err: error, runId: run.id }, 'a write for the run is tried again');
  const writing = { signal: lease.lost, onRetry };
  const secrets = context.secrets.open({ stack: input.stack, target });
  const journal = runJournal({
    ...writing,
    now,
    append: (entries) => appendJournal(db, { runId: run.id, entries, lease: lease.current }),
  });
  const writes = orderedWrites(writing);
  const asides = openAsides((err, doing) => {
    if (!input.signal.aborted) logger.warn({ err, runId: run.id, doing }, 'what is done beside the run failed');
  });
  const roles = roleSessions(input);
  const caller: AwsCaller = {
    region: target.region,
    endpoints: cloud.endpoints,
    credentials: () => roles.apply.get(60),
  };
  const states = learningStates(
    secrets,
    stateStore({
      backend: target.backend,
      credentials: () => roles.apply.get(60),
      endpoints: cloud.endpoints,
      secret: context.secret,
    }),
  );
  const log = runLog({
    ...writing,
    append: logAppender({ db, lease: () => lease.current, now }),
    secrets,
    beforeRefusal: (layer) => learnNow(states, run.stack.slug, layer),
  });

  return {
    ...input,
    states,
    secrets,
    log,
    journal,
    writes,
    recorded: new Map(),
    caller,
    asides,
    terraform: async (layer, use) => {
      const { binary, source, pluginCacheDir, mirrorDir } = context.terraform;
      const credentials = await roles[use.purpose].get(secondsNeeded[use.purpose]);
      const environment = allowedEnvironment(source, {
        ...collectLess,
        ...cloud.terraform,
        ...terraformEnvironment(credentials, target.region, cloud.endpoints),
      });
      secrets.learnEnvironment(environment);
      const session = openLayer({
        settings: { binary, pluginCacheDir, mirrorDir, environment },
        workdir: use.workdir ?? folder.workdir,
        layer,
        workspace: run.stack.slug,
        signal: input.signal,
        killSignal: input.killSignal,
        guard: input.guard,
        graceSeconds,
        backpressure: log,
        onLog: (line) => use.log.line(...written(line)),
        onEvent: use.onEvent ?? (() => {}),
        onSecrets: secrets.learn,
      });
      return learningSession(session, () => learnNow(states, run.stack.slug, layer));
    },
    drain: async () => {
      await asides.settled();
      await Promise.all([log.drain(), journal.drain(), writes.drain()]);
    },
  };
}

function written(line: LogLine): Parameters<StepLog['line']> {
  return line.level === 'info' ? [line.text, line.continues] : [line.text, line.continues, 'refusal'];
}

function roleSessions(input: RunWorkInput): Record<Purpose, CredentialSource> {
  const { target, folder } = input;
  const as = (roleArn: string) => {
    // A stand-in that was restarted may answer elsewhere.
    const key = `${roleArn} ${input.cloud.endpoints?.sts ?? ''}`;
    const known = folder.sessions.get(key) ?? roleSession(input, roleArn);
    folder.sessions.set(key, known);
    return known;
  };
  const apply = as(target.deployerRoleArn);
  return { apply, plan: target.planRoleArn === null ? apply : as(target.planRoleArn) };
}

function roleSession({ context, run, target, cloud }: RunWorkInput, roleArn: string): CredentialSource {
  return credentialSource({
    now: context.now,
    assume: () =>
      assumeRole({
        roleArn,
        externalId: target.externalId,
        region: target.region,
        sessionName: `flowport-${run.id}`,
        tags: { 'flowport:run': run.id, 'flowport:stack': run.stack.slug, 'flowport:team': run.team.slug },
        base: cloud.base,
        endpoints: cloud.endpoints,
      }),
  });
}
