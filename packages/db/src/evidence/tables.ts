/**
 * A write is stale when its session is not the one that acquired the newest token, or that lease was given back before.
 * Two writes without a lease are right: those of the transaction that gives a lease back or takes it away (the end of a
 * job, the sweep after a death), and those of a transition that needs no worker (a decision, an expiry).
 */
export const evidenceTables = `
CREATE SCHEMA evidence;

CREATE TABLE evidence.lease_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL, kind text NOT NULL, token int NOT NULL, worker_id text NOT NULL, session text NOT NULL,
  was_held boolean NOT NULL, transaction xid8 NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX ON evidence.lease_change (run_id, token);

CREATE TABLE evidence.stale_write (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL, place text NOT NULL, session text NOT NULL, holder text, token int, detail text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX ON evidence.stale_write (run_id);

CREATE FUNCTION evidence.note_lease() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE session text := current_setting('application_name');
BEGIN
  IF TG_OP = 'INSERT' OR NEW.token <> OLD.token THEN
    INSERT INTO evidence.lease_change (run_id, kind, token, worker_id, session, was_held, transaction, at)
    VALUES (NEW.run_id, 'acquired', NEW.token, NEW.worker_id, session,
      TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND OLD.expires_at > clock_timestamp(),
      pg_current_xact_id(), clock_timestamp());
  ELSIF NEW.released_at IS NOT NULL AND OLD.released_at IS NULL THEN
    INSERT INTO evidence.lease_change (run_id, kind, token, worker_id, session, was_held, transaction, at)
    VALUES (NEW.run_id, 'released', NEW.token, NEW.worker_id, session, false, pg_current_xact_id(), clock_timestamp());
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_lease AFTER INSERT OR UPDATE ON run_lease FOR EACH ROW EXECUTE FUNCTION evidence.note_lease();

-- The argument says what of the row is worth knowing.
CREATE FUNCTION evidence.note_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  writer text := current_setting('application_name');
  held record;
  holder text;
  is_mine boolean;
BEGIN
  IF writer NOT LIKE 'worker:%' THEN RETURN NULL; END IF;
  SELECT token, released_at INTO held FROM run_lease WHERE run_id = NEW.run_id;
  SELECT change.session INTO holder FROM evidence.lease_change AS change
    WHERE change.run_id = NEW.run_id AND change.token = held.token AND change.kind = 'acquired';
  is_mine := holder = writer AND held.released_at IS NULL;
  IF TG_TABLE_NAME = 'journal_entry' THEN
    is_mine := is_mine AND (to_jsonb(NEW) ->> 'lease_token')::int = held.token;
  END IF;
  IF is_mine THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT 1 FROM evidence.lease_change AS change
    WHERE change.run_id = NEW.run_id AND change.kind = 'released' AND change.transaction = pg_current_xact_id()
  ) THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT 1 FROM run_history AS entry
    WHERE entry.run_id = NEW.run_id AND entry.xmin = pg_current_xact_id()::xid
      AND entry.event IN ('request', 'promote', 'approve', 'reject', 'discard', 'supersede', 'expire', 'cancel', 'force')
  ) THEN RETURN NULL; END IF;
  INSERT INTO evidence.stale_write (run_id, place, session, holder, token, detail, at)
  VALUES (NEW.run_id, TG_TABLE_NAME, writer, holder, held.token, left(to_jsonb(NEW)::text, 500), clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER note_write AFTER INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION evidence.note_write();
CREATE TRIGGER note_write AFTER INSERT ON log_chunk FOR EACH ROW EXECUTE FUNCTION evidence.note_write();
CREATE TRIGGER note_write AFTER INSERT OR UPDATE ON plan FOR EACH ROW EXECUTE FUNCTION evidence.note_write();
CREATE TRIGGER note_write AFTER UPDATE ON run_step FOR EACH ROW EXECUTE FUNCTION evidence.note_write();
CREATE TRIGGER note_write AFTER INSERT ON run_history FOR EACH ROW EXECUTE FUNCTION evidence.note_write();
`;
