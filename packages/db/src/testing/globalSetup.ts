import { notWritten } from '../notWritten.ts';

/** vitest's global setup: starts the test server and returns what stops it. */
export async function setup(): Promise<() => Promise<void>> {
  return notWritten('globalSetup');
}
