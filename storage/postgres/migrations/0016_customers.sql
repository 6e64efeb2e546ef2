-- SPDX-License-Identifier: Apache-2.0
-- One record for each customer of the company, whoever knows him; and whose the company's own numbers are.

ALTER TABLE customer ADD COLUMN unionid text NOT NULL DEFAULT '';
ALTER TABLE follow_relation
  ADD COLUMN mobiles text[] NOT NULL DEFAULT '{}',   -- E.164 without plus
  ADD COLUMN add_way int NOT NULL DEFAULT 0;
CREATE INDEX follow_relation_customer ON follow_relation (source_id, customer_id);

CREATE TABLE customer_record (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name        text NOT NULL DEFAULT '',     -- the one that the rule chooses
  name_from   text NOT NULL DEFAULT '',     -- where it is from: person, contact, remark, lead
  own_name    text NOT NULL DEFAULT '',     -- given by a person
  corp_name   text NOT NULL DEFAULT '',
  avatar      text NOT NULL DEFAULT '',
  grade       text NOT NULL DEFAULT '',
  stage       text NOT NULL DEFAULT '',
  fields      text NOT NULL DEFAULT '{}',   -- JSON object of texts
  terms       text NOT NULL DEFAULT '',     -- every name, folded for search
  grams       int[] NOT NULL DEFAULT '{}',  -- search codes of the terms
  version     bigint NOT NULL DEFAULT 1,
  merged_into bigint,                       -- the record that stands for it; NULL: it stands for itself
  created_at  bigint NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
CREATE INDEX customer_record_grams ON customer_record USING gin (grams) WITH (fastupdate = on);
CREATE INDEX customer_record_name ON customer_record (name);

-- By what a customer is known. Each is one record's at any moment.
CREATE TABLE customer_identity (
  kind       smallint NOT NULL,             -- 1 id within a company, 2 unionid, 3 number (E.164 without plus), 4 e-mail
  scope      int NOT NULL,                  -- kind 1: source of the directory; else 0
  value      text NOT NULL,
  customer   bigint NOT NULL,
  reason     text NOT NULL,
  confidence smallint NOT NULL,             -- percent
  source_id  int NOT NULL,                  -- where it was learned; 0: from a person
  since      bigint NOT NULL,
  PRIMARY KEY (kind, scope, value)
);
CREATE INDEX customer_identity_of ON customer_identity (customer);

-- What happened between employees and customers, and to records. Nothing here is ever changed or removed.
CREATE TABLE customer_event (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at          bigint NOT NULL,
  kind        smallint NOT NULL,            -- storage/customer_store.h
  source_id   int NOT NULL DEFAULT 0,
  employee_id text NOT NULL DEFAULT '',
  party_id    text NOT NULL DEFAULT '',     -- of a relation: the customer's id within the source
  customer    bigint NOT NULL DEFAULT 0,    -- of a record: its id
  leaf        bigint NOT NULL DEFAULT 0,    -- of the message that tells it; 0: none does
  user_id     bigint NOT NULL DEFAULT 0,
  user_name   text NOT NULL DEFAULT '',
  detail      text NOT NULL DEFAULT '{}'    -- JSON
);
CREATE INDEX customer_event_relation ON customer_event (party_id, source_id, at) WHERE party_id <> '';
CREATE INDEX customer_event_record ON customer_event (customer, at) WHERE customer <> 0;
CREATE UNIQUE INDEX customer_event_leaf ON customer_event (leaf) WHERE leaf <> 0;

-- Which identities a merge moved: taking it back moves exactly these.
CREATE TABLE customer_merge (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kept        bigint NOT NULL,
  gone        bigint NOT NULL,
  at          bigint NOT NULL,
  user_id     bigint NOT NULL,              -- 0: by the rules
  user_name   text NOT NULL,
  reason      text NOT NULL,
  undone_at   bigint NOT NULL DEFAULT 0,
  undone_by   text NOT NULL DEFAULT '',
  undo_reason text NOT NULL DEFAULT ''
);
CREATE INDEX customer_merge_kept ON customer_merge (kept);
CREATE INDEX customer_merge_gone ON customer_merge (gone);

CREATE TABLE customer_merge_identity (
  merge_id bigint NOT NULL,
  kind     smallint NOT NULL,
  scope    int NOT NULL,
  value    text NOT NULL,
  PRIMARY KEY (merge_id, kind, scope, value)
);

CREATE INDEX customer_merge_identity_of ON customer_merge_identity (kind, scope, value);

-- Records that a person took apart: no rule joins them again.
CREATE TABLE customer_apart (
  first  bigint NOT NULL,
  second bigint NOT NULL,
  PRIMARY KEY (first, second),
  CHECK (first < second)
);
CREATE INDEX customer_apart_second ON customer_apart (second);

-- Contacts whose directory entry changed, not looked at yet; and how far the log was read.
CREATE TABLE customer_due (
  source_id   int NOT NULL,
  customer_id text NOT NULL,
  PRIMARY KEY (source_id, customer_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
CREATE TABLE customer_progress (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  leaf     bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO customer_progress (leaf) VALUES (0);
INSERT INTO customer_due (source_id, customer_id) SELECT source_id, id FROM customer;

-- Numbers of the company's own people.
CREATE TABLE employee_number (
  scope           text NOT NULL,            -- empty: a number in E.164 without plus; else the exchange of an extension
  value           text NOT NULL,
  employee_source text NOT NULL,
  employee_id     text NOT NULL,
  origin          smallint NOT NULL,        -- 0 directory, 1 a person
  since           bigint NOT NULL,
  PRIMARY KEY (scope, value)
);
CREATE INDEX employee_number_of ON employee_number (employee_source, employee_id);
