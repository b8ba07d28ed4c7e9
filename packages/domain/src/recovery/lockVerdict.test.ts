import { expect, test } from 'vitest';
import { type LeaseSpan, type LockFacts, lockVerdict } from './lockVerdict.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 12, minutes));
const lock: LockFacts = { id: 'l', who: 'root@pine', created: at(5).toISOString(), operation: 'apply' };
const lease: LeaseSpan = { runId: 'run_1', workerId: 'pine-41-0a1b2c', acquiredAt: at(4), endsAt: at(10) };
const workers = [{ id: lease.workerId, host: 'pine', heartbeatAt: at(6), stoppedAt: null }];

test('the lock of a worker that holds the run is live', () => {
  const verdict = lockVerdict({ lock, leases: [lease], workers, now: at(9) });
  expect(verdict).toMatchObject({ verdict: 'live', runId: 'run_1', workerId: lease.workerId });
});

test('the lock of a worker whose lease has ended is orphaned, and the evidence says when', () => {
  const verdict = lockVerdict({ lock, leases: [lease], workers, now: at(10) });
  expect(verdict).toMatchObject({ verdict: 'orphaned', runId: 'run_1' });
  expect(verdict.evidence.join(' ')).toContain(at(10).toISOString());
  expect(verdict.evidence.join(' ')).toContain(at(6).toISOString());
});

test('a host is known by the name of its worker when the row is gone', () => {
  expect(lockVerdict({ lock, leases: [lease], workers: [], now: at(10) }).verdict).toBe('orphaned');
});

test.each([
  ['of another host', { ...lock, who: 'ana@laptop' }],
  ['from long before the lease', { ...lock, created: at(-30).toISOString() }],
  ['from long after it', { ...lock, created: at(30).toISOString() }],
])('a lock %s is foreign', (_, foreign) => {
  expect(lockVerdict({ lock: foreign, leases: [lease], workers, now: at(40) }).verdict).toBe('foreign');
});

test('a clock that is off by minutes takes nothing from the verdict', () => {
  const early = { ...lock, created: at(-4).toISOString() };
  expect(lockVerdict({ lock: early, leases: [lease], workers, now: at(9) }).verdict).toBe('live');
  expect(lockVerdict({ lock: early, leases: [lease], workers, now: at(11) }).verdict).toBe('orphaned');
});

test('where two leases explain it, one that still holds decides', () => {
  const next: LeaseSpan = { ...lease, runId: 'run_2', acquiredAt: at(11), endsAt: at(30) };
  expect(lockVerdict({ lock, leases: [lease, next], workers, now: at(12) }).verdict).toBe('live');
});
