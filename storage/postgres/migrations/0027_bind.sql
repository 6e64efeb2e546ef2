-- SPDX-License-Identifier: Apache-2.0
-- What customers said to being archived, as the platform tells it; who had which number, which phone replaced which.

CREATE TABLE consent (
  source_id   int NOT NULL,                  -- of the directory
  kind        smallint NOT NULL,             -- storage/consent_store.h: 1 with an employee, 2 in a group
  holder      text NOT NULL,                 -- employee or group
  customer_id text NOT NULL,
  state       smallint NOT NULL,
  changed_at  bigint NOT NULL,               -- as the platform tells; 0: it does not say
  asked_at    bigint NOT NULL,
  code        text NOT NULL,                 -- why the last answer told nothing; empty when it did
  PRIMARY KEY (source_id, kind, holder, customer_id)
) WITH (fillfactor = 80);
CREATE INDEX consent_asked ON consent (source_id, kind, asked_at);
CREATE INDEX consent_customer ON consent (customer_id);

-- Every answer that was another than before. Nothing here is ever changed or removed.
CREATE TABLE consent_change (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  source_id   int NOT NULL,
  kind        smallint NOT NULL,
  holder      text NOT NULL,
  customer_id text NOT NULL,
  state       smallint NOT NULL,
  changed_at  bigint NOT NULL,
  told_at     bigint NOT NULL
);
CREATE INDEX consent_change_of ON consent_change (customer_id, source_id, kind, holder, id);

-- Which contacts have ended is asked of all at once.
CREATE INDEX customer_event_ended ON customer_event (source_id, employee_id, party_id) WHERE kind IN (6, 7, 8);

-- Whose each of the company's numbers was before. Nothing here is ever changed or removed.
CREATE TABLE employee_number_past (
  id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  scope           text NOT NULL,
  value           text NOT NULL,
  employee_source text NOT NULL,
  employee_id     text NOT NULL,
  origin          smallint NOT NULL,
  since           bigint NOT NULL,
  until           bigint NOT NULL
);
CREATE INDEX employee_number_past_number ON employee_number_past (scope, value, until);
CREATE INDEX employee_number_past_of ON employee_number_past (employee_source, employee_id);

CREATE FUNCTION keep_employee_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved_at bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.employee_source, OLD.employee_id) = (NEW.employee_source, NEW.employee_id) THEN RETURN NULL; END IF;
    moved_at := NEW.since;
  END IF;
  INSERT INTO employee_number_past (scope, value, employee_source, employee_id, origin, since, until)
  VALUES (OLD.scope, OLD.value, OLD.employee_source, OLD.employee_id, OLD.origin, OLD.since, moved_at);
  RETURN NULL;
END $$;
CREATE TRIGGER employee_number_kept AFTER UPDATE OR DELETE ON employee_number
  FOR EACH ROW EXECUTE FUNCTION keep_employee_number();

-- A phone that took the place of another one.
ALTER TABLE device ADD COLUMN replaces text NOT NULL DEFAULT '';
