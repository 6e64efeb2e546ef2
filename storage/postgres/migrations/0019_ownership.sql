-- SPDX-License-Identifier: Apache-2.0
-- Who serves which customer, and the pools of those whom nobody serves.

CREATE TABLE customer_pool (
  id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name          text NOT NULL UNIQUE,
  line          text NOT NULL,
  departments   text NOT NULL,               -- JSON: whose employees may claim; empty: all
  per_day       int NOT NULL,
  held          int NOT NULL,
  cool_off_days int NOT NULL,
  returns       text NOT NULL,               -- JSON: storage/public_pool.h
  open          boolean NOT NULL,
  version       bigint NOT NULL DEFAULT 1
);

-- As it stands: one row for each customer and line of business, so one owner or one pool at most.
CREATE TABLE ownership (
  customer        bigint NOT NULL,
  line            text NOT NULL,             -- of business; empty: the company's only one
  entry           bigint NOT NULL UNIQUE,    -- newest of the ledger
  owner_source    int NOT NULL DEFAULT 0,
  owner_id        text NOT NULL DEFAULT '',
  pool            bigint NOT NULL DEFAULT 0,
  since           bigint NOT NULL,
  borrower_source int NOT NULL DEFAULT 0,
  borrower_id     text NOT NULL DEFAULT '',
  lent_until      bigint NOT NULL DEFAULT 0,
  frozen          boolean NOT NULL DEFAULT false,
  frozen_until    bigint NOT NULL DEFAULT 0,
  last_source     int NOT NULL DEFAULT 0,
  last_id         text NOT NULL DEFAULT '',
  left_at         bigint NOT NULL DEFAULT 0,
  merged          boolean NOT NULL DEFAULT false,
  look_at         bigint NOT NULL DEFAULT 1, -- when the rules of the pools have to be asked about the owner
  warned_at       bigint NOT NULL DEFAULT 0, -- since when it is said that he will come back; 0: it is not
  due_at          bigint NOT NULL DEFAULT 0, -- then: when, and into which pool
  due_pool        bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (customer, line),
  CHECK (owner_id = '' OR pool = 0),
  CHECK (borrower_id = '' OR owner_id <> '')
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX ownership_owner ON ownership (owner_id, owner_source, line) WHERE owner_id <> '' AND NOT merged;
CREATE INDEX ownership_pool ON ownership (pool, since DESC, customer DESC) WHERE pool <> 0 AND NOT merged;
CREATE INDEX ownership_borrower ON ownership (borrower_id, borrower_source) WHERE borrower_id <> '' AND NOT merged;
CREATE INDEX ownership_lent ON ownership (lent_until) WHERE borrower_id <> '' AND NOT merged;
CREATE INDEX ownership_look ON ownership (look_at) WHERE owner_id <> '' AND NOT merged;
CREATE INDEX ownership_warned ON ownership (due_at, customer) WHERE warned_at <> 0;

CREATE TABLE ownership_share (
  customer    bigint NOT NULL,
  line        text NOT NULL,
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  PRIMARY KEY (customer, line, source_id, employee_id)
);
CREATE INDEX ownership_share_of ON ownership_share (employee_id, source_id);

-- The ledger. Entries of a customer and line follow each other in one chain: none can follow a step that another one
-- follows already. Nothing here is ever changed or removed.
CREATE TABLE ownership_entry (
  leaf            bigint PRIMARY KEY,        -- of the evidence log
  customer        bigint NOT NULL,
  line            text NOT NULL,
  previous        bigint NOT NULL,           -- leaf; -1: it is the first
  act             smallint NOT NULL,         -- storage/ownership.h
  at              bigint NOT NULL,
  employee_source int NOT NULL DEFAULT 0,    -- whom the act names
  employee_id     text NOT NULL DEFAULT '',
  content         bytea NOT NULL,            -- the leaf's: the state after it, who ordered it and why
  UNIQUE (customer, line, previous)
);
CREATE INDEX ownership_entry_claim ON ownership_entry (employee_id, employee_source, at) WHERE act = 2;
CREATE INDEX ownership_entry_at ON ownership_entry (at, leaf);

-- How far merges of records were looked at.
CREATE TABLE ownership_progress (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  event    bigint NOT NULL                   -- of customer_event
);
INSERT INTO ownership_progress (event) SELECT coalesce(max(id), 0) FROM customer_event;
CREATE INDEX customer_event_merges ON customer_event (id) WHERE kind IN (20, 21, 22);
