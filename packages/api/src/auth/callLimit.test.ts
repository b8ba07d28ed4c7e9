import { describe, expect, it } from 'vitest';
import { createCallLimit } from './callLimit.ts';

describe('the limit of calls', () => {
  it('counts each caller apart and begins anew with the minute', () => {
    let now = 0;
    const within = createCallLimit({ callsPerMinute: 2, now: () => now });
    expect([within('a'), within('a'), within('a'), within('b')]).toEqual([true, true, false, true]);
    now = 59_999;
    expect(within('a')).toBe(false);
    now = 60_000;
    expect(within('a')).toBe(true);
  });

  it('forgets who has not called for long', () => {
    const within = createCallLimit({ callsPerMinute: 1, now: () => 0 });
    within('first');
    for (let caller = 0; caller < 10_000; caller++) within(String(caller));
    expect(within('first')).toBe(true);
    expect(within('9999')).toBe(false);
  });
});
