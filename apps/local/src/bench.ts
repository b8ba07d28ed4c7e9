import { parseArgs } from 'node:util';
import { measureLogs } from './bench/logs.ts';
import { measureOverhead } from './bench/overhead.ts';
import { measureQueue } from './bench/queue.ts';
import { type LocalEnvironment, readEnvironment } from './env.ts';
import { createProgress, type Progress } from './portal/progress.ts';

/** `runs` is how often it is measured, or how much of it; its default is the benchmark's own. */
type Benchmark = {
  runs: number;
  measure(environment: LocalEnvironment, runs: number, progress: Progress): Promise<object>;
};

const benchmarks: Record<string, Benchmark> = {
  overhead: { runs: 5, measure: measureOverhead },
  logs: { runs: 1_000_000, measure: measureLogs },
  queue: { runs: 500, measure: measureQueue },
};

/** `npm run bench`: figures against the bare alternative, measured in the same run. */
async function bench(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const benchmark = positionals.length === 1 ? benchmarks[positionals[0] ?? ''] : undefined;
  const runs = Number(values.runs ?? benchmark?.runs);
  if (!benchmark || !Number.isInteger(runs) || runs < 1) {
    process.stderr.write(`Usage: npm run bench -- ${Object.keys(benchmarks).join('|')} [--runs N] [--json]\n`);
    return 1;
  }
  const result = await benchmark.measure(readEnvironment(), runs, createProgress(process.stderr));
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  return 0;
}

process.exitCode = await bench();
