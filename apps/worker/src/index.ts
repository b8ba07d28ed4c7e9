/** What tests and the local launcher start in their own process; as a process of its own a worker is main.ts. */
export { type RunningWorker, startWorker, type WorkerOptions } from './startWorker.ts';
