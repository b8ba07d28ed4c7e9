import { expect, test } from 'vitest';
import { createLatency } from './latency.ts';

const never = new AbortController().signal;

test('an operation that is held goes on once the hold is taken away, and not with another one’s', async () => {
  const latency = createLatency('none');
  latency.setExtra('aws_db_instance', 3_600_000);
  const ended: string[] = [];
  const held = latency.wait('aws_db_instance', 'create', never).then(() => ended.push('database'));
  await latency.wait('aws_vpc', 'create', never).then(() => ended.push('network'));
  latency.setExtra('aws_vpc', 0);
  await new Promise(setImmediate);
  expect(ended).toEqual(['network']);
  latency.setExtra('aws_db_instance', 0);
  await held;
  expect(ended).toEqual(['network', 'database']);
});

test('an operation takes at least what was asked for, however often the latencies change', async () => {
  const latency = createLatency('none');
  latency.setExtra('aws_vpc', 20);
  const startedAt = performance.now();
  const waited = latency.wait('aws_vpc', 'create', never);
  for (let round = 0; round < 5; round++) latency.setExtra('aws_subnet', round);
  await waited;
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(19);
});

test('who is stopped while it is held is told so', async () => {
  const latency = createLatency('none');
  latency.setExtra('*', 3_600_000);
  const controller = new AbortController();
  const waited = latency.wait('aws_vpc', 'delete', controller.signal);
  controller.abort();
  await expect(waited).rejects.toMatchObject({ name: 'AbortError' });
  await expect(latency.wait('aws_vpc', 'delete', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
