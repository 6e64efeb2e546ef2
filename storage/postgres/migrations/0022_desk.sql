-- SPDX-License-Identifier: Apache-2.0
-- What people note about customers and what they mean to do next; and the texts and files that they may send.

-- A note as it reads now. Nothing here is ever removed.
CREATE TABLE customer_note (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  customer   bigint NOT NULL,               -- the record that it was written on
  writer     bigint NOT NULL,               -- user
  writer_name text NOT NULL,
  at         bigint NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  changed_at bigint NOT NULL,
  changed_by bigint NOT NULL,
  changed_by_name text NOT NULL,
  kind       smallint NOT NULL,             -- storage/follow_up_store.h
  body       text NOT NULL,
  step       text NOT NULL DEFAULT '',      -- what comes next; empty: nothing
  due_at     bigint NOT NULL DEFAULT 0,
  done_at    bigint NOT NULL DEFAULT 0      -- of the step; 0: open
) WITH (fillfactor = 80);
CREATE INDEX customer_note_of ON customer_note (customer, at);
CREATE INDEX customer_note_by ON customer_note (writer, at);
CREATE INDEX customer_note_due ON customer_note (writer, due_at) WHERE due_at <> 0 AND done_at = 0;

-- How it read before, one row for each version that is gone.
CREATE TABLE customer_note_past (
  note_id    bigint NOT NULL,
  version    bigint NOT NULL,
  changed_at bigint NOT NULL,
  changed_by bigint NOT NULL,
  changed_by_name text NOT NULL,
  kind       smallint NOT NULL,
  body       text NOT NULL,
  step       text NOT NULL,
  due_at     bigint NOT NULL,
  done_at    bigint NOT NULL,
  PRIMARY KEY (note_id, version)
);

-- Scripts and price sheets.
CREATE TABLE script_folder (
  id       bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  parent   bigint REFERENCES script_folder (id),   -- NULL: at the top
  title    text NOT NULL,
  position int NOT NULL DEFAULT 0
);

CREATE TABLE script (
  id        bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  folder    bigint REFERENCES script_folder (id),  -- NULL: at the top
  title     text NOT NULL,
  body      text NOT NULL,                  -- with {{variables}}
  tags      text[] NOT NULL DEFAULT '{}',
  position  int NOT NULL DEFAULT 0,
  active    boolean NOT NULL DEFAULT true,
  version   bigint NOT NULL DEFAULT 1,
  changed_at bigint NOT NULL,
  changed_by text NOT NULL,
  file      bytea,                          -- digest in the media store
  file_name text NOT NULL DEFAULT '',
  file_type text NOT NULL DEFAULT '',
  file_size bigint NOT NULL DEFAULT 0,
  copied    bigint NOT NULL DEFAULT 0,
  sent      bigint NOT NULL DEFAULT 0,
  used_at   bigint NOT NULL DEFAULT 0,
  terms     text NOT NULL,                  -- title, text and tags, folded for search
  sounds    text NOT NULL,                  -- title and tags by sound: syllables, a space, first letters
  grams     int[] NOT NULL                  -- search codes of the terms
);
CREATE INDEX script_in ON script (folder, position);
CREATE INDEX script_grams ON script USING gin (grams) WITH (fastupdate = on);
