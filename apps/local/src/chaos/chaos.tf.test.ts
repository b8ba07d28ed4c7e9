import { expect, test } from 'vitest';
import { readEnvironment } from '../env.ts';
import { runChaos } from './chaos.ts';
import type { Life } from './schedule.ts';

/**
 * A small part of `npm run chaos`: one stack, whose worker dies with its Terraform in the middle of its provision, stops
 * beyond its lease in its update, and dies in its destroy while Postgres is restarted.
 */
const life: Life = {
  number: 0,
  slug: 'chaos-small',
  runs: [
    {
      index: 0,
      kind: 'provision',
      wish: 1,
      strikes: [{ fault: { kind: 'killHost' }, instant: { at: 'applyStart', nth: 45, milliseconds: 60 } }],
    },
    {
      index: 1,
      kind: 'update',
      wish: 2,
      strikes: [
        { fault: { kind: 'pause', leases: 1.5 }, instant: { at: 'applyStart', nth: 1, milliseconds: 0 } },
        {
          fault: { kind: 's3', effect: 'dropAfter', object: 'state', times: 1, milliseconds: 0 },
          instant: { at: 'status', status: 'applying', milliseconds: 0 },
        },
      ],
    },
    {
      index: 2,
      kind: 'destroy',
      wish: 3,
      strikes: [
        { fault: { kind: 'kill' }, instant: { at: 'applyStart', nth: 30, milliseconds: 20 } },
        { fault: { kind: 'restartDatabase' }, instant: { at: 'applyStart', nth: 32, milliseconds: 0 } },
      ],
    },
  ],
};

test('workers die, and nothing is lost, done twice, left over or stuck', async () => {
  const said: string[] = [];
  const report = await runChaos({
    lives: [life],
    seed: 0,
    leaseSeconds: 4,
    workers: 2,
    lanes: 1,
    keep: false,
    inherited: readEnvironment().inherited,
    say: (text) => said.push(text),
    signal: new AbortController().signal,
    repeat: () => 'npx vitest run apps/local/src/chaos/chaos.tf.test.ts',
  });
  expect(report.failures, said.join('\n')).toEqual([]);
  expect(report, said.join('\n')).toMatchObject({
    ok: true,
    runs: 3,
    kills: 2,
    orphans: 0,
    duplicates: 0,
    stuck: 0,
    staleWritesAccepted: 0,
    ended: { succeeded: 3 },
  });
  expect(report.recoveries, said.join('\n')).toBeGreaterThanOrEqual(2);
}, 180_000);
