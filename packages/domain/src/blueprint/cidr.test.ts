import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksOverlap, formatBlock, nextFreeBlock, parseBlock } from './cidr.ts';

const block = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 32 }))
  .map(([address, prefix]) => formatBlock(address, prefix));

test('a block is written as it was read, less its host bits', () => {
  fc.assert(
    fc.property(block, (text) => {
      const parsed = parseBlock(text);
      expect(parsed && formatBlock(parsed.address, parsed.prefix)).toBe(text);
      expect((parsed?.base ?? 1) % (parsed?.size ?? 1)).toBe(0);
    }),
  );
});

test.each(['', '10.0.0.0', '10.0.0/8', '10.0.0.0/33', '300.0.0.0/8', '10.0.0.0/8 ', '::/0'])(
  '%j is no block',
  (text) => {
    expect(parseBlock(text)).toBeUndefined();
  },
);

test('overlap is mutual, and neighbours do not overlap', () => {
  const [a, b, c] = ['10.0.0.0/17', '10.0.128.0/17', '10.0.0.0/16'].map((text) => parseBlock(text) ?? expect.fail());
  if (!a || !b || !c) return;
  expect([blocksOverlap(a, b), blocksOverlap(a, c), blocksOverlap(c, b)]).toEqual([false, true, true]);
});

test('blocks that are handed out one after the other never overlap', () => {
  const taken: string[] = [];
  for (let i = 0; i < 60; i++) taken.push(nextFreeBlock(i % 2 === 0 ? 16 : 20, taken) ?? expect.fail());
  const blocks = taken.map((text) => parseBlock(text) ?? expect.fail());
  for (const [i, left] of blocks.entries())
    for (const right of blocks.slice(i + 1)) expect(blocksOverlap(left, right)).toBe(false);
});

test('when all is taken there is none', () => {
  expect(nextFreeBlock(16, ['10.0.0.0/8'])).toBeUndefined();
});
