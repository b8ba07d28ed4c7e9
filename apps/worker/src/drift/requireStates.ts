import { AppError, type Layer, layers } from '@flowport/domain';

/**
 * A layer without a state is one that was never made, or that was destroyed; unless its resources are known to exist.
 * Then a look that finds nothing would be the worst that could be told.
 * @param known how many resources of each layer the last apply recorded; null before there was one.
 * @throws AppError `conflict` naming the layer whose state is gone.
 */
export function requireStates(
  states: Readonly<Record<Layer, unknown>>,
  known: Readonly<Record<Layer, number>> | null,
): void {
  const gone = layers.find((layer) => states[layer] === undefined && (known?.[layer] ?? 0) > 0);
  if (gone === undefined) return;
  throw new AppError(
    'conflict',
    `While looking for drift: the state of the layer ${gone} is gone from the state bucket, though ${known?.[gone]} resources of it were there after the last apply. Bring an earlier version of it back before anything else: a change of the stack would try to create them all once more.`,
  );
}
