import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { assertMigrated } from '@flowport/db';
import { AppError } from '@flowport/domain';
import { readWebEnvironment } from './env.ts';
import { checkPort } from './portal/preflight.ts';
import { root } from './root.ts';

/**
 * `npm run web`: the portal alone, where workers run elsewhere. The database is its own or a migrated one's; who may sign
 * in is in there. Everything that the portal itself needs it reads from the environment, see apps/web/src/env.ts.
 */
async function run(): Promise<number> {
  const { databaseUrl, port, host } = readWebEnvironment();
  await checkPort(port);
  await assertMigrated(databaseUrl);
  const next = createRequire(join(root, 'apps/web/package.json')).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'start', 'apps/web', '--hostname', host, '--port', String(port)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', FLOWPORT_PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' },
  });
  // A terminal sends Ctrl-C to both; the child decides when all is stopped.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`The portal could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const text =
      error instanceof AppError ? error.publicMessage : error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  },
);
