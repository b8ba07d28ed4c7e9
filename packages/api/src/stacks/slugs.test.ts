import { slugSchema } from '@flowport/domain';
import { describe, expect, it } from 'vitest';
import { requireFreeSlug, suggestSlug } from './slugs.ts';

describe('the suggestion for a slug that is taken', () => {
  it('counts up', () => {
    expect(suggestSlug('fraud', ['fraud'])).toBe('fraud-2');
    expect(suggestSlug('fraud', ['fraud', 'fraud-2', 'fraud-3'])).toBe('fraud-4');
  });

  it('stays within the rules, however long the slug is', () => {
    const longest = 'abcdefghijklmnopqrst';
    const suggestion = suggestSlug(longest, [longest]);
    expect(suggestion).toBe('abcdefghijklmnopqr-2');
    expect(slugSchema.safeParse(suggestion).success).toBe(true);
    expect(suggestSlug('abcdefghijklmnopq-rs', [])).toBe('abcdefghijklmnopq-2');
  });

  it('gives up when every number is taken', () => {
    const taken = Array.from({ length: 100 }, (_, index) => `fraud-${index}`);
    expect(suggestSlug('fraud', taken)).toBeNull();
    expect(() => requireFreeSlug('fraud', ['fraud', ...taken])).toThrow(/is taken in this target\.$/);
  });
});
