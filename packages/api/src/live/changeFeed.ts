import type { Channel, Database, Unlisten } from '@flowport/db';

/** Ends a subscription. */
type Unsubscribe = () => void;

/** What tells readers that something has changed. It carries no content: whoever is woken reads the database. */
export type ChangeFeed = {
  /**
   * Calls `wake` with the id of whatever changed on the channel, and with `undefined` after a gap in which changes may
   * have been missed. Once it resolves, no change is missed; read only then.
   */
  subscribe(channel: Channel, wake: (id: string | undefined) => void): Promise<Unsubscribe>;
  close(): Promise<void>;
};

/**
 * One LISTEN connection for the whole process, whatever the number of readers: `db.listen` is called once per channel,
 * at the first subscription, and every notification is handed to all who subscribed.
 */
export function createRunEvents(db: Pick<Database, 'listen'>): ChangeFeed {
  const topics = new Map<Channel, { wakes: Set<(id: string | undefined) => void>; listening: Promise<Unlisten> }>();

  const topicOf = (channel: Channel) => {
    const known = topics.get(channel);
    if (known) return known;
    const wakes = new Set<(id: string | undefined) => void>();
    const tell = (id: string | undefined) => {
      for (const wake of wakes) wake(id);
    };
    const listening = db.listen(channel, tell, () => tell(undefined));
    // Not remembered when it fails, so that the next reader tries again.
    listening.catch(() => topics.delete(channel));
    const topic = { wakes, listening };
    topics.set(channel, topic);
    return topic;
  };

  return {
    async subscribe(channel, wake) {
      const { wakes, listening } = topicOf(channel);
      await listening;
      // A function of its own for each subscription, so that one reader may subscribe twice.
      const own = (id: string | undefined) => wake(id);
      wakes.add(own);
      return () => wakes.delete(own);
    },
    async close() {
      const all = [...topics.values()];
      topics.clear();
      await Promise.all(all.map(async ({ listening }) => (await listening)()));
    },
  };
}
