import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { commands, endAll, makeReady } from './testing/commands.ts';
import { checkInvariants } from './testing/invariants.ts';
import { openWorld } from './testing/world.ts';

/**
 * Random sequences of what people ask and decide, what a worker with a real lease does, deaths and time, against the real
 * use cases on a real Postgres; what has to hold is read from the tables after each. It was tried by breaking rules by
 * hand, and each was found and shrunk to a few commands: a run that ends by anything but success promotes nobody; a
 * delete in the foundation needs one approver only; a stale lease is not looked at.
 */
let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

/** Few and always the same, unless more are asked for: MODEL_RUNS=500 MODEL_SEED=7. */
const numRuns = Number(process.env.MODEL_RUNS ?? 12);
const seed = Number(process.env.MODEL_SEED ?? 20_261_124);

const options = fc.record({ secondApprover: fc.boolean(), selfApproval: fc.boolean(), isReady: fc.boolean() });

test('whatever people, workers, deaths and time do, in whatever order, the rules of runs hold', {
  timeout: 3_600_000,
}, async () => {
  let transitions = 0;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(commands, options, async (sequence, { isReady, ...rules }) => {
      const world = await openWorld(portal, rules);
      if (isReady) await makeReady(world);
      await fc.asyncModelRun(async () => ({ model: {}, real: world }), sequence);
      await endAll(world);
      await checkInvariants(world);
      const { client } = portal.db;
      for (const { event } of await client.runHistory.findMany({ where: { run: { stackId: world.stackId } } })) {
        transitions += 1;
        seen.add(event);
      }
      // Its name and network are free for the next one.
      await client.stack.update({ where: { id: world.stackId }, data: { status: 'destroyed' } });
    }),
    { numRuns, seed, endOnFailure: false },
  );
  // Sequences that come to nothing would prove nothing.
  expect(transitions).toBeGreaterThan(numRuns * 10);
  if (numRuns < 12) return;
  for (const event of ['approve', 'verified', 'supersede', 'interrupt', 'cancel']) expect([...seen]).toContain(event);
});
