import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runChaos } from './chaos/chaos.ts';
import { faultKinds, planLives } from './chaos/schedule.ts';
import { readEnvironment } from './env.ts';

const usage = `npm run chaos -- [--runs N] [--seed S] [--only K] [--faults ${faultKinds.join(',')}] [--lease-seconds N] [--workers N] [--lanes N] [--keep] [--json]`;

const whole = (min: number, max: number, otherwise: number) =>
  z.coerce.number().int().min(min).max(max).default(otherwise);
const optionsSchema = z.object({
  runs: whole(1, 10_000, 20),
  seed: whole(0, 2 ** 31, 1),
  only: z.coerce.number().int().min(0).optional(),
  faults: z
    .string()
    .default(faultKinds.join(','))
    .transform((list) => list.split(',').filter((kind) => kind !== '' && kind !== 'none'))
    .pipe(z.array(z.enum(faultKinds))),
  // As a worker's own.
  'lease-seconds': whole(3, 600, 20),
  workers: whole(1, 10, 3),
  lanes: whole(1, 10, 3),
  keep: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `npm run chaos`: proves on real processes that nothing is lost when workers die. Exits with 1 when something was. */
async function chaos(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  const { inherited } = readEnvironment();
  const { seed, only, faults } = options;
  const lives = planLives({ runs: only === undefined ? options.runs : only + 1, seed, kinds: faults });
  const leaseSeconds = options['lease-seconds'];
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error('Stopped.')));
  const report = await runChaos({
    ...options,
    // Of one run alone, what came before it in the life of its stack is needed too.
    lives: only === undefined ? lives : lives.filter((life) => life.runs.some((run) => run.index === only)),
    leaseSeconds,
    inherited,
    say: (text) => process.stderr.write(`${text}\n`),
    signal: stop.signal,
    repeat: (index) =>
      `npm run chaos -- --seed ${seed} --only ${index} --faults ${faults.join(',')} --lease-seconds ${leaseSeconds}`,
  });
  process.stdout.write(`${JSON.stringify(report, null, options.json ? 0 : 2)}\n`);
  return report.ok ? 0 : 1;
}

function readOptions(): z.output<typeof optionsSchema> | undefined {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values } = parseArgs({
      options: {
        runs: text,
        seed: text,
        only: text,
        faults: text,
        'lease-seconds': text,
        workers: text,
        lanes: text,
        keep: flag,
        json: flag,
      },
    });
    return optionsSchema.parse(values);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`${reason}\nUsage: ${usage}\n`);
    return undefined;
  }
}

// What the suite was at when it was stopped fails of itself; nobody waits for that.
chaos().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
