import { driftChore } from '../drift/driftChore.ts';
import { logRetention } from '../log/retention.ts';
import { forgetWorkers } from '../loop/forgetWorkers.ts';
import { requeueStranded } from '../loop/requeueStranded.ts';
import type { Chore } from './chore.ts';

export const chores: readonly Chore[] = [driftChore, forgetWorkers, requeueStranded, logRetention];
