import type { WorkerContext } from '../context.ts';

/** Something that is done from time to time by one worker for all of them. */
export type Chore = {
  /** Kebab case; what tells it from others in the database. */
  name: string;
  everySeconds: number;
  /** May be ended at any point by the death of its worker, so each step of it stands on its own. */
  run(context: WorkerContext): Promise<void>;
};
