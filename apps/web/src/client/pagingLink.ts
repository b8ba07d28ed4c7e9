import type { AppRouter } from '@flowport/api';
import type { TRPCLink } from '@trpc/client';

/**
 * Infinite queries put `direction: 'forward'` into the input. Our lists go one way, and their inputs take no field that
 * they do not know; so it is taken out again, while the `asc` and `desc` of a sorted list stay.
 */
export const pagingLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next({ ...op, input: withoutPaging(op.input) });

export function withoutPaging(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('direction' in input)) return input;
  if (input.direction !== 'forward' && input.direction !== 'backward') return input;
  const { direction: _direction, ...rest } = input;
  return rest;
}
