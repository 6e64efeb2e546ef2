-- SPDX-License-Identifier: Apache-2.0
-- What rules may ask about people: tags of customers, and a number that tells when any of it changed.

ALTER TABLE follow_relation ADD COLUMN tags text[] NOT NULL DEFAULT '{}';  -- ids of customer_tag
CREATE INDEX follow_relation_tagged ON follow_relation (source_id, customer_id, employee_id) WHERE tags <> '{}';

CREATE TABLE customer_tag (
  source_id int NOT NULL,
  id        text NOT NULL,
  name      text NOT NULL,
  PRIMARY KEY (source_id, id)
);

CREATE TABLE people_revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  revision bigint NOT NULL
);
INSERT INTO people_revision (revision) VALUES (1);
