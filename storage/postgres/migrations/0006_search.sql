-- SPDX-License-Identifier: Apache-2.0
-- Searches that people keep, and names by which the search language finds people.

CREATE TABLE saved_search (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  owner_id   bigint NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  shared     boolean NOT NULL,               -- with everybody who may search
  name       text NOT NULL,
  params     text NOT NULL,                  -- JSON object of texts: the address of the search page
  created_at bigint NOT NULL
);
CREATE INDEX saved_search_owner ON saved_search (owner_id);

CREATE INDEX customer_by_name ON customer (name);
CREATE INDEX employee_by_name ON employee (name);
