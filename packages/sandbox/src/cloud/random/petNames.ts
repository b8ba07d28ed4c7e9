import type { Ids } from '../../providers/ids.ts';

const adverbs =
  'barely boldly briefly calmly clearly deeply early easily fairly firmly gently gladly kindly lately'.split(' ');
const adjectives =
  'able brave bright calm clever eager fair fresh gentle golden happy keen lively noble proud quick'.split(' ');
const names = 'badger bear crane dolphin eagle falcon ferret gecko heron ibis lynx marmot otter panda raven seal'.split(
  ' ',
);

/** `words` words, the last of which is an animal. */
export function petName(ids: Ids, words: number): string[] {
  const pick = (list: string[]) => list[Number.parseInt(ids.hex(4), 16) % list.length] ?? '';
  const before = Array.from({ length: Math.max(0, words - 1) }, (_, index) =>
    pick(index === Math.max(0, words - 2) ? adjectives : adverbs),
  );
  return [...before, pick(names)];
}
