/**
 * The front door of `npm start`, `npm test`, `npm run demo` and the rest, in plain JavaScript for any Node from 20.19 on:
 * installs what is missing, generates and builds what has changed, then hands over to the pinned Node 24, which runs
 * TypeScript as it stands.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');

/** What each command needs before it can begin, and the program that it is. */
const commands = {
  start: { prepare: ['build'], program: 'apps/local/src/start.ts' },
  demo: { prepare: ['build'], program: 'apps/local/src/demo.ts' },
  worker: { prepare: ['generate'], program: 'apps/worker/src/main.ts' },
  web: { prepare: ['build'], program: 'apps/local/src/web.ts' },
  migrate: { prepare: ['generate'], program: 'apps/local/src/migrate.ts' },
  bench: { prepare: ['build'], program: 'apps/local/src/bench.ts' },
  chaos: { prepare: ['generate'], program: 'apps/local/src/chaos.ts' },
  flowport: { prepare: ['generate'], program: 'apps/local/src/flowport.ts' },
  synth: { prepare: [], program: 'packages/infra/scripts/synth.ts' },
  test: { prepare: ['generate'], program: 'scripts/test.ts' },
  generate: { prepare: ['generate'], program: undefined },
  build: { prepare: ['build'], program: undefined },
};

const [name = '', ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) fail(`There is no command "${name}". Try: npm start, npm test, npm run demo.`);

checkNode();
install();
for (const task of command.prepare) runTurbo(task);
if (command.program) await handOver(command.program, rest);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Flowport needs Node 20.19 or newer, and this is ${process.versions.node}. Install a newer Node, then try again.`,
  );
}

/** Runs `npm ci` when the lock file is not the one that was installed last. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const marker = join(root, 'node_modules', '.flowport-lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  say('Installing the packages (npm ci); the first time takes a minute or two …');
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      // npm before 11 knows no list of approved install scripts; this keeps Prisma's from looking for a binary engine.
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    },
    'The packages could not be installed. Check the connection to the npm registry, then try again.',
  );
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(marker, lock);
}

function runTurbo(task) {
  const quiet = name === 'start' || name === 'demo' || name === 'bench' || name === 'chaos';
  if (quiet && task === 'build') say('Building what has changed …');
  run(
    join(bin, 'turbo'),
    ['run', task, '--output-logs=errors-only', '--no-update-notifier'],
    {
      TURBO_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
      PATH: `${bin}:${process.env.PATH}`,
    },
    `The ${task} failed; its messages stand above.`,
  );
}

/** Runs the program on Node 24, passes signals on and ends as it ends. */
async function handOver(program, args) {
  const child = spawn(join(bin, 'node'), ['--disable-warning=ExperimentalWarning', join(root, program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  // A terminal sends Ctrl-C to both; the child decides when all is stopped.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolve) => child.on('exit', (...ended) => resolve(ended)));
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
}

function run(file, args, env, sentence) {
  const quiet = file.endsWith('turbo');
  const { status, stdout } = spawnSync(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  if (quiet) process.stderr.write(stdout ?? '');
  fail(sentence);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
