-- SPDX-License-Identifier: Apache-2.0
-- Leads, one row each, written with the message that is its evidence. Both tables follow from the evidence.

CREATE TABLE lead (
  lead_id   bigint PRIMARY KEY,          -- its leaf
  source_id int NOT NULL,
  key       text NOT NULL,
  sent_at   bigint NOT NULL,
  who       text NOT NULL,               -- name and company in lower case, to be looked for
  detail    text NOT NULL,               -- JSON
  state     smallint NOT NULL DEFAULT 0, -- 0 nobody looked for duplicates yet, 1 new, 2 duplicate
  matches   text NOT NULL DEFAULT '[]'   -- JSON: who was known already, and by what
) WITH (fillfactor = 80);
CREATE INDEX lead_unchecked ON lead (lead_id) WHERE state = 0;
CREATE INDEX lead_duplicate ON lead (lead_id) WHERE state = 2;

CREATE TABLE lead_identity (
  kind    smallint NOT NULL,             -- 1 phone, 2 e-mail, 3 WeChat id, 4 unionid
  value   text NOT NULL,
  lead_id bigint NOT NULL,
  PRIMARY KEY (kind, value, lead_id)
);
CREATE INDEX lead_identity_by_lead ON lead_identity (lead_id);
