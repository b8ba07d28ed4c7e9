import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from '../e2e/browser.ts';

/**
 * `npm test`: every check of the repository, one after the other, and the sum in the last line. With arguments, only the
 * checks of these names: `npm test -- lint units`.
 */
type Tally = { passed: number; failed: number };

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'flowport-test-'));

const checks: Record<string, () => Promise<Tally>> = {
  format: () => one('biome', ['ci', '.']),
  types: () =>
    one('turbo', ['run', 'typecheck', '--concurrency=2', '--output-logs=errors-only', '--no-update-notifier']),
  boundaries: () => one('depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages']),
  unused: () => one('knip', ['--no-progress']),
  units: () =>
    reported(
      'vitest',
      (file) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      {},
      vitestTally,
    ),
  build: () => one('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier']),
  journeys: async () => {
    const executablePath = await ensureBrowser();
    return reported(
      'playwright',
      () => ['test', '--config', 'e2e/playwright.config.ts'],
      { ...(executablePath && { FLOWPORT_CHROMIUM: executablePath }) },
      playwrightTally,
    );
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in checks));
if (unknown.length > 0) {
  process.stderr.write(`There is no check ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}.\n`);
  process.exit(1);
}

const total: Tally = { passed: 0, failed: 0 };
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  process.stdout.write(`\n── ${name}\n`);
  const tally = await check();
  total.passed += tally.passed;
  total.failed += tally.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`── ${name}: ${tally.passed} ok, ${tally.failed} not ok, ${seconds} s\n`);
}
await rm(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** A tool that says yes or no. */
async function one(tool: string, args: string[]): Promise<Tally> {
  const code = await run(tool, args, {});
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A runner that counts. One that died without a report, or found nothing to run, has failed. */
async function reported(
  tool: string,
  args: (file: string) => string[],
  env: Record<string, string>,
  tallyOf: (report: unknown) => Tally,
): Promise<Tally> {
  const file = join(scratch, `${tool}.json`);
  const code = await run(tool, args(file), { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  try {
    const tally = tallyOf(JSON.parse(await readFile(file, 'utf8')));
    if (tally.passed + tally.failed === 0) return { passed: 0, failed: 1 };
    return code === 0 ? tally : { ...tally, failed: Math.max(1, tally.failed) };
  } catch (error) {
    process.stdout.write(`No report of ${tool}: ${String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

function vitestTally(report: unknown): Tally {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = report as Record<string, number>;
  // A file that could not even be loaded has no failed test, but it has failed.
  return {
    passed: numPassedTests ?? 0,
    failed: Math.max(numFailedTests ?? 0, (numFailedTests ?? 0) === 0 ? (numFailedTestSuites ?? 0) : 0),
  };
}

function playwrightTally(report: unknown): Tally {
  const { stats } = report as { stats: { expected: number; unexpected: number; flaky: number } };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

function run(tool: string, args: string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', tool), args, {
      cwd: root,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: '1',
        NEXT_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
        FORCE_COLOR: '0',
        ...env,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', (error) => {
      process.stdout.write(`${tool} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
