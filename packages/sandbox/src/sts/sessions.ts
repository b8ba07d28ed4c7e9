/**
 * Temporary credentials that STS has issued. They are kept, so that a running apply goes on after a restart of the
 * sandbox, and for a day after their end, so that a late caller is told "expired" and not "unknown".
 */
import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { AssumedRolePrincipal, Credential } from '../iam/principal.ts';
import { awsId } from '../iam/seed.ts';

const KEPT_AFTER_EXPIRY_MILLISECONDS = 24 * 3600_000;

export interface Sessions {
  /** Issues credentials for `principal` that end `seconds` from now (cut to whole seconds, as AWS shows them). */
  issue(principal: AssumedRolePrincipal, seconds: number): Required<Credential>;
  find(accessKeyId: string): Credential | undefined;
}

export function openSessions(db: DatabaseSync, clock: () => Date): Sessions {
  db.exec(`CREATE TABLE IF NOT EXISTS session (
    access_key_id TEXT PRIMARY KEY, secret_access_key TEXT NOT NULL, session_token TEXT NOT NULL,
    expires_at INTEGER NOT NULL, principal TEXT NOT NULL
  ) WITHOUT ROWID`);
  db.prepare('DELETE FROM session WHERE expires_at < ?').run(clock().getTime() - KEPT_AFTER_EXPIRY_MILLISECONDS);
  const insert = db.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM session WHERE access_key_id = ?');
  // Each signed request looks its key up; the rows never change.
  const recent = new Map<string, Credential>();

  return {
    issue(principal, seconds) {
      const expiresAt = new Date(Math.floor(clock().getTime() / 1000 + seconds) * 1000);
      const credential = {
        accessKeyId: awsId('ASIA'),
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: sessionToken(),
        expiresAt,
        principal,
      };
      const { accessKeyId, secretAccessKey, sessionToken: token } = credential;
      insert.run(accessKeyId, secretAccessKey, token, expiresAt.getTime(), JSON.stringify(principal));
      return credential;
    },
    find(accessKeyId) {
      const known = recent.get(accessKeyId);
      if (known !== undefined) return known;
      const row = select.get(accessKeyId);
      if (row === undefined) return undefined;
      const credential = {
        accessKeyId,
        secretAccessKey: String(row.secret_access_key),
        sessionToken: String(row.session_token),
        expiresAt: new Date(Number(row.expires_at)),
        principal: JSON.parse(String(row.principal)) as AssumedRolePrincipal,
      };
      if (recent.size > 1000) recent.clear();
      recent.set(accessKeyId, credential);
      return credential;
    },
  };
}

/** As long and as opaque as the real ones, so that a buffer or a log that is too small for them is found here. */
function sessionToken(): string {
  const body = randomBytes(480);
  const sum = createHash('sha256').update(body).digest();
  return `IQoJb3JpZ2lu${Buffer.concat([body, sum]).toString('base64')}`;
}
