-- SPDX-License-Identifier: Apache-2.0
-- Price sheets: scripts with rows and a time for which they hold, every former version kept; and notes that their
-- writer took away.

ALTER TABLE script
  ADD COLUMN kind        smallint NOT NULL DEFAULT 0,  -- storage/script_store.h
  ADD COLUMN valid_from  int NOT NULL DEFAULT 0,       -- day since 1970-01-01; 0: since ever
  ADD COLUMN valid_until int NOT NULL DEFAULT 0,       -- the last day; 0: for good
  ADD COLUMN price_rows  text NOT NULL DEFAULT '[]';   -- JSON

-- How it read before, one row for each version that is gone.
CREATE TABLE script_past (
  script      bigint NOT NULL,
  version     bigint NOT NULL,
  changed_at  bigint NOT NULL,
  changed_by  text NOT NULL,
  folder      bigint NOT NULL,            -- 0 at the top; may be gone
  title       text NOT NULL,
  body        text NOT NULL,
  tags        text[] NOT NULL,
  position    int NOT NULL,
  active      boolean NOT NULL,
  kind        smallint NOT NULL,
  valid_from  int NOT NULL,
  valid_until int NOT NULL,
  price_rows  text NOT NULL,
  file        bytea,
  file_name   text NOT NULL,
  file_type   text NOT NULL,
  file_size   bigint NOT NULL,
  PRIMARY KEY (script, version)
);

ALTER TABLE customer_note ADD COLUMN removed_at bigint NOT NULL DEFAULT 0;  -- by its writer; 0: it stands
