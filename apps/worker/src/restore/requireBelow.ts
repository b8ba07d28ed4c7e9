import { AppError, type Layer, type RunRestore } from '@flowport/domain';

/**
 * A layer that can only be shown as an envelope cannot be taken back: what its older state does to it is not known.
 * @throws AppError `conflict` for the layer of the roll back.
 */
export function requireBelow(restore: RunRestore | null, layer: Layer): void {
  if (restore?.layer !== layer) return;
  throw new AppError(
    'conflict',
    `While going back to an older state of ${layer}: a layer below it has no state, so that ${layer} cannot be planned. Take the layer below back first.`,
  );
}
