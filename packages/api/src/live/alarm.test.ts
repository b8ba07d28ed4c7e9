import { describe, expect, it } from 'vitest';
import { createAlarm } from './alarm.ts';

describe('an alarm', () => {
  it('keeps a wake that came while nobody slept', async () => {
    const alarm = createAlarm(new AbortController().signal);
    alarm.wake();
    alarm.wake();
    expect(await alarm.sleep(60_000)).toBe('woken');
    expect(await alarm.sleep(1)).toBe('quiet');
  });

  it('wakes the sleeper', async () => {
    const alarm = createAlarm(new AbortController().signal);
    const slept = alarm.sleep(60_000);
    alarm.wake();
    expect(await slept).toBe('woken');
  });

  it('ends when the reader has gone', async () => {
    const reader = new AbortController();
    const alarm = createAlarm(reader.signal);
    const slept = alarm.sleep(60_000);
    reader.abort();
    expect(await slept).toBe('gone');
    expect(await alarm.sleep(60_000)).toBe('gone');
  });
});
