-- What citizens say is wrong in what a department holds of them, and what the department answered. Never the value itself.

CREATE TABLE field_dispute (
  id            text COLLATE "C" PRIMARY KEY,
  -- Whose field it is, and who says so: the owner has to find the row.
  citizen_id    text COLLATE "C" NOT NULL,
  owner         text COLLATE "C" NOT NULL,
  type          text NOT NULL,
  record_id     text NOT NULL,
  field         text NOT NULL,
  statement     text NOT NULL,
  lang          text NOT NULL,
  submitted_at  timestamptz(3) NOT NULL,
  resolution    text,
  answer        text,
  answered_at   timestamptz(3),
  -- The account that answered, for the record alone.
  answered_by   text,
  answered_role text,
  CHECK (num_nulls(resolution, answer, answered_at, answered_by, answered_role) IN (0, 5))
);

CREATE INDEX field_dispute_by_citizen ON field_dispute (citizen_id, submitted_at, id);
CREATE INDEX field_dispute_by_owner ON field_dispute (owner, submitted_at, id);

CREATE TABLE dispute_carried_out (
  -- Keyed pseudonym of who asked.
  caller     text NOT NULL,
  key        text NOT NULL,
  -- Keyed hash of what was asked for.
  input_hash text NOT NULL,
  dispute_id text COLLATE "C" REFERENCES field_dispute,
  at         timestamptz(3) NOT NULL,
  PRIMARY KEY (caller, key)
);
