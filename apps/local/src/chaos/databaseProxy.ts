import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * What lies between one worker and Postgres. It passes everything on, until it is told to be a bad network: connections
 * end, answers are lost, or everything is swallowed for a while.
 */
export type DatabaseProxy = {
  port: number;
  /** Ends all connections; new ones are taken. */
  cut(): void;
  /** The next COMMIT reaches the server; its answer and all connections are lost. */
  cutAfterCommit(): void;
  /** Takes connections and bytes and passes nothing on, in either direction, until `heal`. */
  blackhole(): void;
  /** Refuses connections until `heal`, and ends those that are open. */
  refuse(): void;
  heal(): void;
  close(): Promise<void>;
};

type Mode = 'pass' | 'blackhole' | 'refuse';
type Pair = { client: Socket; upstream: Socket; awaitsCommit: boolean };

export async function openDatabaseProxy(upstreamPort: () => number): Promise<DatabaseProxy> {
  const pairs = new Set<Pair>();
  const waiting = new Set<Socket>();
  let mode: Mode = 'pass';
  let isArmed = false;

  const end = (pair: Pair) => {
    pairs.delete(pair);
    pair.client.destroy();
    pair.upstream.destroy();
  };
  const cut = () => {
    for (const pair of pairs) end(pair);
    for (const client of waiting) client.destroy();
    waiting.clear();
  };
  const join = (client: Socket) => {
    const upstream = connect({ host: '127.0.0.1', port: upstreamPort() });
    const pair: Pair = { client, upstream, awaitsCommit: false };
    pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      // Either end may vanish at any moment; then the other is ended too.
      socket.on('error', () => end(pair));
      socket.on('close', () => end(pair));
    }
    client.on('data', (bytes) => {
      if (isArmed && bytes.includes('COMMIT')) {
        isArmed = false;
        pair.awaitsCommit = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (pair.awaitsCommit) cut();
      else client.write(bytes);
    });
    if (mode === 'blackhole') for (const socket of [client, upstream]) socket.pause();
  };

  const server = createServer((client) => {
    if (mode === 'refuse') return client.destroy();
    if (mode === 'pass') return join(client);
    client.pause();
    client.on('error', () => waiting.delete(client));
    waiting.add(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address and a port.');
  return {
    port: address.port,
    cut,
    cutAfterCommit: () => {
      isArmed = true;
    },
    blackhole: () => {
      mode = 'blackhole';
      for (const { client, upstream } of pairs) for (const socket of [client, upstream]) socket.pause();
    },
    refuse: () => {
      mode = 'refuse';
      cut();
    },
    heal: () => {
      mode = 'pass';
      isArmed = false;
      for (const { client, upstream } of pairs) for (const socket of [client, upstream]) socket.resume();
      for (const client of waiting) {
        join(client);
        client.resume();
      }
      waiting.clear();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
