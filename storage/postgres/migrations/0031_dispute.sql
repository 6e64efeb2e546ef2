-- SPDX-License-Identifier: Apache-2.0
-- Disputes about who serves a customer.

CREATE TABLE ownership_dispute (
  id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  customer        bigint NOT NULL,
  line            text NOT NULL,             -- of business
  claimant_source int NOT NULL,
  claimant_id     text NOT NULL,
  owner_source    int NOT NULL,              -- when it was opened
  owner_id        text NOT NULL,
  statement       text NOT NULL,
  opened_at       bigint NOT NULL,
  user_id         bigint NOT NULL,
  user_name       text NOT NULL,
  state           smallint NOT NULL DEFAULT 0,   -- storage/dispute_store.h
  outcome         smallint NOT NULL DEFAULT 0,
  note            text NOT NULL DEFAULT '',
  decided_at      bigint NOT NULL DEFAULT 0,
  decided_by      text NOT NULL DEFAULT '',
  entry           bigint NOT NULL DEFAULT 0      -- of the ledger
);
CREATE UNIQUE INDEX ownership_dispute_open ON ownership_dispute (customer, line) WHERE state = 0;
CREATE INDEX ownership_dispute_claimant ON ownership_dispute (claimant_id, claimant_source);
CREATE INDEX ownership_dispute_owner ON ownership_dispute (owner_id, owner_source);
