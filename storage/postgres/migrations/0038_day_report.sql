-- SPDX-License-Identifier: Apache-2.0
-- What employees report of a day. Nothing here is ever removed.

-- A report as it reads now.
CREATE TABLE day_report (
  id        bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  day       int NOT NULL,                 -- of the company's zone, since 1970-01-01
  user_id   bigint NOT NULL,
  user_name text NOT NULL,
  first_at  bigint NOT NULL,
  version   bigint NOT NULL DEFAULT 1,
  at        bigint NOT NULL,
  body      text NOT NULL,
  counts    text NOT NULL,                -- JSON, as it was counted at `at`
  UNIQUE (day, user_id)
);

-- How it read before, one row for each version that is gone.
CREATE TABLE day_report_past (
  report  bigint NOT NULL REFERENCES day_report (id),
  version bigint NOT NULL,
  at      bigint NOT NULL,
  body    text NOT NULL,
  counts  text NOT NULL,
  PRIMARY KEY (report, version)
);

-- Whose activity it reports: the author's own work accounts when he handed in.
CREATE TABLE day_report_account (
  report      bigint NOT NULL REFERENCES day_report (id),
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  PRIMARY KEY (report, source_id, employee_id)
);

CREATE TABLE day_report_reader (
  report    bigint NOT NULL REFERENCES day_report (id),
  user_id   bigint NOT NULL,
  user_name text NOT NULL,
  version   bigint NOT NULL,              -- the newest that he read
  at        bigint NOT NULL,
  PRIMARY KEY (report, user_id)
);
