import { estimateCost, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { runBill } from './runBill.ts';

const cost = estimateCost(presets.small.parameters);
const { floorCents, ceilingCents } = cost;
const run = { costFloorCents: floorCents, costCeilingCents: ceilingCents };

test('a destroy saves what it takes away, and not what it leaves running', () => {
  expect(runBill({ ...run, kind: 'destroy', data: 'purge' }, { cost })).toEqual({
    saves: true,
    floorCents,
    ceilingCents,
  });
  const retaining = runBill({ ...run, kind: 'destroy', data: 'retain' }, { cost });
  const database = cost.components.find(({ name }) => name === 'Database');
  expect(retaining.floorCents).toBeLessThan(floorCents - (database?.floorCents ?? 0));
  expect(retaining.ceilingCents - retaining.floorCents).toBe(ceilingCents - floorCents);
});

test('every other run costs what the stack costs after it', () => {
  expect(runBill({ ...run, kind: 'update', data: null }, { cost })).toEqual({ saves: false, floorCents, ceilingCents });
});
