import pg from 'pg';
import type { Channel, Unlisten } from './connection.ts';

type Subscriber = { onId: (id: string) => void; onGap: (() => void) | undefined };

/** After a lost connection: at once, then doubling up to this. */
const retrySecondsMax = 5;

/**
 * One connection for all notifications of this process. It is opened at the first subscription; when it is lost it is
 * opened again, and subscribers are told that they may have missed something. A notification is a hint to look, never
 * the message itself, so that nothing but time is lost with one.
 */
export class Listener {
  readonly #url: string;
  readonly #subscribers = new Map<Channel, Set<Subscriber>>();
  #connected: Promise<pg.Client> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves when the database has confirmed the subscription: what is sent from then on arrives. */
  async subscribe(channel: Channel, subscriber: Subscriber): Promise<Unlisten> {
    const subscribers = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, subscribers);
    subscribers.add(subscriber);
    try {
      const client = await this.#connect();
      // Repeating LISTEN for a channel is free, and spares the knowledge whether it was said already.
      await this.#inTurn(() => client.query(`LISTEN ${channel}`));
    } catch (error) {
      subscribers.delete(subscriber);
      throw error;
    }
    return async () => {
      subscribers.delete(subscriber);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = await this.#connected?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  /** A page subscribes to several channels at once, and pg asks for one statement after the other. */
  #inTurn(statement: () => Promise<unknown>): Promise<unknown> {
    const done = this.#last.then(statement);
    this.#last = done.catch(() => undefined);
    return done;
  }

  #connect(): Promise<pg.Client> {
    this.#connected ??= this.#open();
    return this.#connected;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'flowport-listen',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
    });
    client.on('notification', ({ channel, payload }) => {
      for (const [known, subscribers] of this.#subscribers) {
        if (known === channel) for (const { onId } of subscribers) onId(payload ?? '');
      }
    });
    client.on('error', () => {
      // 'end' follows, and there the connection is opened again.
    });
    try {
      await client.connect();
      client.once('end', () => this.#reopen(0));
      for (const channel of this.#subscribers.keys()) await client.query(`LISTEN ${channel}`);
      return client;
    } catch (error) {
      this.#connected = undefined;
      client.removeAllListeners('end');
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  #reopen(failures: number): void {
    this.#connected = undefined;
    if (this.#closed) return;
    const seconds = failures === 0 ? 0 : Math.min(2 ** (failures - 3), retrySecondsMax);
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => this.#tellOfGap(),
        () => this.#reopen(failures + 1),
      );
    }, seconds * 1000);
    this.#retry.unref();
  }

  #tellOfGap(): void {
    for (const subscribers of this.#subscribers.values()) for (const { onGap } of subscribers) onGap?.();
  }
}
