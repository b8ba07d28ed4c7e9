import { expect, test } from 'vitest';
import { arrayPairs } from './arrayPairs.ts';

const pairs = (before: (string | number)[], after: (string | number)[], unknown: number[] = []) =>
  arrayPairs(before, after, (index) => unknown.includes(index), 0);

test('equal arrays have no differences', () => {
  expect(pairs(['a', 'b'], ['a', 'b'])).toEqual([]);
});

test('an element that is put between others is one addition', () => {
  expect(pairs(['a', 'c'], ['a', 'b', 'c'])).toEqual([{ from: null, to: 1 }]);
});

test('an element that is taken out is one removal', () => {
  expect(pairs(['a', 'b', 'c'], ['a', 'c'])).toEqual([{ from: 1, to: null }]);
});

test('the one that differs is compared with the one that it was, wherever it stands', () => {
  expect(pairs(['a', 'b', 'x'], ['y', 'a', 'b'])).toEqual([{ from: 2, to: 0 }]);
});

test('several that differ are compared by their place', () => {
  expect(pairs(['a', 'b', 'c'], ['x', 'b', 'y', 'z'])).toEqual([
    { from: 0, to: 0 },
    { from: 2, to: 2 },
    { from: null, to: 3 },
  ]);
});

test('the same elements in another order are a reordering', () => {
  expect(pairs(['a', 'b'], ['b', 'a'])).toBe('reordered');
});

test('an element of which something is unknown equals nothing', () => {
  expect(pairs(['a', 'b'], ['a', 'b'], [1])).toEqual([{ from: 1, to: 1 }]);
});

test('equal elements are taken one for one', () => {
  expect(pairs(['a', 'a'], ['a'])).toEqual([{ from: 1, to: null }]);
});

test('objects are equal whatever the order of their keys', () => {
  expect(arrayPairs([{ a: 1, b: 2 }], [{ b: 2, a: 1 }], () => false, 0)).toEqual([]);
});
