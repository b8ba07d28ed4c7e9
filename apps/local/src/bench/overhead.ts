import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsAt, terraformEnvironment } from '@flowport/aws';
import { type PresetName, presets, type RunView } from '@flowport/domain';
import { synthesize } from '@flowport/infra';
import { allowedEnvironment, findTerraform } from '@flowport/terraform';
import { readSandboxFile } from '../demo/cloud.ts';
import { findPlace, type People, type Place, reached, requestStack, since } from '../demo/life.ts';
import { peopleOf } from '../demo/signIn.ts';
import type { LocalEnvironment } from '../env.ts';
import { freePort } from '../portal/freePort.ts';
import { launchPortal } from '../portal/launch.ts';
import type { Progress } from '../portal/progress.ts';
import { runBare } from './bare.ts';

export type Overhead = {
  /** From the request to the end of the last apply, approval included: what the script does too. */
  portalSeconds: number;
  bareSeconds: number;
  ratio: number;
  /** From the request to a stack whose identities, services and endpoints were proven, which no script does. */
  readySeconds: number;
  runs: number;
  steps: Record<string, number>;
};

const preset: PresetName = 'small';

/**
 * Provisions the same stack through the portal and by a bare script, in turns, on the same sandbox without latency, and
 * compares the medians up to the end of the last apply. `steps` says where the portal's time went: the median seconds of each step of its runs.
 */
export async function measureOverhead(
  environment: LocalEnvironment,
  runs: number,
  progress: Progress,
): Promise<Overhead> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-bench-'));
  const portal = await launchPortal({
    ...environment,
    databaseUrl: undefined,
    port: await freePort(),
    dataDir,
    latency: 'none',
    progress,
    signal: new AbortController().signal,
  });
  try {
    const people = await peopleOf(portal);
    const place = await findPlace(people);
    const bare = await prepareBare(portal.sandboxFile, environment.path, people, dataDir);
    const rounds: { portal: number; ready: number; bare: number; run: RunView }[] = [];
    // The first round warms both up and is not counted.
    for (let round = 0; round <= runs; round++) {
      const viaPortal = await provision(people, place, `portal-${round}`);
      const viaScript = await bare(`bare-${round}`);
      const { applied, ready, run } = viaPortal;
      progress.say(
        `  round ${round}: portal ${applied.toFixed(2)} s (proven after ${ready.toFixed(2)} s), bare ${viaScript.toFixed(2)} s`,
      );
      if (round > 0) rounds.push({ portal: applied, ready, bare: viaScript, run });
    }
    const portalSeconds = median(rounds.map((round) => round.portal));
    const bareSeconds = median(rounds.map((round) => round.bare));
    return {
      portalSeconds: rounded(portalSeconds),
      bareSeconds: rounded(bareSeconds),
      ratio: rounded(portalSeconds / bareSeconds),
      readySeconds: rounded(median(rounds.map((round) => round.ready))),
      runs,
      steps: stepSeconds(rounds.map((round) => round.run)),
    };
  } finally {
    await portal.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function provision(
  people: People,
  place: Place,
  slug: string,
): Promise<{ applied: number; ready: number; run: RunView }> {
  const { requester, approver } = people;
  const started = performance.now();
  const { runId } = await requestStack(people, place, slug, { preset });
  await reached(requester, runId, ['awaiting_approval']);
  const { digest } = await approver.plan(runId);
  await approver.approve(runId, digest);
  await reached(requester, runId, ['verifying', 'succeeded']);
  const applied = since(started);
  await reached(requester, runId, ['succeeded']);
  return { applied, ready: since(started), run: await requester.run(runId) };
}

async function prepareBare(sandboxFile: string, path: string, people: People, dataDir: string) {
  const sandbox = await readSandboxFile(sandboxFile);
  const binary = await findTerraform(path);
  const [target] = await people.requester.targets();
  if (!target) throw new Error('No target was seeded.');
  const environment = allowedEnvironment(
    { PATH: path },
    {
      ...terraformEnvironment(sandbox, sandbox.region, endpointsAt(sandbox.endpoint)),
      TF_REATTACH_PROVIDERS: JSON.stringify(sandbox.reattach),
      HOME: dataDir,
    },
  );
  return (slug: string) =>
    runBare({
      slug,
      dir: join(dataDir, 'bare', slug),
      terraform: binary.path,
      environment,
      documents: synthesize({
        slug,
        parameters: presets[preset].parameters,
        target: {
          account: target.account,
          region: target.region,
          deployerRoleArn: target.deployerRoleArn,
          backend: {
            bucket: target.stateBucket,
            region: target.region,
            workspaceKeyPrefix: target.workspaceKeyPrefix,
            usePathStyle: true,
          },
        },
        tags: { stackId: slug, team: 'bench' },
      }),
    });
}

function stepSeconds(runs: readonly RunView[]): Record<string, number> {
  const byStep = new Map<string, number[]>();
  for (const run of runs) {
    for (const step of run.steps) {
      if (step.startedAt === null || step.finishedAt === null) continue;
      const name = step.layer === null ? step.name : `${step.name} ${step.layer}`;
      const seconds = (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000;
      byStep.set(name, [...(byStep.get(name) ?? []), seconds]);
    }
  }
  return Object.fromEntries([...byStep].map(([name, seconds]) => [name, rounded(median(seconds))]));
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
