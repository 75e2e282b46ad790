-- How satisfied people were, and what was changed because of them.

CREATE TABLE rating (
  feedback_id     text COLLATE "C" NOT NULL REFERENCES feedback,
  seq             integer NOT NULL,
  level           text NOT NULL,
  indicators      text,
  comment         text,
  rated_at        timestamptz(3) NOT NULL,
  real_name       boolean NOT NULL,
  excluded_reason text,
  PRIMARY KEY (feedback_id, seq)
);

CREATE TABLE rectification (
  feedback_id     text COLLATE "C" NOT NULL REFERENCES feedback,
  seq             integer NOT NULL,
  what            text NOT NULL CHECK (what IN ('CASE', 'SERVICE', 'RULE')),
  note            text NOT NULL,
  case_id         text,
  service_id      text,
  service_version text,
  at              timestamptz(3) NOT NULL,
  PRIMARY KEY (feedback_id, seq)
);

CREATE TRIGGER rating_is_kept BEFORE UPDATE OR DELETE ON rating
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rectification_is_kept BEFORE UPDATE OR DELETE ON rectification
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE feedback
  -- Made by a rating of its case.
  ADD COLUMN from_rating boolean NOT NULL DEFAULT false,
  -- Ratings since it was last handled or put right.
  ADD COLUMN ratings_since_handled integer NOT NULL DEFAULT 0;
