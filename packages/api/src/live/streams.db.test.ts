import { advanceRun, appendLog, type Lease, purgeLog, randomIds, releaseLease } from '@flowport/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, origin, type Person, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';
import { streamLog } from './streamLog.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

async function planned() {
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
  const lease = await planRun(portal, body.run.id);
  return { runId: body.run.id as string, lease };
}

const append = (lease: Lease, text: string) =>
  appendLog(portal.db, { runId: lease.runId, text, at: new Date(), step: 'plan', layer: 'foundation', lease });

/** Ends the run, as a worker does that lets go of it afterwards. */
async function end(lease: Lease): Promise<void> {
  const event = { name: 'cancel' as const, actorId: null };
  await portal.db.inTransaction((tx) => advanceRun(tx, { runId: lease.runId, event, now: new Date(), ids: randomIds }));
  await releaseLease(portal.db, lease);
}

type Sent = { event: string; id: string | undefined; data: Body };
// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is judged by the assertions of each test
type Body = any;

/** Opens a stream as a browser does and hands out its events. */
async function open(path: string, options: { person?: Person; headers?: Record<string, string> } = {}) {
  const headers = { authorization: `Bearer ${portal.tokenOf(options.person ?? 'rita')}`, ...options.headers };
  const gone = new AbortController();
  const response = await portal.api.rest(new Request(`${origin}/api/v1${path}`, { headers, signal: gone.signal }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return {
    response,
    close: async () => {
      gone.abort();
      await reader?.cancel();
    },
    /** The next event; undefined when the stream has ended. */
    async next(): Promise<Sent | undefined> {
      for (;;) {
        const end = rest.indexOf('\n\n');
        if (end >= 0) {
          const block = rest.slice(0, end);
          rest = rest.slice(end + 2);
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
          const event = field('event');
          if (event) return { event, id: field('id'), data: JSON.parse(field('data') ?? 'null') };
          continue;
        }
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) return undefined;
        rest += value;
      }
    },
  };
}

async function all(stream: { next(): Promise<Sent | undefined> }): Promise<Sent[]> {
  const events: Sent[] = [];
  for (let event = await stream.next(); event; event = await stream.next()) events.push(event);
  return events;
}

describe('the log of a run', () => {
  it('is read in pieces, by offset, until it is complete', async () => {
    const { runId, lease } = await planned();
    await append(lease, 'Initializing…\n');
    await append(lease, 'Planning 🚀\n');
    const { body } = await portal.call('rita', 'GET', `/runs/${runId}/log`);
    expect(body.chunks.map(({ text }: { text: string }) => text).join('')).toBe('Initializing…\nPlanning 🚀\n');
    expect(body).toMatchObject({ complete: false, nextOffset: Buffer.byteLength('Initializing…\nPlanning 🚀\n') });
    await end(lease);
    const { body: rest } = await portal.call('rita', 'GET', `/runs/${runId}/log?offset=${body.nextOffset}`);
    expect(rest).toEqual({ chunks: [], nextOffset: body.nextOffset, complete: true, removed: null });
  });

  it('is streamed with what was there and what comes, and ends with the run', async () => {
    const { runId, lease } = await planned();
    await append(lease, 'before\n');
    const stream = await open(`/runs/${runId}/log/stream`);
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await stream.next()).toMatchObject({ event: 'log', id: '7', data: { text: 'before\n', endOffset: 7 } });
    await append(lease, '\u001b[32mafter\u001b[0m </script>\r\n');
    expect(await stream.next()).toMatchObject({
      event: 'log',
      data: { offset: 7, text: '\u001b[32mafter\u001b[0m </script>\r\n', step: 'plan', layer: 'foundation' },
    });
    await append(lease, 'last\n');
    await end(lease);
    const rest = await all(stream);
    expect(rest.map(({ event }) => event)).toEqual(['log', 'end']);
  });

  it('resumes where the reader was, by Last-Event-ID or by offset', async () => {
    const { runId, lease } = await planned();
    await append(lease, 'one\n');
    await append(lease, 'two\n');
    await end(lease);
    const texts = async (path: string, headers: Record<string, string> = {}) =>
      (await all(await open(path, { headers })))
        .filter(({ event }) => event === 'log')
        .map(({ data }) => data.text)
        .join('');
    expect(await texts(`/runs/${runId}/log/stream`)).toBe('one\ntwo\n');
    expect(await texts(`/runs/${runId}/log/stream?offset=4`)).toBe('two\n');
    expect(await texts(`/runs/${runId}/log/stream?offset=0`, { 'last-event-id': '4' })).toBe('two\n');
    expect(await texts(`/runs/${runId}/log/stream?offset=8`)).toBe('');
  });

  it('loses no line and repeats none, however fast it grows', async () => {
    const { runId, lease } = await planned();
    const stream = await open(`/runs/${runId}/log/stream`);
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);
    const read = all(stream);
    for (const line of lines) await append(lease, line);
    await end(lease);
    const text = (await read)
      .filter(({ event }) => event === 'log')
      .map(({ data }) => data.text)
      .join('');
    expect(text).toBe(lines.join(''));
  });

  it('carries a line of any length', async () => {
    const { runId, lease } = await planned();
    const long = `${'é'.repeat(400_000)}\n`;
    await append(lease, long);
    await end(lease);
    const events = await all(await open(`/runs/${runId}/log/stream`));
    const text = events
      .filter(({ event }) => event === 'log')
      .map(({ data }) => data.text)
      .join('');
    expect(text === long).toBe(true);
  });

  it('is 400 for an offset that is none', async () => {
    const { runId } = await planned();
    for (const offset of ['-1', 'abc', '1e99']) {
      const { status } = await portal.call('rita', 'GET', `/runs/${runId}/log/stream?offset=${offset}`);
      expect(status, offset).toBe(400);
    }
  });

  it('says that it lives while nothing comes, and ends when the reader has gone', async () => {
    const { runId } = await planned();
    const reader = new AbortController();
    const { db, events } = portal;
    const options = { db, events, runId, offset: 0, signal: reader.signal, heartbeatMilliseconds: 5 };
    const items: unknown[] = [];
    for await (const item of streamLog(options)) {
      items.push(item);
      if (items.length === 3) reader.abort();
    }
    expect(items).toEqual(['heartbeat', 'heartbeat', 'heartbeat']);
  });

  it('holds no database connection while it waits', async () => {
    const { runId, lease } = await planned();
    const streams = await Promise.all(Array.from({ length: 60 }, () => open(`/runs/${runId}/log/stream`)));
    const first = Promise.all(streams.map((stream) => stream.next()));
    const [{ count }] = await portal.db.client.$queryRaw<[{ count: bigint }]>`
      SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()`;
    expect(Number(count)).toBeLessThan(30);
    await append(lease, 'for all\n');
    expect((await first).map((event) => event?.data.text)).toEqual(Array(60).fill('for all\n'));
    await Promise.all(streams.map((stream) => stream.close()));
  });
});

describe('the log of a run as a file', () => {
  const text = `first\n${'ä€😀'.repeat(200_000)}\nlast\n`;
  const bytes = Buffer.from(text);
  const fetchFile = async (runId: string, init: RequestInit = {}, query = '', person: Person = 'rita') => {
    const headers = { authorization: `Bearer ${portal.tokenOf(person)}`, ...init.headers };
    return portal.api.rest(new Request(`${origin}/api/v1/runs/${runId}/log.txt${query}`, { ...init, headers }));
  };
  const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
  async function written() {
    const { runId, lease } = await planned();
    await append(lease, 'first\n');
    await append(lease, text.slice(6));
    return { runId, lease };
  }

  it('is all that was written, with its name and length', async () => {
    const { runId } = await written();
    const response = await fetchFile(runId);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${runId}.log"`);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect((await bodyOf(response)).equals(bytes)).toBe(true);
    const head = await fetchFile(runId, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, String(bytes.length), null]);
  });

  it('is gone on with where it broke off, within characters too', async () => {
    const { runId } = await written();
    const tag = (await fetchFile(runId, { method: 'HEAD' })).headers.get('etag') ?? '';
    const range = async (value: string, more: Record<string, string> = {}) => {
      const response = await fetchFile(runId, { headers: { range: value, ...more } });
      return { status: response.status, says: response.headers.get('content-range'), body: await bodyOf(response) };
    };
    for (const [from, to] of [
      [0, 5],
      [7, 8],
      [8, 1_048_600],
      [1_048_577, bytes.length],
    ] as const) {
      const part = await range(`bytes=${from}-${to - 1}`, { 'if-range': tag });
      expect(part).toMatchObject({ status: 206, says: `bytes ${from}-${to - 1}/${bytes.length}` });
      expect(part.body.equals(bytes.subarray(from, to))).toBe(true);
    }
    expect((await range('bytes=-5')).body.toString()).toBe('last\n');
    expect((await range(`bytes=${bytes.length - 5}-`)).body.toString()).toBe('last\n');
    expect(await range(`bytes=${bytes.length}-`)).toMatchObject({ status: 416, says: `bytes */${bytes.length}` });
    for (const odd of ['lines=1-2', 'bytes=5-1', 'bytes=0-1,3-4', 'bytes=-']) {
      expect([odd, (await range(odd)).status]).toEqual([odd, 200]);
    }
    expect((await range('bytes=0-4', { 'if-range': '"another"' })).status).toBe(200);
    expect((await bodyOf(await fetchFile(runId, {}, `?offset=${bytes.length - 5}`))).toString()).toBe('last\n');
    expect((await bodyOf(await fetchFile(runId, {}, '?offset=99999999'))).length).toBe(0);
    expect((await fetchFile(runId, {}, '?offset=x')).status).toBe(400);
  });

  it('reads no more than is taken of it', async () => {
    const { runId, lease } = await planned();
    for (let i = 0; i < 12; i++) await append(lease, `${'x'.repeat(1_000_000)}\n`);
    const reader = (await fetchFile(runId)).body?.getReader();
    await reader?.read();
    await portal.db.client.logChunk.deleteMany({ where: { runId, startOffset: { gte: 2_000_000 } } });
    let taken = 0;
    const rest = async () => {
      for (;;) taken += (await reader?.read())?.value?.length ?? 0;
    };
    await expect(rest()).rejects.toMatchObject({ message: 'The log was removed while it was read.' });
    expect(taken).toBeLessThan(2_200_000);
  });

  it('is hidden from who does not see the run, and says when it was removed', async () => {
    const { runId, lease } = await written();
    expect((await fetchFile(runId, {}, '', 'fred')).status).toBe(404);
    await end(lease);
    const finishedAt = new Date(Date.UTC(2025, 0, 1));
    const logPurgedAt = new Date(Date.UTC(2025, 11, 31));
    await portal.db.client.run.update({ where: { id: runId }, data: { finishedAt, logPurgedAt } });
    const removed = await fetchFile(runId);
    expect(removed.status).toBe(404);
    expect(await removed.text()).toContain('kept 364 days, and was removed on 2025-12-31');
  });
});

describe('a log that was removed', () => {
  it('ends its stream at once, and says so', async () => {
    const { runId, lease } = await planned();
    await append(lease, 'gone\n');
    await end(lease);
    while (await purgeLog(portal.db, { runId, chunksMax: 1 }));
    expect((await all(await open(`/runs/${runId}/log/stream?offset=3`))).map(({ event }) => event)).toEqual(['end']);
    const { body } = await portal.call('rita', 'GET', `/runs/${runId}/log`);
    expect(body).toMatchObject({ chunks: [], complete: true, removed: { keptDays: 0 } });
  });
});

describe('the events of a run', () => {
  it('begin with how it is, tell of each change and end with it', async () => {
    const { runId } = await planned();
    const stream = await open(`/runs/${runId}/events`, { person: 'arno' });
    expect(await stream.next()).toMatchObject({ event: 'run', data: { runId, status: 'awaiting_approval' } });
    expect(await stream.next()).toMatchObject({ event: 'approvals' });
    await portal.call('arno', 'POST', `/runs/${runId}/reject`, { digest: planDigest });
    const rest = await all(stream);
    expect(rest.filter(({ event }) => event === 'run').at(-1)?.data).toMatchObject({ status: 'discarded' });
    expect(rest.at(-1)?.event).toBe('end');
  });

  it('of all runs reach those who see them', async () => {
    const arno = await open('/events', { person: 'arno' });
    const fred = await open('/events', { person: 'fred' });
    expect(await arno.next()).toMatchObject({ event: 'approvals' });
    expect(await fred.next()).toMatchObject({ event: 'approvals', data: { waiting: 0 } });
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    expect(await arno.next()).toMatchObject({ event: 'run', data: { runId: body.run.id, status: 'queued' } });
    const request = portal.request({ teamId: portal.teams.forecasting.id, targetId: portal.targets.playground.id });
    const { body: theirs } = await portal.call('fred', 'POST', '/stacks', request);
    expect(await fred.next()).toMatchObject({ event: 'run', data: { runId: theirs.run.id } });
    await Promise.all([arno.close(), fred.close()]);
  });

  it('say so when hints may have been lost, and go on', async () => {
    const stream = await open('/events', { person: 'ada' });
    expect(await stream.next()).toMatchObject({ event: 'approvals' });
    await portal.db.client.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query ILIKE 'listen%'`;
    expect(await stream.next()).toMatchObject({ event: 'missed' });
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    expect(await stream.next()).toMatchObject({ event: 'run', data: { runId: body.run.id } });
    await stream.close();
  });
});
