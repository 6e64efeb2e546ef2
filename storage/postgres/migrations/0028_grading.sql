-- SPDX-License-Identifier: Apache-2.0
-- Groups of customers found by conditions, rules that grade them, and what the company's own fields are.

ALTER TABLE customer_record
  ADD COLUMN grade_from text NOT NULL DEFAULT '',    -- person, or the id of the rule; empty: the rules have not spoken
  ADD COLUMN stage_from text NOT NULL DEFAULT '';
-- Whatever stands so far was set by people.
UPDATE customer_record SET grade_from = CASE WHEN grade = '' THEN '' ELSE 'person' END,
  stage_from = CASE WHEN stage = '' THEN '' ELSE 'person' END WHERE grade <> '' OR stage <> '';

CREATE TABLE customer_segment (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  owner_id   bigint NOT NULL,                 -- user
  owner_name text NOT NULL,
  name       text NOT NULL,
  shared     boolean NOT NULL,
  condition  text NOT NULL,                   -- JSON: storage/customer_condition.h
  version    bigint NOT NULL DEFAULT 1,
  changed_at bigint NOT NULL
);
CREATE INDEX customer_segment_owner ON customer_segment (owner_id);

-- What is set for all customers, every version of it; the newest counts. Nothing here is ever changed or removed.
CREATE TABLE customer_book (
  kind       smallint NOT NULL,               -- 1 rules that grade, 2 the company's own fields
  version    bigint NOT NULL,
  content    text NOT NULL,                   -- JSON
  next_id    bigint NOT NULL,                 -- of a rule
  changed_at bigint NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (kind, version)
);

-- Customers of whom something changed, not graded since; one may be here more than once.
CREATE TABLE grade_due (
  id       bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  customer bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- The round over everybody.
CREATE TABLE grade_progress (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  rules    bigint NOT NULL DEFAULT 0,         -- version that it goes by; 0: no rule is active
  customer bigint NOT NULL DEFAULT 0,         -- looked at last; 0: no round is under way
  begun_at bigint NOT NULL DEFAULT 0,
  ended_at bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
INSERT INTO grade_progress DEFAULT VALUES;

CREATE INDEX activity_contact_day_party ON activity_contact_day (party_id, day);
CREATE INDEX activity_talk_waiting ON activity_talk (party_id) WHERE open_at <> 0;
