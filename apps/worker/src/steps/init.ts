import { createHash } from 'node:crypto';
import type { Layer } from '@flowport/domain';
import { canonicalJson } from '../run/canonicalJson.ts';
import type { RunWork } from '../run/runWork.ts';
import { runStep } from './step.ts';
import { synthesisOf } from './synth.ts';

/**
 * Prepares a layer's directory once in the life of this process; callers at the same time share one `init`. An
 * initialized directory stays for the job that applies.
 */
export function init(work: RunWork, layer: Layer): Promise<void> {
  const { initialized } = work.folder;
  const known = initialized.get(layer);
  if (known) return known;
  const started = runStep(work, 'init', layer, async ({ log }) => {
    const { prepared } = work.context;
    const directory = work.folder.workdir.directory(layer);
    const key = await kindOf(work, layer);
    if (await prepared.reuse(key, directory)) {
      log.line('Backend and providers are those of an earlier run; its initialized directory is used.');
      return;
    }
    const session = await work.terraform(layer, { purpose: 'plan', log });
    await session.init();
    await prepared.remember(key, directory);
  });
  initialized.set(layer, started);
  started.catch(() => initialized.delete(layer));
  return started;
}

/** All that `init` depends on: program, backend and providers, a lock file that is there already, attached providers. */
async function kindOf(work: RunWork, layer: Layer): Promise<string> {
  const { binary, pluginCacheDir = null, mirrorDir = null } = work.context.terraform;
  const { terraform } = synthesisOf(work).documents[layer];
  const lockFile = await work.folder.workdir.readLock(layer);
  const attached = work.cloud.terraform;
  const kind = canonicalJson({ binary, pluginCacheDir, mirrorDir, terraform, lockFile, attached });
  return createHash('sha256').update(kind).digest('hex');
}
