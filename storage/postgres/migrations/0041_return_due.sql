-- SPDX-License-Identifier: Apache-2.0
-- Owned customers of whom an order came or changed: whether and when they go back to a pool is looked at again.

CREATE TABLE return_due (
  id       bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  customer bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
