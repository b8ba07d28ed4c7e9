/**
 * The sandbox's world: every object that AWS or Kubernetes would hold, as the Terraform provider would describe it.
 *
 * One SQLite file, so that everything stored survives a kill of the process. Providers write it, the S3, STS and IAM
 * services read roles and identity providers from it, and the control API changes it behind Terraform's back. It knows
 * nothing of any type's rules.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { transactionOn } from './transaction.ts';

/**
 * `scope` is the region, `global` (IAM, S3 names), or a cluster's endpoint for Kubernetes and Helm objects.
 * `type` is the Terraform type, `id` Terraform's `id` attribute.
 */
export type ObjectKey = { account: string; scope: string; type: string; id: string };

/** `attributes` carries Terraform's attribute names, all computed ones filled, and must be plain JSON. */
export type CloudObject = ObjectKey & { attributes: Record<string, unknown>; createdAt: string };

export interface ObjectStore {
  get(key: ObjectKey): CloudObject | undefined;
  /** Objects that match every given part of the key, oldest first. */
  list(filter: Partial<ObjectKey>): CloudObject[];
  /** Creates or replaces; `createdAt` of an existing object is kept. */
  put(object: CloudObject): void;
  /** Does nothing when there is no such object. */
  remove(key: ObjectKey): void;
  /** All or nothing; `work` must be synchronous. Nested calls join the outer transaction. */
  transaction<T>(work: () => T): T;
}

export interface SqliteObjectStore extends ObjectStore {
  /**
   * Like `list`, but only objects whose attributes contain `text` anywhere: a cheap first sieve for "who refers to
   * this id", which the caller then decides exactly.
   */
  mentioning(filter: Partial<ObjectKey>, text: string): CloudObject[];
  /** Resolves when an object was removed, or after `milliseconds`, or when `signal` fires. */
  nextRemoval(milliseconds: number, signal: AbortSignal): Promise<void>;
  counts(): Record<string, number>;
  /** Removes every object. */
  wipe(): void;
  close(): void;
}

type Row = { account: string; scope: string; type: string; id: string; attributes: string; created_at: string };

/** Opens or creates the store in `file` (`:memory:` for tests that need no file). */
export function openObjectStore(file: string): SqliteObjectStore {
  const db = new DatabaseSync(file);
  // WAL with synchronous=NORMAL: a killed process loses nothing, only a power cut may lose the last commits.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(`
    CREATE TABLE IF NOT EXISTS object (
      account TEXT NOT NULL, scope TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
      attributes TEXT NOT NULL, created_at TEXT NOT NULL,
      PRIMARY KEY (type, id, account, scope)
    );
    CREATE INDEX IF NOT EXISTS object_scope ON object (scope, type);
  `);
  const columns = 'account, scope, type, id, attributes, created_at';
  const selectOne = db.prepare(`SELECT ${columns} FROM object WHERE type = ? AND id = ? AND account = ? AND scope = ?`);
  const upsert = db.prepare(
    `INSERT INTO object (${columns}) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (type, id, account, scope) DO UPDATE SET attributes = excluded.attributes`,
  );
  const deleteOne = db.prepare('DELETE FROM object WHERE type = ? AND id = ? AND account = ? AND scope = ?');
  const selects = new Map<string, ReturnType<typeof db.prepare>>();
  const waiting = new Set<() => void>();

  function select(filter: Partial<ObjectKey>, text?: string): CloudObject[] {
    const names = (['type', 'id', 'account', 'scope'] as const).filter((name) => filter[name] !== undefined);
    const conditions = names.map((name) => `${name} = ?`);
    if (text !== undefined) conditions.push('instr(attributes, ?) > 0');
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    let statement = selects.get(where);
    if (statement === undefined) {
      statement = db.prepare(`SELECT ${columns} FROM object ${where} ORDER BY created_at, rowid`);
      selects.set(where, statement);
    }
    const values: SQLInputValue[] = names.map((name) => filter[name] ?? '');
    if (text !== undefined) values.push(text);
    return statement.all(...values).map((row) => toObject(row as Row));
  }

  return {
    get(key) {
      const row = selectOne.get(key.type, key.id, key.account, key.scope);
      return row === undefined ? undefined : toObject(row as Row);
    },
    list: (filter) => select(filter),
    mentioning: (filter, text) => select(filter, text),
    put(object) {
      upsert.run(
        object.account,
        object.scope,
        object.type,
        object.id,
        JSON.stringify(object.attributes),
        object.createdAt,
      );
    },
    remove(key) {
      deleteOne.run(key.type, key.id, key.account, key.scope);
      for (const wake of [...waiting]) wake();
    },
    transaction: transactionOn(db),
    nextRemoval(milliseconds, signal) {
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(wake);
      });
    },
    counts() {
      const rows = db.prepare('SELECT type, count(*) AS n FROM object GROUP BY type ORDER BY type').all();
      return Object.fromEntries(rows.map((row) => [String(row.type), Number(row.n)]));
    },
    wipe() {
      db.exec('DELETE FROM object');
    },
    close() {
      db.close();
    },
  };
}

function toObject(row: Row): CloudObject {
  return {
    account: row.account,
    scope: row.scope,
    type: row.type,
    id: row.id,
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
    createdAt: row.created_at,
  };
}
