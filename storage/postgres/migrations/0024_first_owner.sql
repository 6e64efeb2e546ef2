-- SPDX-License-Identifier: Apache-2.0
-- Customers who got a contact and may have no owner yet, not looked at.

CREATE TABLE ownership_due (
  customer bigint PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
INSERT INTO ownership_due (customer) SELECT DISTINCT customer FROM customer_identity WHERE kind = 1;
