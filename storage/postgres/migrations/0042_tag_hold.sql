-- SPDX-License-Identifier: Apache-2.0
-- Tags at contacts that rules would change once more, and leave as they are: storage/postgres/tag_hold.h.

CREATE TABLE tag_held (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  party_id    text NOT NULL,
  tag_id      text NOT NULL,
  held_at     bigint NOT NULL,                       -- last
  PRIMARY KEY (source_id, tag_id, party_id, employee_id)
);
