-- SPDX-License-Identifier: Apache-2.0
-- Work accounts that are one person's, and by what the directories show that they may be.

-- What a directory tells of an employee that is hardly anybody else's.
CREATE TABLE employee_mark (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  kind        smallint NOT NULL,             -- storage/staff_store.h, StaffMark
  value       text NOT NULL,
  PRIMARY KEY (source_id, employee_id, kind, value)
);
CREATE INDEX employee_mark_value ON employee_mark (kind, value);

-- Which accounts are the same person's now. An account that stands alone is not in it.
CREATE TABLE staff_account (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  member      bigint NOT NULL,
  since       bigint NOT NULL,
  PRIMARY KEY (source_id, employee_id)
);
CREATE INDEX staff_account_member ON staff_account (member);
CREATE SEQUENCE staff_member_id;

-- Two accounts of which somebody said that they are not one person's.
CREATE TABLE staff_refusal (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  other_source int NOT NULL,
  other_id    text NOT NULL,
  PRIMARY KEY (source_id, employee_id, other_source, other_id)
);

-- What was decided. Nothing here is ever changed or removed.
CREATE TABLE staff_step (
  id           bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at           bigint NOT NULL,
  act          smallint NOT NULL,            -- storage/staff_store.h, StaffAct
  member       bigint NOT NULL,
  source_id    int NOT NULL,
  employee_id  text NOT NULL,
  other_source int NOT NULL,                 -- the account that it was joined with or parted from
  other_id     text NOT NULL,
  reason       text NOT NULL,
  user_id      bigint NOT NULL,
  user_name    text NOT NULL
);
CREATE INDEX staff_step_account ON staff_step (source_id, employee_id, id);
CREATE INDEX staff_step_other ON staff_step (other_source, other_id, id);
CREATE FUNCTION keep_staff_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was decided about work accounts is never changed';
END $$;
CREATE TRIGGER staff_step_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_step
  FOR EACH STATEMENT EXECUTE FUNCTION keep_staff_step();
