import { expect, test } from 'vitest';
import { faultKinds, planLives } from './schedule.ts';

const plan = (runs: number, seed = 7) => planLives({ runs, seed, kinds: faultKinds });

test('a seed says all: the same lives, the same faults at the same instants', () => {
  expect(plan(40)).toEqual(plan(40));
  expect(plan(40)).not.toEqual(plan(40, 8));
});

test('a run is struck the same in a longer suite, so that it can be repeated alone', () => {
  const short = plan(20).flatMap((life) => life.runs);
  const long = plan(60).flatMap((life) => life.runs);
  expect(long.slice(0, 20)).toEqual(short);
});

test('as many runs as asked for, each life from its provision on', () => {
  const lives = plan(50);
  expect(lives.flatMap((life) => life.runs.map((run) => run.index))).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(lives.every((life) => life.runs[0]?.kind === 'provision')).toBe(true);
  expect(new Set(lives.map((life) => life.slug)).size).toBe(lives.length);
});

test('a full suite strikes with every fault, at every kind of instant', () => {
  const strikes = plan(200).flatMap((life) => life.runs.flatMap((run) => run.strikes));
  expect(new Set(strikes.map((strike) => strike.fault.kind))).toEqual(new Set(faultKinds));
  expect(new Set(strikes.map((strike) => strike.instant.at))).toEqual(
    new Set(['status', 'step', 'applyStart', 'stateWrite']),
  );
});

test('without faults nothing strikes', () => {
  expect(
    planLives({ runs: 9, seed: 1, kinds: [] }).every((life) => life.runs.every((run) => run.strikes.length === 0)),
  ).toBe(true);
});
