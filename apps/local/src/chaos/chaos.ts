import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './inspect.ts';
import { type Report, reportOf } from './report.ts';
import { type FaultKind, planLives } from './schedule.ts';
import { runSuite } from './suite.ts';
import { openWorld } from './world.ts';

export type ChaosSettings = {
  runs: number;
  seed: number;
  kinds: readonly FaultKind[];
  /** Only the life of this run, up to it. */
  only: number | undefined;
  leaseSeconds: number;
  workers: number;
  lanes: number;
  /** Keeps the directory with all logs. */
  keep: boolean;
  inherited: Record<string, string>;
  say: (text: string) => void;
};

/**
 * Runs stacks through provision, updates and destroy while workers die, stop, lose their database, their bucket and their
 * disk, and looks after each run whether anything was lost, done twice, left over or let through. See docs/reliability.md.
 */
export async function runChaos(settings: ChaosSettings): Promise<Report> {
  const { runs, seed, kinds, only, leaseSeconds, say } = settings;
  const began = performance.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-chaos-'));
  const planned = planLives({ runs: only === undefined ? runs : only + 1, seed, kinds });
  const lives = only === undefined ? planned : planned.filter((life) => life.runs.some((run) => run.index === only));
  const world = await openWorld({ ...settings, dataDir });
  try {
    say(
      `Chaos in ${dataDir}: ${lives.flatMap((life) => life.runs).length} runs of ${lives.length} stacks, seed ${seed}.`,
    );
    if (kinds.includes('diskFull') && !world.fleet.hasDisks) {
      say('  No disk will be full: that needs the right to mount one (root, on Linux).');
    }
    const result = await runSuite(world, { lives, lanes: settings.lanes, say });
    await world.fleet.settle();
    const late = (await world.fleet.leftFolders()).map((folder): Finding => ({ kind: 'folder', detail: folder }));
    for (const { detail } of late) say(`  FOUND folder: ${detail}`);
    return reportOf(result, {
      seed,
      leaseSeconds,
      seconds: (performance.now() - began) / 1000,
      late,
      repeat: (index) => `npm run chaos -- --seed ${seed} --only ${index} --faults ${kinds.join(',')}`,
    });
  } finally {
    await world.close();
    if (!settings.keep) await rm(dataDir, { recursive: true, force: true });
  }
}
