import { expect, test } from 'vitest';
import { readEnvironment } from './env.ts';

const complete = {
  DATABASE_URL: 'postgresql://localhost/flowport',
  FLOWPORT_SECRET: Buffer.alloc(32, 1).toString('base64'),
  FLOWPORT_DATA_DIR: '/var/lib/flowport',
};

test('the few that must be there are enough', () => {
  expect(readEnvironment(complete)).toMatchObject({ concurrency: 2, exitWithStdin: false, sandboxFile: undefined });
});

test('everything that is wrong is named at once', () => {
  expect(() => readEnvironment({ FLOWPORT_SECRET: 'short', FLOWPORT_DATA_DIR: 'relative' })).toThrow(
    /DATABASE_URL is not set; FLOWPORT_SECRET must be 32 .*; FLOWPORT_DATA_DIR must be an absolute path/,
  );
});

test('what is wrong with the secret never shows the secret', () => {
  expect(() => readEnvironment({ ...complete, FLOWPORT_SECRET: 'aHVudGVyMg==' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('aHVudGVyMg') }),
  );
});
