import { AppError, type RunStatus } from '@flowport/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdLease } from './heldLease.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Answer = 'extended' | 'unreachable' | 'lost' | 'hangs';

function hold(answer: () => Answer, status: () => RunStatus = () => 'applying') {
  const statuses: RunStatus[] = [];
  const deadlines: number[] = [];
  const risks: number[] = [];
  let retries = 0;
  const start = Date.now();
  const held = holdLease(
    { runId: 'run_1', token: 1, extensions: 0 },
    { leaseSeconds: 30, acquiredAt: 0 },
    {
      monotonic: () => Date.now() - start,
      onStatus: (seen) => statuses.push(seen),
      onExtended: (deadline) => deadlines.push(deadline),
      onRisk: () => risks.push(Date.now() - start),
      onRetry: () => retries++,
      extend: async (lease) => {
        const now = answer();
        if (now === 'hangs') return new Promise(() => {});
        if (now === 'unreachable') throw new Error('the database is away');
        if (now === 'lost') throw new AppError('lease_lost', 'Another worker has taken over.');
        return { lease: { ...lease, extensions: lease.extensions + 1 }, runStatus: status(), isForced: false };
      },
    },
  );
  return { held, statuses, deadlines, risks, retries: () => retries };
}

test('a lease that is extended is held for as long as it takes', async () => {
  const { held } = hold(() => 'extended');
  await vi.advanceTimersByTimeAsync(3600_000);
  expect(held.lost.aborted).toBe(false);
  expect(held.current.extensions).toBe(600);
  held.stop();
});

test.each<Answer>(['unreachable', 'hangs'])(
  'a worker whose database is away (%s) stops before its lease ends',
  async (answer) => {
    const { held, risks, deadlines } = hold(() => answer);
    await vi.advanceTimersByTimeAsync(23_900);
    expect(risks).toEqual([18_000]);
    expect(deadlines).toEqual([27_000]);
    expect(held.lost.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(held.lost.aborted).toBe(true);
    expect(held.lost.reason).toMatchObject({ code: 'lease_lost' });
  },
);

test('a database that comes back in time saves the lease', async () => {
  let away = true;
  const { held, retries } = hold(() => (away ? 'unreachable' : 'extended'));
  await vi.advanceTimersByTimeAsync(20_000);
  away = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(held.lost.aborted).toBe(false);
  expect(retries()).toBeGreaterThan(5);
  held.stop();
});

test('a lease that another worker has taken is lost at once', async () => {
  const { held } = hold(() => 'lost');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(held.lost.aborted).toBe(true);
});

test('a cancel is noticed at the next extension', async () => {
  const { held, statuses } = hold(
    () => 'extended',
    () => 'canceling',
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(statuses).toEqual(['canceling']);
  held.stop();
});

test('a look tells the status at once, and many looks cost one extension', async () => {
  const { held, statuses } = hold(() => 'extended');
  for (let i = 0; i < 100; i++) held.look();
  await vi.advanceTimersByTimeAsync(1000);
  expect(statuses).toHaveLength(1);
  held.look();
  await vi.advanceTimersByTimeAsync(300);
  expect(statuses).toHaveLength(2);
  held.stop();
});

test('a stopped lease beats no more and is not lost', async () => {
  let calls = 0;
  const { held } = hold(() => {
    calls++;
    return 'extended';
  });
  held.stop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(calls).toBe(0);
  expect(held.lost.aborted).toBe(false);
});
