import { expect, test } from 'vitest';
import { credentialSource } from './credentialSource.ts';

function sourceAt(start: Date) {
  let now = start;
  let assumed = 0;
  const source = credentialSource({
    now: () => now,
    assume: async () => ({
      accessKeyId: `ASIA${++assumed}`,
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiresAt: new Date(now.getTime() + 3600_000),
    }),
  });
  return {
    source,
    pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
    assumed: () => assumed,
  };
}

test('a session is used again while enough of it is left', async () => {
  const { source, pass, assumed } = sourceAt(new Date('2026-11-01T00:00:00Z'));
  await source.get(900);
  pass(2600);
  await source.get(900);
  expect(assumed()).toBe(1);
});

test('a session with too little left is renewed', async () => {
  const { source, pass } = sourceAt(new Date('2026-11-01T00:00:00Z'));
  await source.get(900);
  pass(2800);
  expect((await source.get(900)).accessKeyId).toBe('ASIA2');
});

test('callers at the same time share one request', async () => {
  const { source, assumed } = sourceAt(new Date('2026-11-01T00:00:00Z'));
  await Promise.all([source.get(900), source.get(900), source.get(900)]);
  expect(assumed()).toBe(1);
});

test('a refusal is not kept', async () => {
  let answers = 0;
  const source = credentialSource({
    now: () => new Date(),
    assume: async () => {
      if (answers++ === 0) throw new Error('refused');
      return { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
    },
  });
  await expect(source.get(0)).rejects.toThrow('refused');
  expect((await source.get(0)).accessKeyId).toBe('AKIA');
});
