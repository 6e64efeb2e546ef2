-- SPDX-License-Identifier: Apache-2.0
-- What customers bought, as shops and ERP systems tell it.

CREATE TABLE customer_order (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  source     text NOT NULL,                 -- the shop
  number     text NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  status     smallint NOT NULL,             -- storage/order_store.h
  ordered_at bigint NOT NULL,
  amount     bigint NOT NULL,               -- in the smallest unit
  currency   text NOT NULL,                 -- ISO 4217
  detail     text NOT NULL,                 -- JSON, everything that was told
  taken_at   bigint NOT NULL,
  taken_by   text NOT NULL,
  linked     boolean NOT NULL DEFAULT false, -- its customer was looked for since it changed
  -- The identity whose record is the buyer's, as in customer_identity; kind 0: nobody knows him.
  kind       smallint NOT NULL DEFAULT 0,
  scope      int NOT NULL DEFAULT 0,
  value      text NOT NULL DEFAULT '',
  UNIQUE (source, number)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.1);
CREATE INDEX customer_order_of ON customer_order (kind, scope, value, ordered_at);
CREATE INDEX customer_order_at ON customer_order (ordered_at, id);
CREATE INDEX customer_order_number ON customer_order (number text_pattern_ops);
CREATE INDEX customer_order_unlinked ON customer_order (id) WHERE NOT linked;

-- How orders read before. Nothing here is ever changed or removed.
CREATE TABLE customer_order_past (
  order_id bigint NOT NULL,
  version  bigint NOT NULL,
  taken_at bigint NOT NULL,
  taken_by text NOT NULL,
  detail   text NOT NULL,
  PRIMARY KEY (order_id, version)
);
