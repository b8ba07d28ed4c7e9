import { expect, test } from 'vitest';
import { mayChange, type StackStatus, stackStatusSchema } from '../stack/status.ts';
import { mayRetry, retriedStatuses } from './retry.ts';
import { type RunKind, type RunStatus, runKindSchema, runStatusSchema } from './run.ts';

const retry = (kind: RunKind, status: RunStatus, stack: StackStatus, isLatest = true) =>
  mayRetry({ kind, status }, { status: stack, isLatest });

test.each(
  retriedStatuses.flatMap((status) =>
    runKindSchema.options.flatMap((kind) => stackStatusSchema.options.map((stack) => [kind, status, stack] as const)),
  ),
)('a %s that %s, of a stack that is %s, is tried again by the rule', (kind, status, stack) => {
  const result = retry(kind, status, stack);
  if (kind === 'provision' && stack === 'withdrawn') expect(result).toEqual({ kind: 'provision' });
  else if (mayChange(stack)) expect(result).toEqual({ kind: kind === 'provision' ? 'update' : kind });
  else expect(result).toEqual({ refusedBecause: `The stack is ${stack}.` });
});

test.each(runStatusSchema.options.filter((status) => !(retriedStatuses as readonly RunStatus[]).includes(status)))(
  'a run that is %s is not tried again',
  (status) => {
    expect(retry('update', status, 'ready')).toMatchObject({ refusedBecause: expect.stringMatching(/Only a run/) });
  },
);

test('what a newer run has passed is not tried again', () => {
  expect(retry('update', 'failed', 'failed', false)).toMatchObject({
    refusedBecause: expect.stringMatching(/newer run/),
  });
});
