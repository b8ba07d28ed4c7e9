import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { findPlace, reached, requestStack } from '../demo/life.ts';
import { peopleOf, requesterToken } from '../demo/signIn.ts';
import type { LocalEnvironment } from '../env.ts';
import { freePort } from '../portal/freePort.ts';
import { launchPortal } from '../portal/launch.ts';
import type { Progress } from '../portal/progress.ts';
import { root } from '../root.ts';

export type LogFigures = {
  /** From a line that a worker's Terraform says to the client of the portal's event stream that has it. */
  latencyMsP50: number;
  latencyMsP95: number;
  latencyMsMax: number;
  linesPerSecond: number;
  /** As fast as they go: said by a worker until all are in the database, and downloaded from the portal. */
  storedLines: number;
  storeSeconds: number;
  readSeconds: number;
  /** Lines that were missing, doubled or changed, of all: by number where paced, by digest where stored. */
  lost: number;
  /** The same lines on the same server by plain INSERTs of many rows, without offsets, lease or notification. */
  bareInsertSeconds: number;
  cpus: number;
};

const paced = { linesPerSecond: 1000, seconds: 30 };

const writtenSchema = z.object({
  from: z.int(),
  storeSeconds: z.number(),
  sha256: z.string(),
  bareInsertSeconds: z.number(),
});

/** A worker's log in a process of its own, the real portal with its stream and its download, and a client over HTTP. */
export async function measureLogs(
  environment: LocalEnvironment,
  lines: number,
  progress: Progress,
): Promise<LogFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-bench-'));
  const signal = new AbortController().signal;
  const port = await freePort();
  const settings = {
    ...environment,
    databaseUrl: undefined,
    port,
    dataDir,
    latency: 'none' as const,
    progress,
    signal,
  };
  const portal = await launchPortal(settings);
  try {
    const people = await peopleOf(portal);
    const { runId } = await requestStack(people, await findPlace(people), 'logs', { preset: 'small' });
    await reached(people.requester, runId, ['awaiting_approval']);
    const api = { url: `${new URL(portal.url).origin}/api/v1/runs/${runId}`, token: await requesterToken(portal) };

    const watch = await watchLog(api);
    const written = await progress.step(
      `${paced.linesPerSecond} lines a second for ${paced.seconds} s, then ${lines} lines at once`,
      () => writeLog({ url: portal.databaseUrl, runId, paced, lines }),
    );
    const latencies = watch.latencies.sort((a, b) => a - b);
    await watch.close();
    const read = await progress.step('The download', () => download(api, written.from));
    const pacedLost = paced.linesPerSecond * paced.seconds - latencies.length + watch.wrong;
    return {
      latencyMsP50: rounded(quantile(latencies, 0.5)),
      latencyMsP95: rounded(quantile(latencies, 0.95)),
      latencyMsMax: rounded(latencies.at(-1) ?? 0),
      linesPerSecond: paced.linesPerSecond,
      storedLines: lines,
      storeSeconds: rounded(written.storeSeconds),
      readSeconds: rounded(read.seconds),
      lost: pacedLost + (read.sha256 === written.sha256 ? 0 : Math.max(1, Math.abs(lines - read.lines))),
      bareInsertSeconds: rounded(written.bareInsertSeconds),
      cpus: cpus().length,
    };
  } finally {
    await portal.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Api = { url: string; token: string };

/** Follows the paced lines as a browser does. Each tells when it was said and which it is. */
async function watchLog({ url, token }: Api): Promise<{ latencies: number[]; wrong: number; close(): Promise<void> }> {
  const abort = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/log/stream`, { headers, signal: abort.signal });
  if (!response.ok || !response.body) throw new Error(`The stream was answered with ${response.status}.`);
  const watch = { latencies: [] as number[], wrong: 0, close: async () => {} };
  let next = 0;
  let open = '';
  const take = (text: string) => {
    const at = performance.timeOrigin + performance.now();
    const parts = `${open}${text}`.split('\n');
    open = parts.pop() ?? '';
    for (const line of parts) {
      const [, said, number] = /^(\d+\.\d{3}) aws_eks_node_group\S+ Still creating\.\.\. \[(\d+)\]$/.exec(line) ?? [];
      if (said === undefined) continue;
      if (Number(number) !== next) watch.wrong += 1;
      next = Number(number) + 1;
      watch.latencies.push(at - Number(said));
    }
  };
  const reading = readEvents(response.body, take).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  watch.close = async () => {
    abort.abort();
    await reading;
  };
  return watch;
}

const chunkSchema = z.object({ text: z.string() });

async function readEvents(body: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  let rest = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const blocks = `${rest}${part}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: log\ndata: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) take(chunkSchema.parse(JSON.parse(data)).text);
    }
  }
}

async function writeLog(options: object): Promise<z.output<typeof writtenSchema>> {
  const writer = spawn(process.execPath, ['apps/worker/src/testing/logWriter.ts', JSON.stringify(options)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'exit');
  let told = '';
  for await (const line of createInterface({ input: writer.stdout })) told = line;
  const [status] = await ended;
  if (status !== 0) throw new Error(`The writer of the log ended with ${status}.`);
  return writtenSchema.parse(JSON.parse(told));
}

async function download(
  { url, token }: Api,
  offset: number,
): Promise<{ seconds: number; sha256: string; lines: number }> {
  const started = performance.now();
  const response = await fetch(`${url}/log.txt?offset=${offset}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok || !response.body) throw new Error(`The download was answered with ${response.status}.`);
  const hash = createHash('sha256');
  let lines = 0;
  for await (const part of response.body) {
    hash.update(part);
    for (const byte of part) if (byte === 0x0a) lines += 1;
  }
  return { seconds: (performance.now() - started) / 1000, sha256: hash.digest('hex'), lines };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
