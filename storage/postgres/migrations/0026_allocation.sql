-- SPDX-License-Identifier: Apache-2.0
-- Who gets customers whom nobody serves: rules, whose turn it is, who waits, and why everybody got whom he got.

CREATE TABLE allocation_rule (
  id       bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  position int NOT NULL,                       -- the first that fits decides
  name     text NOT NULL UNIQUE,
  enabled  boolean NOT NULL,
  line     text NOT NULL,                      -- of business
  terms    text NOT NULL,                      -- JSON: storage/allocation_rule.h
  version  bigint NOT NULL DEFAULT 1
);

-- Days of the company's calendar that are not what their weekday says.
CREATE TABLE allocation_day (
  day   int PRIMARY KEY,                       -- since 1970-01-01, in the company's zone
  works boolean NOT NULL,
  note  text NOT NULL
);

CREATE TABLE allocation_turn (
  rule        bigint NOT NULL,
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  credit      bigint NOT NULL,                 -- of the weighted turn
  last        bigint NOT NULL,                 -- the rule's count when he last got one; 0: never
  PRIMARY KEY (rule, source_id, employee_id)
) WITH (fillfactor = 50);

-- Customers who wait for somebody, one row for each line of business.
CREATE TABLE allocation_due (
  customer  bigint NOT NULL,
  line      text NOT NULL,
  since     bigint NOT NULL,
  origin    smallint NOT NULL,                 -- 1 a lead, 2 a person
  lead      bigint NOT NULL DEFAULT 0,         -- that brought him
  user_id   bigint NOT NULL DEFAULT 0,
  user_name text NOT NULL DEFAULT '',
  next_at   bigint NOT NULL DEFAULT 0,         -- not looked at before
  reason    text NOT NULL DEFAULT '',          -- why he waits still, a code; empty: nobody has looked yet
  rule      bigint NOT NULL DEFAULT 0,         -- whose takers he waits for; 0: no rule fits
  PRIMARY KEY (customer, line)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
CREATE INDEX allocation_due_next ON allocation_due (next_at, since, customer);
CREATE INDEX allocation_due_since ON allocation_due (since, customer);

-- Written before the ledger is asked, so that after a crash it is known what was meant. Nothing here is ever removed.
CREATE TABLE allocation_decision (
  id           bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at           bigint NOT NULL,
  customer     bigint NOT NULL,
  line         text NOT NULL,
  act          smallint NOT NULL,              -- 1 given, 2 moved on, 3 into the pool, 4 his owner keeps him
  state        smallint NOT NULL,              -- 0 meant, 1 done, 2 refused by the ledger
  code         text NOT NULL DEFAULT '',       -- why it was refused
  rule         bigint NOT NULL,
  rule_version bigint NOT NULL,
  rule_name    text NOT NULL,
  source_id    int NOT NULL DEFAULT 0,         -- who got him
  employee_id  text NOT NULL DEFAULT '',
  pool         bigint NOT NULL DEFAULT 0,
  previous     bigint NOT NULL DEFAULT 0,      -- the decision that this one moves on from
  from_source  int NOT NULL DEFAULT 0,         -- whom he was taken from
  from_id      text NOT NULL DEFAULT '',
  moves        int NOT NULL DEFAULT 0,         -- so far
  seen         bigint NOT NULL,                -- newest entry of the ledger before it; -1: none
  entry        bigint NOT NULL DEFAULT -1,     -- its entry; -1: none
  origin       smallint NOT NULL,
  lead         bigint NOT NULL DEFAULT 0,
  user_id      bigint NOT NULL DEFAULT 0,
  user_name    text NOT NULL DEFAULT '',
  why          text NOT NULL,                  -- JSON: docs/allocation.md
  watch        smallint NOT NULL DEFAULT 0,    -- 0 no time-out, 1 running, 2 spoken with, 3 moved on, 4 changed by others, 5 stays
  due_at       bigint NOT NULL DEFAULT 0       -- of the time-out while it runs
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX allocation_decision_open ON allocation_decision (customer, line) WHERE state = 0;
CREATE INDEX allocation_decision_of ON allocation_decision (customer, id);
CREATE INDEX allocation_decision_taker ON allocation_decision (employee_id, source_id, at) WHERE act IN (1, 2);
CREATE INDEX allocation_decision_rule ON allocation_decision (rule, id);
CREATE INDEX allocation_decision_due ON allocation_decision (due_at) WHERE watch = 1;

-- Leads up to `lead` were offered to the rules, and beyond it those of allocation_lead.
CREATE TABLE allocation_progress (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  lead     bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO allocation_progress (lead) SELECT coalesce(max(lead_id), -1) FROM lead;
CREATE TABLE allocation_lead (
  lead_id bigint PRIMARY KEY
);
