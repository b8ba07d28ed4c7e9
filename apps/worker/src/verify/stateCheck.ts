import { stateResources } from '@flowport/aws';
import { type CheckResult, destroyedLayers, failed, type Layer, layers, passed, stateKey } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import type { LayerStates } from '../steps/readOutputs.ts';

const check = { name: 'state', title: 'Terraform state' };
const unlockRemedy =
  'See who holds the lock. When nobody works on the stack, remove it on the page of the stack, under State.';

/** That every layer has its state where it belongs, and nobody holds a lock. */
export async function statesPresentCheck(work: RunWork, states: LayerStates): Promise<CheckResult> {
  const { slug } = work.run.stack;
  const { bucket, workspaceKeyPrefix } = work.target.backend;
  const objects = await work.states.list(slug);
  const keyOf = (layer: Layer) => stateKey(workspaceKeyPrefix, slug, layer);
  const missing = layers.filter((layer) => states[layer] === undefined || !objects.states.includes(keyOf(layer)));
  if (missing.length > 0) {
    return failed(
      check,
      `No state of ${missing.join(', ')} in s3://${bucket}/${workspaceKeyPrefix}/${slug}/.`,
      'Look at the versions of the objects in the bucket: somebody removed them.',
    );
  }
  if (objects.locks.length > 0) return failed(check, `Locked: ${objects.locks.join(', ')}.`, unlockRemedy);
  return passed(check, `${layers.length} states in s3://${bucket}/${workspaceKeyPrefix}/${slug}/, no lock.`);
}

/** That after a destroy no state of what was to go holds anything, and nobody holds a lock. */
export async function statesEmptyCheck(work: RunWork, states: LayerStates): Promise<CheckResult> {
  const left = destroyedLayers(work.run.data).flatMap((layer) => {
    const state = states[layer];
    return state ? stateResources(state).map((resource) => `${layer}: ${resource.address}`) : [];
  });
  if (left.length > 0) {
    return failed(check, `Still there: ${left.join(', ')}.`, 'Ask for the destroy again.');
  }
  const { locks } = await work.states.list(work.run.stack.slug);
  if (locks.length > 0) return failed(check, `Locked: ${locks.join(', ')}.`, unlockRemedy);
  return passed(check, 'No state holds a resource, no lock is left.');
}
