import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './inspect.ts';
import { type Report, reportOf } from './report.ts';
import type { Life } from './schedule.ts';
import { runSuite } from './suite.ts';
import { openWorld } from './world.ts';

export type ChaosSettings = {
  lives: readonly Life[];
  seed: number;
  leaseSeconds: number;
  workers: number;
  lanes: number;
  /** Keeps the directory with all logs. */
  keep: boolean;
  inherited: Record<string, string>;
  say: (text: string) => void;
  /** Aborted: all processes and disks are put away, and `runChaos` is rejected with the reason. */
  signal: AbortSignal;
  /** The command that repeats a run, for the report. */
  repeat: (index: number) => string;
};

/**
 * Runs stacks through provision, updates and destroy while workers die, stop, lose their database, their bucket and their
 * disk, and looks after each run whether anything was lost, done twice, left over or let through. See docs/reliability.md.
 */
export async function runChaos(settings: ChaosSettings): Promise<Report> {
  const { lives, seed, leaseSeconds, say } = settings;
  const began = performance.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-chaos-'));
  const runs = lives.flatMap((life) => life.runs);
  const world = await openWorld({ ...settings, dataDir });
  try {
    say(`Chaos in ${dataDir}: ${runs.length} runs of ${lives.length} stacks, seed ${seed}.`);
    const fillsDisks = runs.some((run) => run.strikes.some(({ fault }) => fault.kind === 'diskFull'));
    if (fillsDisks && !world.fleet.hasDisks) {
      say('  No disk will be full: that needs the right to mount one (root, on Linux).');
    }
    const result = await Promise.race([
      runSuite(world, { lives, lanes: settings.lanes, say }),
      new Promise<never>((_, reject) =>
        settings.signal.addEventListener('abort', () => reject(settings.signal.reason)),
      ),
    ]);
    await world.fleet.settle();
    const late = (await world.fleet.leftFolders()).map((folder): Finding => ({ kind: 'folder', detail: folder }));
    for (const { detail } of late) say(`  FOUND folder: ${detail}`);
    return reportOf(result, {
      seed,
      leaseSeconds,
      seconds: (performance.now() - began) / 1000,
      late,
      repeat: settings.repeat,
    });
  } finally {
    await world.close();
    if (!settings.keep) await rm(dataDir, { recursive: true, force: true });
  }
}
