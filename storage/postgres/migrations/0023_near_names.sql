-- SPDX-License-Identifier: Apache-2.0
-- By what customers are found who are written differently. Follows from their names; made again with them.

CREATE TABLE customer_near (
  kind     smallint NOT NULL,               -- storage/near_name.h
  key      text NOT NULL,
  customer bigint NOT NULL,
  PRIMARY KEY (kind, key, customer)
);
CREATE INDEX customer_near_of ON customer_near (customer);

-- Numbers that differ in front only: an area or country code left out, or a slip of the pen.
CREATE INDEX customer_identity_tail ON customer_identity (right(value, 8)) WHERE kind = 3;

-- Whoever is there already gets keys: the follower looks at everybody once more.
INSERT INTO customer_due (source_id, customer_id) SELECT source_id, id FROM customer ON CONFLICT DO NOTHING;
