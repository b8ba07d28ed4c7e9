import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const main = fileURLToPath(new URL('../../../../packages/sandbox/src/main.ts', import.meta.url));

const addressSchema = z.object({
  endpoint: z.string(),
  account: z.string(),
  region: z.literal('us-west-2'),
  stateBucket: z.string(),
  deployerRoleArn: z.string(),
  externalId: z.string(),
});

export type SandboxProcess = z.infer<typeof addressSchema> & {
  /** The file by which a worker finds it. */
  file: string;
  /** The control API: faults, latencies, changes behind Terraform's back. `call` as in `POST /faults`. */
  control(call: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

/** The sandbox as it runs beside a portal: a process of its own, without latency. It ends with this process. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-sandbox-'));
  const child = spawn(process.execPath, [main, '--data', dataDir, '--latency', 'none', '--exit-with-stdin'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const address = addressSchema.parse(JSON.parse(await firstLine(child)));
  return {
    ...address,
    file: join(dataDir, 'sandbox.json'),
    control: async (call, body) => {
      const [method = '', path = ''] = call.split(' ');
      const response = await fetch(new URL(`/_sandbox${path}`, address.endpoint), {
        method,
        ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${call}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @throws when the process ends before it has said a line. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The process has no standard output.');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process ended with ${code} before it was ready.`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  return String(line);
}
