import { expect, test } from 'vitest';
import { isDatabaseAway, toAppError } from './errors.ts';

test.each(['Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable'])(
  'the database is away when pg says "%s"',
  (message) => {
    expect(isDatabaseAway(toAppError(new Error(message)))).toBe(true);
  },
);

test('what is not known is left as it is', () => {
  const error = new Error('Somebody said: Connection terminated');
  expect(toAppError(error)).toBe(error);
});
