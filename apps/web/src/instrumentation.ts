import { environment } from './env.ts';
import { watchForStop } from './server/stopping.ts';

/** Runs once before the first request: a portal that lacks a setting says so at its start and does not stay up. */
export function register(): void {
  try {
    environment();
  } catch (error) {
    // Thrown on, it would leave a server that answers every request with the same failure.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  watchForStop();
}
