import type { DatabaseSync } from 'node:sqlite';

export type Transaction = <T>(work: () => T) => T;

/** All or nothing; `work` must be synchronous, and nested calls join the outer transaction. */
export function transactionOn(db: DatabaseSync): Transaction {
  return (work) => {
    if (db.isTransaction) return work();
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
}
