-- SPDX-License-Identifier: Apache-2.0
-- Who left, and whether his last days were looked at.

CREATE TABLE leaver (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  found_at    bigint NOT NULL,
  reviewed    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (source_id, employee_id)
);
CREATE INDEX leaver_due ON leaver (found_at) WHERE NOT reviewed;
CREATE INDEX employee_left ON employee (source_id, id) WHERE NOT active;
CREATE INDEX customer_event_deleted ON customer_event (source_id, employee_id, at) WHERE kind = 6;
