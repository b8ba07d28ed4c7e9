import { expect, test } from 'vitest';
import { parseMessage } from './event.ts';
import { nextProgress, noProgress } from './progress.ts';

function after(...messages: [type: string, action: string, address: string][]) {
  return messages.reduce((progress, [type, action, addr]) => {
    const body =
      type === 'planned_change' ? { change: { resource: { addr }, action } } : { hook: { resource: { addr }, action } };
    const message = parseMessage(JSON.stringify({ '@message': '', type, ...body }));
    if (message === undefined) throw new Error('not a message');
    return nextProgress(progress, message.event);
  }, noProgress);
}

test('an apply is done when each announced step has completed; a replacement is two', () => {
  const announced = [
    ['planned_change', 'create', 'a'],
    ['planned_change', 'replace', 'b'],
  ] as const satisfies [string, string, string][];
  expect(after(...announced)).toMatchObject({ done: 0, total: 3 });
  expect(after(...announced, ['apply_start', 'create', 'a'], ['apply_start', 'delete', 'b'])).toMatchObject({
    done: 0,
    running: ['a', 'b'],
  });
  expect(
    after(
      ...announced,
      ['apply_start', 'create', 'a'],
      ['apply_complete', 'create', 'a'],
      ['apply_start', 'delete', 'b'],
      ['apply_complete', 'delete', 'b'],
      ['apply_start', 'create', 'b'],
      ['apply_complete', 'create', 'b'],
    ),
  ).toEqual({ done: 3, failed: 0, total: 3, running: [] });
});

test('a failed step is counted apart', () => {
  expect(
    after(['planned_change', 'create', 'a'], ['apply_start', 'create', 'a'], ['apply_errored', 'create', 'a']),
  ).toEqual({
    done: 0,
    failed: 1,
    total: 1,
    running: [],
  });
});

test('data sources that are read meanwhile are no steps', () => {
  expect(after(['apply_start', 'read', 'data.x'], ['apply_complete', 'read', 'data.x'])).toEqual(noProgress);
});
