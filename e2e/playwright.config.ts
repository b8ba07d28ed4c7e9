import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';

const chromium = process.env.FLOWPORT_CHROMIUM;
// The workers of the runner load this file again: all must agree on one directory and one port.
process.env.FLOWPORT_DATA_DIR ??= mkdtempSync(join(tmpdir(), 'flowport-e2e-'));
process.env.FLOWPORT_PORT ??= '3907';
const url = `http://127.0.0.1:${process.env.FLOWPORT_PORT}`;

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['line'], ['json']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    // A trace keeps the whole page at each step and doubles the time: `--trace on` when a journey has to be looked into.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node --disable-warning=ExperimentalWarning apps/local/src/start.ts --latency none',
    cwd: new URL('..', import.meta.url).pathname,
    url: `${url}/healthz`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
