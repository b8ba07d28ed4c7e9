import { environment } from './env.ts';
import { watchForStop } from './server/stopping.ts';

/** Runs once before the first request: a portal that lacks a setting says so at its start and does not stay up. */
export function register(): void {
  environment();
  watchForStop();
}
