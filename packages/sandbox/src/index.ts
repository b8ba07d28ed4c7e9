/** The stand-in for AWS and Kubernetes, for who starts it inside a process of their own (tests, benchmarks). */
export type { Counts } from './control/commands.ts';
export type { LatencyProfile } from './latency/latency.ts';
export {
  type Reattach,
  type RunningSandbox,
  type SandboxAddress,
  type SandboxOptions,
  startSandbox,
} from './sandbox.ts';
export type { CloudObject, ObjectKey, ObjectStore } from './store/objects.ts';
