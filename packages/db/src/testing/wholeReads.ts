import type { Database } from '../database/connection.ts';

/** How often each of the tables was read from end to end while `work` ran, as Postgres itself counts; none is left out. */
export async function wholeReads(db: Database, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = async () => {
    const rows = await db.inTransaction(async (tx) => {
      await tx.client.$executeRaw`SELECT pg_stat_clear_snapshot()`;
      return tx.client.$queryRaw<{ table: string; scans: number }[]>`
        SELECT relname AS table, seq_scan::int AS scans FROM pg_stat_user_tables`;
    });
    return new Map(rows.map((row) => [row.table, row.scans]));
  };
  // Each connection reports what it did when it is idle for a while, or when it is told to.
  const flush = () =>
    Promise.all(
      Array.from({ length: 20 }, () => db.client.$executeRaw`SELECT pg_stat_force_next_flush(), pg_sleep(0.01)`),
    );
  await flush();
  const before = await count();
  await work();
  await flush();
  const after = await count();
  const reads = [...after].map(([table, scans]) => [table, scans - (before.get(table) ?? 0)] as const);
  return Object.fromEntries(reads.filter(([, times]) => times > 0));
}
