/**
 * The sandbox as a process.
 *
 *   node packages/sandbox/src/main.ts --data DIR [--port N] [--latency demo|none] [--exit-with-stdin]
 *
 * Writes DIR/sandbox.json when everything listens and prints the same, without the secret, as one line of JSON.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LatencyProfile } from './latency/latency.ts';
import { type RunningSandbox, type SandboxAddress, startSandbox } from './sandbox.ts';

const usage = 'usage: main.ts --data DIR [--port N] [--latency demo|none] [--exit-with-stdin]';

type Arguments = { dataDir: string; port: number; latency: LatencyProfile; exitsWithStdin: boolean };

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  // Everything in the data directory is for this user alone: it holds passwords as AWS would.
  process.umask(0o077);
  const sandbox = await startSandbox({ dataDir: given.dataDir, port: given.port, latency: given.latency });
  const address = addressOf(sandbox);
  writeAddress(join(given.dataDir, 'sandbox.json'), address);
  // Whoever reads the line may send a signal at once.
  endWith(sandbox, given.exitsWithStdin);
  const { secretAccessKey: _secret, ...shown } = address;
  process.stdout.write(`${JSON.stringify(shown)}\n`);
}

function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
      latency: { type: 'string', default: 'demo' },
      'exit-with-stdin': { type: 'boolean', default: false },
    },
  });
  const { data, latency } = values;
  const port = Number(values.port);
  if (data === undefined) throw new Error(`--data is missing; ${usage}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is no port; ${usage}`);
  if (latency !== 'demo' && latency !== 'none') throw new Error(`--latency ${latency} is unknown; ${usage}`);
  return { dataDir: data, port, latency, exitsWithStdin: values['exit-with-stdin'] };
}

function addressOf(sandbox: RunningSandbox): SandboxAddress {
  const { world: _world, close: _close, ...address } = sandbox;
  return address;
}

/** Whoever waits for the file never sees half of it; it holds a secret key. */
function writeAddress(file: string, address: SandboxAddress): void {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

function endWith(sandbox: RunningSandbox, exitsWithStdin: boolean): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`sandbox: could not close: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (exitsWithStdin) {
    process.stdin.on('end', end);
    process.stdin.on('error', end);
    process.stdin.resume();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
