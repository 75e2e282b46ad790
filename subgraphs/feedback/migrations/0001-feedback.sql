-- What people say, every step taken with it, and which requests were carried out already.

CREATE TABLE feedback (
  id              text COLLATE "C" PRIMARY KEY,
  kind            text NOT NULL,
  title           text NOT NULL,
  description     text,
  channel         text NOT NULL,
  address         text,
  media_url       text,
  jurisdiction_id text,
  service_id      text,
  case_id         text,
  -- Whose it is; null where nobody knows.
  citizen_id      text,
  entered_by      text NOT NULL,
  entered_role    text NOT NULL,
  requested_at    timestamptz(3) NOT NULL,

  -- Where it stands: what its events come to, kept beside them in the same transaction.
  updated_at      timestamptz(3) NOT NULL,
  agency          text NOT NULL,
  state           text NOT NULL,
  status          text NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
  status_notes    text,
  -- What the citizen was asked, as long as an answer is awaited.
  question        text
);

CREATE INDEX feedback_by_time ON feedback (requested_at, id);
CREATE INDEX feedback_by_citizen ON feedback (citizen_id, requested_at, id);
CREATE INDEX feedback_by_service ON feedback (service_id, requested_at, id);
CREATE INDEX feedback_by_case ON feedback (case_id, requested_at, id);

CREATE TABLE feedback_event (
  feedback_id text COLLATE "C" NOT NULL REFERENCES feedback,
  seq         integer NOT NULL,
  step        text NOT NULL,
  state       text NOT NULL,
  at          timestamptz(3) NOT NULL,
  -- The office that took the step; null for a citizen.
  actor       text,
  note        text,
  -- The account that took it, for the record alone.
  by_subject  text NOT NULL,
  by_role     text NOT NULL,
  PRIMARY KEY (feedback_id, seq)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER feedback_event_is_kept BEFORE UPDATE OR DELETE ON feedback_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE carried_out (
  -- Keyed pseudonym of who asked.
  caller      text NOT NULL,
  key         text NOT NULL,
  -- Keyed hash of what was asked for.
  input_hash  text NOT NULL,
  feedback_id text COLLATE "C" REFERENCES feedback,
  at          timestamptz(3) NOT NULL,
  PRIMARY KEY (caller, key)
);
