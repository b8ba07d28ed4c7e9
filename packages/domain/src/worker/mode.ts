import { z } from 'zod';

/** `paused`: finishes what it has and takes nothing until it is active again. `draining`: finishes what it has and ends. */
export const workerModeSchema = z.enum(['active', 'paused', 'draining']);
export type WorkerMode = z.infer<typeof workerModeSchema>;
