-- Who consents to which agreement between departments: each word of it, the last of which counts.

CREATE TABLE consent (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  citizen_id text COLLATE "C" NOT NULL,
  -- Its name in the configuration, and a hash of what it allows: a wider one is consented to anew.
  agreement  text COLLATE "C" NOT NULL,
  terms      text COLLATE "C" NOT NULL,
  is_given   boolean NOT NULL,
  at         timestamptz(3) NOT NULL,
  -- The citizen, or who acts for them.
  said_by    text NOT NULL
);

CREATE INDEX consent_by_citizen ON consent (citizen_id, agreement, id DESC);
