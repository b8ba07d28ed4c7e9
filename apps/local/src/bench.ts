import { parseArgs } from 'node:util';
import { measureOverhead } from './bench/overhead.ts';
import { readEnvironment } from './env.ts';
import { createProgress } from './portal/progress.ts';

const usage = 'npm run bench -- overhead [--runs N] [--json]';

/** `npm run bench`: figures against the bare alternative, measured in the same run. */
async function bench(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const runs = Number(values.runs);
  if (positionals.length !== 1 || positionals[0] !== 'overhead' || !Number.isInteger(runs) || runs < 1) {
    process.stderr.write(`Usage: ${usage}\n`);
    return 1;
  }
  const result = await measureOverhead(readEnvironment(), runs, createProgress(process.stderr));
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

process.exitCode = await bench();
