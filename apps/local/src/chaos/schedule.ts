import type { Layer, RunStatus } from '@flowport/domain';
import { type Random, randomFrom } from './random.ts';

export const faultKinds = [
  'kill',
  'killHost',
  'pause',
  'restartDatabase',
  'cutConnections',
  'cutAfterCommit',
  'blackhole',
  's3',
  'diskFull',
  'clock',
] as const;
export type FaultKind = (typeof faultKinds)[number];

type S3Effect = 'error500' | 'error503' | 'slow' | 'drop' | 'dropAfter';

/** What strikes the worker that holds the run, or what all of them lean on. */
export type Fault =
  /** SIGKILL of the worker; its Terraform is left alone with a broken pipe. */
  | { kind: 'kill' }
  /** The machine is gone: the worker and its Terraform at once. */
  | { kind: 'killHost' }
  /** SIGSTOP for that many leases, then SIGCONT. */
  | { kind: 'pause'; leases: number }
  | { kind: 'restartDatabase' }
  /** All of the worker's connections to Postgres end. */
  | { kind: 'cutConnections' }
  /** The worker's next COMMIT is done, and its answer is lost. */
  | { kind: 'cutAfterCommit' }
  /** What the worker sends to Postgres is swallowed for that many leases. */
  | { kind: 'blackhole'; leases: number }
  /** On what is read and written of the stack in the state bucket, from the instant on. */
  | { kind: 's3'; effect: S3Effect; object: 'state' | 'lock' | 'plan' | 'any'; times: number; milliseconds: number }
  | { kind: 'diskFull'; seconds: number }
  /** Another worker is started anew with its clock off by so much. */
  | { kind: 'clock'; seconds: number };

/** When it strikes: at an event of the run, and so much later. */
export type Instant =
  | { at: 'status'; status: RunStatus; milliseconds: number }
  | { at: 'step'; name: 'synth' | 'init' | 'plan' | 'apply' | 'verify'; layer: Layer | null; milliseconds: number }
  | { at: 'applyStart'; nth: number; milliseconds: number }
  /** While the state of a layer is written, which takes that long then. */
  | { at: 'stateWrite'; milliseconds: number };

export type Strike = { fault: Fault; instant: Instant };

export type PlannedRun = {
  /** From 0, over the whole suite; the name of the run for `--only`. */
  index: number;
  kind: 'provision' | 'update' | 'destroy';
  /** Draws what an update asks for. */
  wish: number;
  strikes: readonly Strike[];
};

/** One stack from its first run to its last; its runs come one after the other. */
export type Life = { number: number; slug: string; runs: readonly PlannedRun[] };

/** Which lives are lived and what befalls their runs; the same for the same seed, whatever is run of it. */
export function planLives(options: { runs: number; seed: number; kinds: readonly FaultKind[] }): Life[] {
  const lives: Life[] = [];
  let index = 0;
  for (let number = 0; index < options.runs; number++) {
    const random = randomFrom(options.seed, number);
    const updates = random.between(0, 3);
    const kinds: PlannedRun['kind'][] = [
      'provision',
      ...Array.from({ length: updates }, () => 'update' as const),
      'destroy',
    ];
    const runs = kinds.slice(0, options.runs - index).map((kind, offset) => planRun(kind, index + offset, options));
    lives.push({ number, slug: `chaos-${options.seed}-${number}`, runs });
    index += runs.length;
  }
  return lives;
}

/** Death is what the suite is about; the others come once each. */
const weights: Partial<Record<FaultKind, number>> = { kill: 3, killHost: 3, pause: 2 };

function planRun(
  kind: PlannedRun['kind'],
  index: number,
  { seed, kinds }: { seed: number; kinds: readonly FaultKind[] },
): PlannedRun {
  const random = randomFrom(seed, index, 0x5eed);
  const wish = random.between(0, 1_000_000);
  const [first, ...others] = kinds.flatMap((one) => Array.from({ length: weights[one] ?? 1 }, () => one));
  if (first === undefined) return { index, kind, wish, strikes: [] };
  // Most runs are struck once; some twice, so that a recovery is struck too.
  const count = random.chance(0.25) ? 2 : 1;
  const strikes = Array.from({ length: count }, () => ({
    fault: drawFault(random, random.pick([first, ...others])),
    instant: drawInstant(random, kind),
  }));
  return { index, kind, wish, strikes };
}

function drawFault(random: Random, kind: FaultKind): Fault {
  switch (kind) {
    case 'kill':
    case 'killHost':
    case 'restartDatabase':
    case 'cutConnections':
    case 'cutAfterCommit':
      return { kind };
    case 'pause':
      return { kind, leases: random.pick([0.5, 1.5, 2]) };
    case 'blackhole':
      return { kind, leases: random.pick([0.5, 1.5, 2]) };
    case 's3':
      return {
        kind,
        effect: random.pick(['error500', 'error503', 'slow', 'drop', 'dropAfter']),
        object: random.pick(['state', 'lock', 'plan', 'any']),
        // Terraform and the SDK try some times again; the most is more than they do.
        times: random.pick([1, 2, 12]),
        milliseconds: random.between(200, 3000),
      };
    case 'diskFull':
      return { kind, seconds: random.between(1, 6) };
    case 'clock':
      return { kind, seconds: random.pick([-600, -240, 240, 600]) };
  }
}

function drawInstant(random: Random, kind: PlannedRun['kind']): Instant {
  const milliseconds = random.between(0, 400);
  switch (random.pick(['planning', 'step', 'applying', 'apply', 'apply', 'state', 'verifying'])) {
    case 'planning':
      return { at: 'status', status: 'planning', milliseconds: random.between(0, 2000) };
    case 'step': {
      const name = random.pick(['synth', 'init', 'plan', 'apply', 'verify']);
      const layer = random.pick(['foundation', 'cluster', 'services']);
      return { at: 'step', name, layer: name === 'synth' || name === 'verify' ? null : layer, milliseconds };
    }
    case 'applying':
      return { at: 'status', status: 'applying', milliseconds: random.between(0, 4000) };
    case 'apply':
      // An update has few resources to apply, a provision and a destroy about a hundred.
      return {
        at: 'applyStart',
        nth: random.between(1, kind === 'update' ? 4 : 90),
        milliseconds: random.between(0, 120),
      };
    case 'state':
      return { at: 'stateWrite', milliseconds: random.between(0, 1200) };
    case 'verifying':
      return { at: 'status', status: 'verifying', milliseconds: random.between(0, 500) };
  }
}
