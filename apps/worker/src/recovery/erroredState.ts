import type { StateFile } from '@flowport/aws';
import { type Layer, layers } from '@flowport/domain';
import { z } from 'zod';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import type { Story } from './story.ts';

/**
 * Stores the states that Terraform could not store at the end of an apply and left in their directories. One that is not
 * newer than what the bucket holds is dropped.
 * @throws what the store refuses: the file stays, and it is tried again when the run is taken up next.
 */
export async function storeErroredStates(work: RunWork, story: Story): Promise<void> {
  const { workdir } = work.folder;
  for (const layer of layers) {
    const left = await workdir.readErroredState(layer);
    if (left === null) continue;
    const stored = await work.states.readState(work.run.stack.slug, layer);
    if (isNewer(left, stored)) await store(work, layer, story);
    await workdir.removeErroredState(layer);
  }
}

async function store(work: RunWork, layer: Layer, story: Story): Promise<void> {
  await init(work, layer);
  const session = await work.terraform(layer, { purpose: 'apply', log: work.log.of('apply', layer) });
  await session.pushState(work.folder.workdir.erroredStateFile(layer));
  await story.tell(`The state of ${layer} that Terraform could not store at its end was stored now.`);
}

const versionSchema = z.object({ lineage: z.string(), serial: z.int() });

function isNewer(left: string, stored: StateFile | undefined): boolean {
  const parsed = versionSchema.safeParse(JSON.parse(left));
  if (!parsed.success) return false;
  return stored === undefined || (parsed.data.lineage === stored.lineage && parsed.data.serial > stored.serial);
}
