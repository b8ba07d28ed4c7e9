import { createInterface } from 'node:readline';
import { guardLineSchema } from './guardLine.ts';

/**
 * The guard as a process, see guard.ts: reads lines of orders from standard input, and kills the process groups of a
 * lease when its deadline passes by the machine's monotonic clock, and all of them when the input ends. It leads a group
 * of its own, so whatever stops or kills its owner leaves it running.
 */
type Watched = { deadline: number; groups: Set<number> };

const leases = new Map<string, Watched>();
let timer: NodeJS.Timeout | undefined;

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  obey(guardLineSchema.parse(JSON.parse(line)));
  watch();
});
lines.on('close', () => {
  for (const { groups } of leases.values()) for (const group of groups) kill(group);
  process.exit(0);
});
// Its owner ends it by closing the input: a signal to everything of a terminal or container must not leave Terraform alone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

function obey(order: ReturnType<typeof guardLineSchema.parse>): void {
  const lease = leases.get(order.lease) ?? { deadline: 0, groups: new Set() };
  leases.set(order.lease, lease);
  switch (order.order) {
    case 'extend':
      lease.deadline = order.deadline;
      break;
    case 'adopt':
      lease.groups.add(order.group);
      break;
    case 'drop':
      lease.groups.delete(order.group);
      break;
    case 'end':
      leases.delete(order.lease);
      break;
  }
}

/** Kills what is due, and waits for what will be next. */
function watch(): void {
  clearTimeout(timer);
  const now = Number(process.hrtime.bigint()) / 1e6;
  let next = Number.POSITIVE_INFINITY;
  for (const { deadline, groups } of leases.values()) {
    if (groups.size === 0) continue;
    if (deadline > now) {
      next = Math.min(next, deadline);
      continue;
    }
    for (const group of groups) kill(group);
    groups.clear();
  }
  if (next < Number.POSITIVE_INFINITY) timer = setTimeout(watch, Math.max(1, next - now));
}

function kill(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
