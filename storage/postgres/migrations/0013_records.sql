-- SPDX-License-Identifier: Apache-2.0
-- Files of records on their way in.

CREATE TABLE import_job (
  id             bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  state          smallint NOT NULL DEFAULT 0,   -- 0 running, 1 done, 2 failed, 3 cancelled
  upload_id      text NOT NULL,
  file_name      text NOT NULL,
  size           bigint NOT NULL,
  format         text NOT NULL,
  source         text NOT NULL,
  options        text NOT NULL,                 -- JSON
  file_offset    bigint NOT NULL DEFAULT 0,     -- bytes that are done
  file_line      bigint NOT NULL DEFAULT 1,
  memory         text NOT NULL DEFAULT '',      -- of the parser
  accepted       bigint NOT NULL DEFAULT 0,
  duplicate      bigint NOT NULL DEFAULT 0,
  refused        bigint NOT NULL DEFAULT 0,
  skipped        bigint NOT NULL DEFAULT 0,
  codes          text NOT NULL DEFAULT '{}',    -- JSON: how many were refused or skipped, by reason
  problem        text NOT NULL DEFAULT '',
  problem_detail text NOT NULL DEFAULT '',
  user_id        bigint NOT NULL,
  user_name      text NOT NULL,
  created_at     bigint NOT NULL,
  updated_at     bigint NOT NULL,
  finished_at    bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE INDEX import_job_unfinished ON import_job (id) WHERE state = 0;

CREATE TABLE import_fault (
  import_id   bigint NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  file_line   bigint NOT NULL,
  file_offset bigint NOT NULL,
  code        text NOT NULL,
  PRIMARY KEY (import_id, file_line, file_offset)
);
