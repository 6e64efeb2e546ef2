-- SPDX-License-Identifier: Apache-2.0
-- What comes in by itself: sources made by administrators, work phones, files that come in pieces.

-- Whose directory a source uses: the ids of its staff are those of that source; NULL: its own.
ALTER TABLE source ADD COLUMN directory_id int;

CREATE TABLE push_source (
  name         text PRIMARY KEY,         -- the source of its messages: ingest:…, phone:…
  kind         text NOT NULL,            -- ingest, phone
  title        text NOT NULL,
  directory    text NOT NULL,            -- source whose directory it uses; empty: none
  token_hash   text UNIQUE,              -- hex SHA-256 of the secret; NULL: nobody can send
  token_prefix text NOT NULL,
  enabled      boolean NOT NULL,
  created_at   bigint NOT NULL,
  last_seen_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE device (
  id              text PRIMARY KEY,      -- 32 hex digits
  source          text NOT NULL,         -- of its messages
  employee_source text NOT NULL,
  employee_id     text NOT NULL,
  label           text NOT NULL,
  state           smallint NOT NULL,     -- 0 invited, 1 enrolled, 2 revoked
  code_hash       text UNIQUE,           -- one-time enrolment code; NULL once used or replaced
  code_expires_at bigint NOT NULL DEFAULT 0,
  secret_hash     text UNIQUE,           -- of the device's credential; NULL before enrolment
  model           text NOT NULL DEFAULT '',
  app_version     text NOT NULL DEFAULT '',
  created_at      bigint NOT NULL,
  enrolled_at     bigint NOT NULL DEFAULT 0,
  revoked_at      bigint NOT NULL DEFAULT 0,
  last_seen_at    bigint NOT NULL DEFAULT 0,
  skew_ms         bigint NOT NULL DEFAULT 0,   -- clock of the device minus ours
  last_seq        bigint NOT NULL DEFAULT 0,   -- highest number of its log that was committed
  pending         bigint NOT NULL DEFAULT 0,   -- records that it says wait on the device
  silent_since    bigint NOT NULL DEFAULT 0    -- last_seen_at of the silence that was told; 0: none
);
CREATE INDEX device_by_employee ON device (employee_source, employee_id);

-- Numbers of a device's log that were skipped and have not come since.
CREATE TABLE device_gap (
  device_id text NOT NULL REFERENCES device (id) ON DELETE CASCADE,
  first_seq bigint NOT NULL,
  last_seq  bigint NOT NULL,
  found_at  bigint NOT NULL,
  PRIMARY KEY (device_id, first_seq)
);

CREATE TABLE upload (
  id         text PRIMARY KEY,           -- 32 hex digits
  owner      text NOT NULL,
  purpose    text NOT NULL,
  name       text NOT NULL,
  size       bigint NOT NULL,
  sha256     bytea NOT NULL,
  received   bigint NOT NULL DEFAULT 0,
  complete   boolean NOT NULL DEFAULT false,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX upload_by_content ON upload (owner, sha256, purpose);
CREATE INDEX upload_expiring ON upload (expires_at);
