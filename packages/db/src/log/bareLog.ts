import pg from 'pg';

/** The same as many lines in one statement as one append of a worker holds. */
const linesPerStatement = 320;

/**
 * What a benchmark compares the log with: a table of lines without offsets, lease, retries or notifications, filled by
 * plain INSERTs of many rows. @returns the seconds that it took.
 */
export async function insertBareLines(url: string, lines: Iterable<string>): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'flowport-bench' });
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS bench_line');
    await client.query(
      'CREATE TABLE bench_line (id bigserial PRIMARY KEY, run_id text NOT NULL, at timestamptz NOT NULL, line text NOT NULL)',
    );
    const started = performance.now();
    let batch: string[] = [];
    const insert = async () => {
      await client.query("INSERT INTO bench_line (run_id, at, line) SELECT 'run_1', now(), unnest($1::text[])", [
        batch,
      ]);
      batch = [];
    };
    for (const line of lines) {
      batch.push(line);
      if (batch.length === linesPerStatement) await insert();
    }
    if (batch.length > 0) await insert();
    const seconds = (performance.now() - started) / 1000;
    await client.query('DROP TABLE bench_line');
    return seconds;
  } finally {
    await client.end();
  }
}
