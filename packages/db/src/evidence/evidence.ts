import pg from 'pg';
import { z } from 'zod';
import type { Connection } from '../database/connection.ts';
import { evidenceTables } from './tables.ts';

/**
 * What the chaos suite asks a database of its own. The witness is the database itself and none of the code under test:
 * triggers note every change of a lease and every write of a worker that did not hold the run when it was made. A worker
 * is told by `application_name`, which the suite puts into the connection string of each (`workerSession`).
 * Not for production.
 */
export async function installEvidence(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(evidenceTables);
  } finally {
    await client.end();
  }
}

/** The connection string with which a worker says who it is. */
export function workerSession(url: string, name: string): string {
  const named = new URL(url);
  named.searchParams.set('application_name', `worker:${name}`);
  return named.href;
}

const staleWriteSchema = z.object({
  at: z.date(),
  place: z.string(),
  session: z.string(),
  holder: z.string().nullable(),
  token: z.int().nullable(),
  detail: z.string(),
});
const leaseChangeSchema = z.object({
  at: z.date(),
  kind: z.enum(['acquired', 'released']),
  token: z.int(),
  workerId: z.string(),
  session: z.string(),
  /** Taken while the one before still had time left. */
  wasHeld: z.boolean(),
});
const evidenceSchema = z.object({
  staleWrites: z.array(staleWriteSchema),
  leases: z.array(leaseChangeSchema),
  auditActions: z.array(z.string()),
});
export type RunEvidence = z.infer<typeof evidenceSchema>;

/** What the witness saw of a run. */
export async function readEvidence(db: Connection, runId: string): Promise<RunEvidence> {
  const [staleWrites, leases, audit] = await Promise.all([
    db.client.$queryRaw`
      SELECT at, place, session, holder, token, detail FROM evidence.stale_write WHERE run_id = ${runId} ORDER BY id`,
    db.client.$queryRaw`
      SELECT at, kind, token, worker_id AS "workerId", session, was_held AS "wasHeld"
      FROM evidence.lease_change WHERE run_id = ${runId} ORDER BY id`,
    db.client.$queryRaw<{ action: string }[]>`
      SELECT action FROM audit_event WHERE subject_kind = 'run' AND subject_id = ${runId} ORDER BY id`,
  ]);
  return evidenceSchema.parse({
    staleWrites,
    leases,
    auditActions: audit.map((event) => event.action),
  });
}

/** Who holds the run now: the session of the newest token, unless it was given back. */
export async function readHolder(db: Connection, runId: string): Promise<string | undefined> {
  const rows = await db.client.$queryRaw<{ session: string }[]>`
    SELECT change.session FROM run_lease AS held
    JOIN evidence.lease_change AS change
      ON change.run_id = held.run_id AND change.token = held.token AND change.kind = 'acquired'
    WHERE held.run_id = ${runId} AND held.released_at IS NULL`;
  return rows[0]?.session.replace(/^worker:/, '');
}

const progressSchema = z.object({
  status: z.string(),
  applyStarts: z.int(),
  /** `apply foundation`: what was begun. */
  begun: z.array(z.string()),
});

/** How far a run is, in one cheap statement: it is asked many times a second. */
export async function readProgress(db: Connection, runId: string): Promise<z.infer<typeof progressSchema>> {
  const rows = await db.client.$queryRaw<unknown[]>`
    SELECT run.status::text,
      (SELECT count(*)::int FROM journal_entry WHERE run_id = run.id AND kind = 'apply_start') AS "applyStarts",
      ARRAY(SELECT concat_ws(' ', name, layer) FROM run_step WHERE run_id = run.id AND status <> 'pending') AS begun
    FROM run WHERE id = ${runId}`;
  return progressSchema.parse(rows[0]);
}

/**
 * The runs that a worker held when it died, and when somebody worked on each of them again; null where nobody has, and
 * the run had not ended by then.
 */
export async function readTakeovers(
  db: Connection,
  death: { name: string; at: Date },
): Promise<{ runId: string; takenAt: Date | null }[]> {
  return db.client.$queryRaw`
    SELECT held.run_id AS "runId", (
      SELECT min(next.at) FROM evidence.lease_change AS next
      WHERE next.run_id = held.run_id AND next.kind = 'acquired' AND next.token > held.token
    ) AS "takenAt"
    FROM evidence.lease_change AS held
    WHERE held.kind = 'acquired' AND held.session = ${`worker:${death.name}`} AND held.at <= ${death.at}
      AND NOT EXISTS (
        SELECT 1 FROM evidence.lease_change AS back
        WHERE back.run_id = held.run_id AND back.kind = 'released' AND back.token = held.token AND back.at <= ${death.at}
      )
      AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = held.run_id AND run.finished_at <= ${death.at})`;
}
