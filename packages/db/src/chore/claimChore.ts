import type { Connection } from '../database/connection.ts';

/**
 * Whether the caller is the one to do this chore now: of all workers one gets it, once in `everySeconds` by the
 * database's clock. One that dies at it leaves it to the next time.
 */
export async function claimChore(db: Connection, chore: { name: string; everySeconds: number }): Promise<boolean> {
  const { name, everySeconds } = chore;
  const claimed = await db.client.$executeRaw`
    INSERT INTO chore AS known (name, claimed_at) VALUES (${name}, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET claimed_at = excluded.claimed_at
    WHERE known.claimed_at <= clock_timestamp() - make_interval(secs => ${everySeconds})`;
  return claimed === 1;
}
