-- Who read what about whom: each record as its writer's journal has it, and where each person finds it.

CREATE TABLE access_record (
  writer text COLLATE "C" NOT NULL,
  seq    bigint NOT NULL,
  -- What the chain is checked by; all else follows from it.
  line   text NOT NULL,
  -- Roots cover what came since the one before.
  shipped_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (writer, seq)
);

CREATE INDEX access_record_by_shipping ON access_record (shipped_at, writer);

CREATE TABLE access_entry (
  -- Pseudonym of the person.
  subject         text COLLATE "C" NOT NULL,
  logtime         timestamptz(3) NOT NULL,
  -- Hash of the record: says nothing of how many there are.
  id              text COLLATE "C" NOT NULL,
  writer          text COLLATE "C" NOT NULL,
  seq             bigint NOT NULL,
  visible_from    timestamptz(3) NOT NULL,
  action          text NOT NULL,
  receiver_system text NOT NULL,
  role            text NOT NULL,
  is_own          boolean NOT NULL,
  -- That there is a record for each is checked by `onestop audit verify`, not for every row.
  PRIMARY KEY (subject, logtime, id)
);

CREATE INDEX access_entry_by_record ON access_entry (writer, seq);
