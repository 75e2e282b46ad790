-- What is written while the bench runs, and emptied again: remarks of citizens at the service desk.
CREATE TABLE remarks (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  citizen_id char(18) NOT NULL,
  rating integer NOT NULL,
  text varchar(200) NOT NULL,
  created_at timestamp NOT NULL DEFAULT now()
);
