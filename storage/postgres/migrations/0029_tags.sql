-- SPDX-License-Identifier: Apache-2.0
-- The company's tags with their groups, and what is to be written to the platform.

ALTER TABLE customer_tag
  ADD COLUMN group_id   text NOT NULL DEFAULT '',    -- '': not told yet
  ADD COLUMN position   bigint NOT NULL DEFAULT 0,   -- the larger, the further in front
  ADD COLUMN deleted_at bigint NOT NULL DEFAULT 0;   -- on the platform; 0: it stands

CREATE TABLE customer_tag_group (
  source_id  int NOT NULL,
  id         text NOT NULL,
  name       text NOT NULL,
  position   bigint NOT NULL,
  deleted_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, id)
);

-- One row for each company. Whoever makes or settles wishes holds it.
CREATE TABLE customer_tag_sync (
  source_id int PRIMARY KEY,
  read_at   bigint NOT NULL DEFAULT 0,               -- when the platform was last asked for its tags
  problem   text NOT NULL DEFAULT ''                 -- code of what keeps wishes from being written
);

-- A tag that is to be on a customer of an employee, or not any more. Nothing here is ever removed.
CREATE TABLE tag_wish (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  party_id    text NOT NULL,
  tag_id      text NOT NULL,
  wanted      boolean NOT NULL,                      -- false: it is to go
  customer    bigint NOT NULL,                       -- record, when it was wished
  state       smallint NOT NULL DEFAULT 0,           -- storage/tag_store.h
  code        text NOT NULL DEFAULT '',
  attempts    int NOT NULL DEFAULT 0,
  asked_at    bigint NOT NULL DEFAULT 0,             -- of a call whose answer is missing; 0: there is none
  due_at      bigint NOT NULL DEFAULT 0,
  created_at  bigint NOT NULL,
  changed_at  bigint NOT NULL,
  cause       text NOT NULL,
  user_id     bigint NOT NULL DEFAULT 0,             -- 0: no person
  user_name   text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX tag_wish_open ON tag_wish (source_id, employee_id, party_id, tag_id) WHERE state = 0;
CREATE INDEX tag_wish_due ON tag_wish (source_id, due_at) WHERE state = 0;
CREATE INDEX tag_wish_of ON tag_wish (party_id, source_id, id);
CREATE INDEX tag_wish_state ON tag_wish (state, id);
