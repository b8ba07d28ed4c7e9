import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveRestore } from '@flowport/db';
import { type RunRestore, writesState } from '@flowport/domain';
import type { LayerDocument } from '@flowport/infra';
import { openWorkdir, type Workdir } from '@flowport/terraform';
import { z } from 'zod';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import { keepPlan } from '../steps/keepPlan.ts';
import { exactPlanOf, type PlannedLayer, plan } from '../steps/plan.ts';
import { runStep } from '../steps/step.ts';
import { synthesisOf } from '../steps/synth.ts';
import { type Candidate, candidateOf } from './candidate.ts';

/**
 * Plans a layer as it would be planned once its state is the older version, without writing that: in a directory of its
 * own, whose state is a file. The plan cannot be applied there, so it is shown, and made again when the state is written.
 */
export async function planRestored(work: RunWork, restore: RunRestore): Promise<PlannedLayer> {
  const { layer } = restore;
  const candidate = await candidateOf(work, restore);
  await remember(work, { ...restore, planned: candidate.planned });
  // All of it is known already: after a roll back that was interrupted, there is nothing to write any more.
  if (!writesState(candidate.planned)) return plan(work, layer);
  await init(work, layer);
  const planned = await runStep(work, 'plan', layer, async ({ log }) => {
    const workdir = await openWorkdir(join(work.folder.workdir.root, 'restore'));
    try {
      await workdir.writeLayer(layer, localText(synthesisOf(work).documents[layer]));
      log.line(`From the version ${restore.versionId} (serial ${restore.serial}), in a directory of its own.`);
      const session = await work.terraform(layer, { purpose: 'plan', log, workdir });
      await session.init();
      // After `init`, which would want to move a state that it finds.
      await putState(workdir, work, restore, candidate);
      const { plan: shown } = await session.plan({ mode: 'apply', lock: 'none' });
      return shown;
    } finally {
      await workdir.remove();
    }
  });
  // No plan that could be applied yet, but the lock file has to be the same on the machine that applies.
  const [, state] = await Promise.all([keepPlan(work, layer), work.states.readState(work.run.stack.slug, layer)]);
  const { seen } = candidate.planned;
  const made = { lineage: seen?.lineage ?? null, serial: seen?.serial ?? null };
  return { saved: exactPlanOf(made, planned, null), state };
}

/** Part of what is approved, so that it is kept before the plan is shown. */
async function remember(work: RunWork, restore: RunRestore): Promise<void> {
  await work.context.db.inTransaction((tx) => saveRestore(tx, { restore, lease: work.lease.current }));
  work.run = { ...work.run, restore };
}

/** Where Terraform looks for the state of a workspace that has no backend. */
async function putState(workdir: Workdir, work: RunWork, { layer }: RunRestore, { text }: Candidate): Promise<void> {
  const directory = join(workdir.directory(layer), 'terraform.tfstate.d', work.run.stack.slug);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, 'terraform.tfstate'), text, { mode: 0o600 });
}

/** The layer's configuration without its backend, so that its state is a file. */
function localText(document: LayerDocument): string {
  const settings = z.record(z.string(), z.unknown()).parse(document.terraform);
  const { backend: _, ...terraform } = settings;
  return `${JSON.stringify({ ...document, terraform }, null, 2)}\n`;
}
