-- SPDX-License-Identifier: Apache-2.0
-- Customers and groups on their way from one employee to others.

CREATE TABLE handover (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  source_id  int NOT NULL,                 -- of the directory
  giver      text NOT NULL,
  resigned   boolean NOT NULL,
  left_at    bigint NOT NULL DEFAULT 0,
  state      smallint NOT NULL,            -- storage/handover_store.h
  message    text NOT NULL DEFAULT '',     -- to customers
  rule       text NOT NULL DEFAULT '{}',   -- JSON: how they were split
  user_id    bigint NOT NULL DEFAULT 0,    -- 0: proposed by nobody
  user_name  text NOT NULL DEFAULT '',
  created_at bigint NOT NULL,
  ended_at   bigint NOT NULL DEFAULT 0,
  next_at    bigint NOT NULL DEFAULT 0,    -- when it is to be worked on again
  problem    text NOT NULL DEFAULT ''      -- code of what kept the last look from being whole
);
-- A customer of one giver is never in two handovers at once.
CREATE UNIQUE INDEX handover_open ON handover (source_id, giver) WHERE state IN (0, 1, 2);

-- What is to be done is written before it is asked for, what came of it right after.
CREATE TABLE handover_item (
  handover   bigint NOT NULL,
  n          int NOT NULL,
  kind       smallint NOT NULL,            -- 1 customer, 2 group
  id         text NOT NULL,
  name       text NOT NULL,
  taker      text NOT NULL,
  state      smallint NOT NULL,
  code       text NOT NULL DEFAULT '',
  advice     smallint NOT NULL DEFAULT 0,
  attempts   int NOT NULL DEFAULT 0,
  asked_at   bigint NOT NULL DEFAULT 0,
  due_at     bigint NOT NULL DEFAULT 0,    -- when it takes effect; of a planned one: not asked before
  changed_at bigint NOT NULL,
  booked     boolean NOT NULL DEFAULT false, -- the ledger of ownership knows
  PRIMARY KEY (handover, n),
  UNIQUE (handover, kind, id)
);
CREATE INDEX handover_item_open ON handover_item (handover) WHERE state IN (0, 1, 2);
CREATE INDEX handover_item_of ON handover_item (id, kind);
CREATE INDEX handover_item_unbooked ON handover_item (handover, n) WHERE state = 3 AND kind = 1 AND NOT booked;

-- Every step of every item. Nothing here is ever changed or removed.
CREATE TABLE handover_step (
  id        bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  handover  bigint NOT NULL,
  n         int NOT NULL,
  at        bigint NOT NULL,
  state     smallint NOT NULL,
  taker     text NOT NULL,
  code      text NOT NULL,
  user_name text NOT NULL DEFAULT ''
);
CREATE INDEX handover_step_of ON handover_step (handover, n, id);

-- Customers of people who left, as the platform lists them.
CREATE TABLE unassigned_customer (
  source_id   int NOT NULL,
  giver       text NOT NULL,
  customer_id text NOT NULL,
  left_at     bigint NOT NULL,
  PRIMARY KEY (source_id, giver, customer_id)
);
