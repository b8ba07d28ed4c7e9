import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type Database,
  ensureTarget,
  ensureTeam,
  insertStackWithRun,
  migrate,
  openDatabase,
  randomIds,
  setTargetPolicy,
} from '@flowport/db';
import { fillBareQueue } from '@flowport/db/bare';
import { startEmbeddedPostgres } from '@flowport/db/embedded';
import { presets, type StackParameters, systemUserId } from '@flowport/domain';
import { z } from 'zod';
import type { LocalEnvironment } from '../env.ts';
import type { Progress } from '../portal/progress.ts';

export type QueueFigures = {
  /** From the request, its own transaction included, to the handler in a worker process; at a steady rate. */
  startMsP50: number;
  startMsP95: number;
  /** All runs in the queue before the first worker begins: from then until the last has ended. */
  runsPerSecond: number;
  /** The same number of jobs of bare pg-boss on the same server, with as many processes and slots. */
  bareJobsPerSecond: number;
  runs: number;
  workers: number;
  slots: number;
  requestsPerSecond: number;
  cpus: number;
};

const workers = 4;
/** The default of a worker. */
const concurrency = 2;
/**
 * What a small machine serves easily beside its database; and a quarter of what it has just served, where that is less.
 * Beyond that a backlog would be measured.
 */
const requestsPerSecondMax = 10;
const shareOfServed = 0.25;

/**
 * A no-op run is a provision run of a stack of its own, whose plan is empty. It is asked for by the verb behind the
 * portal's form, without HTTP, and taken from the product's queue by four processes, which do around the work of a run
 * what a worker does (see queueWorker.ts): leases, transitions with history, audit and notifications. Only the work is
 * left out, which takes seconds to minutes; nothing is done that a worker does not do. All of it, database included,
 * shares one machine, so that the figures are about processor time more than about waiting.
 */
export async function measureQueue(_: LocalEnvironment, runs: number, progress: Progress): Promise<QueueFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    const { url } = postgres;
    await migrate(url);
    const db = await openDatabase({ url });
    try {
      const place = await makePlace(db);
      await progress.step(`${runs} requests`, async () => {
        for (let number = 0; number < runs; number++) await request(db, place, number);
      });
      const burst = await progress.step(`${runs} runs at once`, () => drain(url, 'runs', runs));
      const requestsPerSecond = rounded(Math.min(requestsPerSecondMax, (runs / burst) * shareOfServed));
      const starts = await progress.step(`${runs} runs at ${requestsPerSecond} a second`, () =>
        paced(db, { count: runs, requestsPerSecond }, (number) => request(db, place, runs + number)),
      );
      await fillBareQueue(url, runs);
      const bare = await progress.step(`${runs} bare jobs at once`, () => drain(url, 'bare', runs));
      return {
        startMsP50: rounded(percentile(starts, 0.5)),
        startMsP95: rounded(percentile(starts, 0.95)),
        runsPerSecond: rounded(runs / burst),
        bareJobsPerSecond: rounded(runs / bare),
        runs,
        workers,
        slots: workers * concurrency,
        requestsPerSecond,
        cpus: cpus().length,
      };
    } finally {
      await db.close();
    }
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const blueprint = { id: 'metaflow-eks', version: '0.0.0' };
const cost = { floorCents: 1, ceilingCents: 1 };

function parametersOf(number: number): StackParameters {
  const { parameters } = presets.small;
  const cidr = `10.${Math.floor(number / 16)}.${(number % 16) * 16}.0/20`;
  return { ...parameters, network: { ...parameters.network, cidr } };
}

type Place = { teamId: string; targetId: string };

async function makePlace(db: Database): Promise<Place> {
  const made = { now: new Date(), ids: randomIds };
  const team = await ensureTeam(db, { slug: 'bench', name: 'Bench', ...made });
  const target = await ensureTarget(db, {
    name: 'Bench',
    kind: 'sandbox',
    account: '111122223333',
    region: 'eu-west-1',
    deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
    planRoleArn: null,
    externalId: 'bench',
    backend: {
      bucket: 'flowport-state',
      region: 'eu-west-1',
      workspaceKeyPrefix: 'bench',
      kmsKeyId: null,
      usePathStyle: true,
    },
    selfApproval: false,
    ...made,
  });
  await db.inTransaction((tx) => setTargetPolicy(tx, { targetId: target.id, change: { runsMax: 100 } }));
  return { teamId: team.id, targetId: target.id };
}

/** A stack with its first run, as a form asks for it. @returns the run. */
async function request(db: Database, place: Place, number: number): Promise<string> {
  const { runId } = await db.inTransaction((tx) =>
    insertStackWithRun(tx, {
      ...place,
      slug: `bench-${number}`,
      ownerId: systemUserId,
      description: '',
      parameters: parametersOf(number),
      blueprint,
      cost,
      now: new Date(),
      ids: randomIds,
    }),
  );
  return runId;
}

const toldSchema = z.object({ id: z.string(), startedAt: z.number(), endedAt: z.number() });
type Told = z.infer<typeof toldSchema>;

/** The worker processes, which have connected and wait for `begin`. */
async function gather(url: string, kind: 'runs' | 'bare', onTold: (told: Told) => void) {
  const children = Array.from({ length: workers }, () =>
    spawn(process.execPath, [workerProgram, JSON.stringify({ url, kind, concurrency })], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((ready, failed) => {
          child.once('error', failed);
          child.once('exit', (code) => failed(new Error(`A worker of the benchmark has ended (${code}).`)));
          createInterface({ input: child.stdout }).on('line', (line) => {
            const told = toldSchema.safeParse(JSON.parse(line));
            if (told.success) onTold(told.data);
            else ready();
          });
        }),
    ),
  );
  return {
    begin: () => {
      for (const child of children) child.stdin.write('begin\n');
    },
    dismiss: () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

const workerProgram = fileURLToPath(new URL('./queueWorker.ts', import.meta.url));

/** Seconds from the moment at which the workers begin until the last of the jobs that wait has ended. */
async function drain(url: string, kind: 'runs' | 'bare', count: number): Promise<number> {
  const done = Promise.withResolvers<void>();
  let told = 0;
  const crew = await gather(url, kind, () => {
    told += 1;
    if (told === count) done.resolve();
  });
  try {
    const began = performance.now();
    crew.begin();
    await done.promise;
    return (performance.now() - began) / 1000;
  } finally {
    crew.dismiss();
  }
}

/** Milliseconds from request to start of each run, sorted. */
async function paced(
  db: Database,
  { count, requestsPerSecond }: { count: number; requestsPerSecond: number },
  ask: (number: number) => Promise<string>,
): Promise<number[]> {
  const requested = new Map<string, number>();
  const started = new Map<string, number>();
  const done = Promise.withResolvers<void>();
  const crew = await gather(db.url, 'runs', ({ id, startedAt }) => {
    started.set(id, startedAt);
    if (started.size === count) done.resolve();
  });
  crew.begin();
  await setTimeout(1000);
  const first = wall();
  const requests = Array.from({ length: count }, async (_, number) => {
    // Evenly, whatever the requests before it take.
    await setTimeout(Math.max(0, first + (number * 1000) / requestsPerSecond - wall()));
    const asked = wall();
    requested.set(await ask(number), asked);
  });
  try {
    await Promise.all(requests);
    await done.promise;
  } finally {
    crew.dismiss();
  }
  return [...started].map(([id, at]) => at - (requested.get(id) ?? at)).sort((a, b) => a - b);
}

/** Milliseconds of the machine's clock, which all processes share. */
function wall(): number {
  return performance.timeOrigin + performance.now();
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
