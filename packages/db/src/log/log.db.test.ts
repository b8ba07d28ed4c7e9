import { expect, test } from 'vitest';
import { releaseLease } from '../lease/releaseLease.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { appendLog } from './appendLog.ts';
import { readLog } from './readLog.ts';
import { readLogEnd } from './readLogEnd.ts';

const { database, portal } = await portalOfFile();
let number = 0;

async function newLog() {
  const { runId } = await requestStack(database.db, portal, number++);
  const lease = await leaseOf(database.db, runId);
  const numbered = (text: string, sequence?: number, holder = lease) =>
    appendLog(database.db, {
      runId,
      text,
      at: new Date(),
      step: 'apply',
      layer: 'cluster',
      lease: holder,
      ...(sequence === undefined ? {} : { sequence }),
    });
  const append = async (text: string) => {
    const place = await numbered(text);
    if (!place) throw new Error('What has no number is always stored.');
    return place;
  };
  return { runId, lease, append, numbered };
}

/** Reads to the end in pages, as a browser does. */
async function readAll(runId: string, bytesMax: number, from = 0) {
  let text = '';
  let offset = from;
  for (;;) {
    const page = await readLog(database.db, { runId, offset, bytesMax });
    if (page.chunks.length === 0) return { text, offset, complete: page.complete };
    for (const chunk of page.chunks) {
      expect(chunk.offset).toBeGreaterThanOrEqual(offset);
      expect(chunk.endOffset - chunk.offset).toBe(Buffer.byteLength(chunk.text));
      text += chunk.text;
      offset = chunk.endOffset;
    }
    expect(page.nextOffset).toBe(offset);
  }
}

test('many who append at once get places without gap or overlap', async () => {
  const { runId, append } = await newLog();
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i} ${'é'.repeat(i % 50)}\n`);
  const places = await Promise.all(lines.map((line) => append(line)));
  const sorted = [...places].sort((a, b) => a.offset - b.offset);
  let at = 0;
  for (const place of sorted) {
    expect(place.offset).toBe(at);
    at = place.endOffset;
  }
  const { text } = await readAll(runId, 1000);
  expect(Buffer.byteLength(text)).toBe(at);
  expect(text.split('\n').sort()).toEqual(lines.join('').split('\n').sort());
});

test('a line of any length is kept as it is, whatever the page size', async () => {
  const { runId, append } = await newLog();
  const long = `${'😀ä"\\\u001b[1m'.repeat(12_000)}\n`;
  await append('before\n');
  await append(long);
  await append('after\n');
  for (const bytesMax of [1024, 65_536, 1_048_576]) {
    expect((await readAll(runId, bytesMax)).text).toBe(`before\n${long}after\n`);
  }
});

test('reading begins at any offset, inside a chunk and inside a character', async () => {
  const { runId, append } = await newLog();
  await append('ab😀cd');
  await append('ef');
  expect((await readAll(runId, 1024, 1)).text).toBe('b😀cdef');
  expect((await readAll(runId, 1024, 3)).text).toBe('cdef');
  expect((await readAll(runId, 1024, 9)).text).toBe('f');
  expect((await readAll(runId, 1024, 500)).text).toBe('');
  expect((await readAll(runId, 1024, Number.MAX_SAFE_INTEGER - 2_000_000)).text).toBe('');
  const oneByte = await readLog(database.db, { runId, offset: 2, bytesMax: 1 });
  expect(oneByte.chunks.map((chunk) => chunk.text)).toEqual(['😀']);
});

test('what Postgres cannot hold is replaced visibly, and empty text takes no place', async () => {
  const { runId, append } = await newLog();
  expect(await append('')).toEqual({ offset: 0, endOffset: 0 });
  const place = await append('a\0b\ud800c');
  expect((await readAll(runId, 1024)).text).toBe('a\ufffdb\ufffdc');
  expect(place.endOffset).toBe(Buffer.byteLength('a\ufffdb\ufffdc'));
});

test('a log is complete when its run has ended, its worker has let go, and all is read', async () => {
  const { runId, lease, append } = await newLog();
  await append('the end\n');
  const read = (offset: number) => readLog(database.db, { runId, offset, bytesMax: 1024 });
  expect((await read(0)).complete).toBe(false);
  await database.db.inTransaction((tx) =>
    advanceRun(tx, { runId, event: { name: 'fail', actorId: null }, now: new Date(), ids: portal.ids, lease }),
  );
  expect((await read(0)).complete).toBe(false);
  await releaseLease(database.db, lease);
  expect((await read(0)).complete).toBe(true);
  expect((await readLog(database.db, { runId, offset: 0, bytesMax: 3 })).complete).toBe(false);
});

test('an append whose answer was lost is sent again without being stored twice', async () => {
  const { runId, numbered } = await newLog();
  expect(await numbered('one\n', 1)).toEqual({ offset: 0, endOffset: 4 });
  expect(await numbered('one\n', 1)).toBeUndefined();
  const attempts = await Promise.all(Array.from({ length: 8 }, () => numbered('two\n', 2)));
  expect(attempts.filter((place) => place !== undefined)).toEqual([{ offset: 4, endOffset: 8 }]);
  await numbered('three\n', 3);
  expect((await readAll(runId, 1024)).text).toBe('one\ntwo\nthree\n');
});

test('an append that is sent again after its connection was cut is stored once', async () => {
  const { runId, numbered } = await newLog();
  const cut = () =>
    database.db.client.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index} ${'x'.repeat(index * 500)}\n`);
  let failures = 0;
  for (const [index, line] of lines.entries()) {
    const send = (): Promise<unknown> =>
      numbered(line, index + 1).catch(() => {
        failures += 1;
        return send();
      });
    await Promise.all([send(), cut().catch(() => undefined)]);
  }
  expect(failures).toBeGreaterThan(0);
  expect((await readAll(runId, 65_536)).text).toBe(lines.join(''));
});

test('the next holder of a lease counts from the beginning, and learns how the log ended', async () => {
  const { runId, lease, numbered } = await newLog();
  expect(await readLogEnd(database.db, runId)).toEqual({ bytes: 0, endsLine: true, workerId: null });
  await numbered('whole\n', 7);
  expect(await readLogEnd(database.db, runId)).toEqual({ bytes: 6, endsLine: true, workerId: 'worker-1' });
  await numbered('cut o', 8);
  await releaseLease(database.db, lease);
  const next = await leaseOf(database.db, runId, 'worker-2');
  expect(await readLogEnd(database.db, runId)).toEqual({ bytes: 11, endsLine: false, workerId: 'worker-1' });
  await expect(numbered('ff\n', 9)).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await numbered('!\n', 1, next)).toEqual({ offset: 11, endOffset: 13 });
  expect(await readLogEnd(database.db, runId)).toEqual({ bytes: 13, endsLine: true, workerId: 'worker-2' });
  expect(await readLogEnd(database.db, 'run_none')).toBeUndefined();
});

test('a worker that lost its run cannot write into its log', async () => {
  const { append, lease } = await newLog();
  await releaseLease(database.db, lease);
  await expect(append('too late')).rejects.toMatchObject({ code: 'lease_lost' });
});
