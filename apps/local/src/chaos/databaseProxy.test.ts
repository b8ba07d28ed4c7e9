import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatabaseProxy, openDatabaseProxy } from './databaseProxy.ts';

/** Answers `ok:` and what it heard; remembers it. */
let heard: string[];
let server: Server;
let proxy: DatabaseProxy;
let clients: Socket[];
beforeEach(async () => {
  heard = [];
  clients = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(bytes.toString());
      socket.write(`ok:${bytes.toString()}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  proxy = await openDatabaseProxy(() => port);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  server.close();
});

async function open(): Promise<Socket> {
  const client = connect({ host: '127.0.0.1', port: proxy.port });
  client.on('error', () => undefined);
  clients.push(client);
  await once(client, 'connect');
  return client;
}
const said = async (client: Socket) => String((await once(client, 'data'))[0]);

test('what is committed is committed, and nobody is told', async () => {
  const [one, other] = [await open(), await open()];
  one.write('BEGIN');
  expect(await said(one)).toBe('ok:BEGIN');
  other.write('SELECT');
  expect(await said(other)).toBe('ok:SELECT');
  proxy.cutAfterCommit();
  const answers: string[] = [];
  one.on('data', (bytes) => answers.push(bytes.toString()));
  const ended = Promise.all([once(one, 'close'), once(other, 'close')]);
  one.write('COMMIT');
  await ended;
  expect(heard).toContain('COMMIT');
  expect(answers).toEqual([]);
  const again = await open();
  again.write('COMMIT');
  expect(await said(again)).toBe('ok:COMMIT');
});

test('what was swallowed arrives once the network is well again, old connections and new', async () => {
  const old = await open();
  old.write('first');
  await said(old);
  proxy.blackhole();
  const fresh = await open();
  old.write('second');
  fresh.write('third');
  const answers = Promise.all([said(old), said(fresh)]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual(['first']);
  proxy.heal();
  expect((await answers).sort()).toEqual(['ok:second', 'ok:third']);
});

test('a refused connection ends, and a cut one can be opened again', async () => {
  proxy.refuse();
  const refused = connect({ host: '127.0.0.1', port: proxy.port });
  refused.on('error', () => undefined);
  await once(refused, 'close');
  proxy.heal();
  const client = await open();
  const ended = once(client, 'close');
  client.write('x');
  await said(client);
  proxy.cut();
  await ended;
});
