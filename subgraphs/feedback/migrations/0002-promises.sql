-- What was promised to the citizen. A due moment moves by recorded pauses and by nothing else.

CREATE TABLE promise (
  feedback_id text COLLATE "C" NOT NULL REFERENCES feedback,
  seq         integer NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('ACCEPT', 'ANSWER', 'CONTACT', 'RECTIFY')),
  started_at  timestamptz(3) NOT NULL,
  due_at      timestamptz(3) NOT NULL,
  met_at      timestamptz(3),
  -- The rating that made it necessary.
  rating_seq  integer,
  PRIMARY KEY (feedback_id, seq)
);

CREATE TABLE promise_pause (
  feedback_id text COLLATE "C" NOT NULL,
  promise_seq integer NOT NULL,
  from_at     timestamptz(3) NOT NULL,
  to_at       timestamptz(3) CHECK (to_at >= from_at),
  PRIMARY KEY (feedback_id, promise_seq, from_at),
  FOREIGN KEY (feedback_id, promise_seq) REFERENCES promise
);

CREATE FUNCTION keep_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a promise is kept or broken, never taken back';
  END IF;
  IF (NEW.feedback_id, NEW.seq, NEW.kind, NEW.started_at, NEW.rating_seq)
       IS DISTINCT FROM (OLD.feedback_id, OLD.seq, OLD.kind, OLD.started_at, OLD.rating_seq) THEN
    RAISE EXCEPTION 'what was promised does not change';
  END IF;
  IF OLD.met_at IS NOT NULL AND (NEW.met_at, NEW.due_at) IS DISTINCT FROM (OLD.met_at, OLD.due_at) THEN
    RAISE EXCEPTION 'a promise that was met does not change';
  END IF;
  IF NEW.due_at < OLD.due_at THEN
    RAISE EXCEPTION 'a due moment does not move back';
  END IF;
  IF NEW.due_at > OLD.due_at AND NOT EXISTS (
    SELECT FROM promise_pause p
    WHERE p.feedback_id = NEW.feedback_id AND p.promise_seq = NEW.seq AND p.to_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a due moment moves by a recorded pause alone';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER promise_is_kept BEFORE UPDATE OR DELETE ON promise
  FOR EACH ROW EXECUTE FUNCTION keep_promise();

CREATE FUNCTION keep_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.to_at IS NOT NULL
     OR (NEW.feedback_id, NEW.promise_seq, NEW.from_at) IS DISTINCT FROM (OLD.feedback_id, OLD.promise_seq, OLD.from_at) THEN
    RAISE EXCEPTION 'a pause ends once and is kept';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER promise_pause_is_kept BEFORE UPDATE OR DELETE ON promise_pause
  FOR EACH ROW EXECUTE FUNCTION keep_pause();

-- When the next open promise falls due, for queues; infinity where none is running.
ALTER TABLE feedback ADD COLUMN urgent_at timestamptz(3) NOT NULL DEFAULT 'infinity';
CREATE INDEX feedback_queue ON feedback (agency, urgent_at, id);
