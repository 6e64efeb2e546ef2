-- SPDX-License-Identifier: Apache-2.0
-- Tags at contacts of which rules have had their say: whoever fits is given the tag once. What people do with it
-- afterwards stays. The row goes when he fits no more.

CREATE TABLE tag_by_rule (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  party_id    text NOT NULL,
  tag_id      text NOT NULL,
  rule        bigint NOT NULL,                       -- the first that fitted
  wish        bigint NOT NULL,                       -- by which it was given; 0: it stood, or somebody had his own wish
  created_at  bigint NOT NULL,
  PRIMARY KEY (party_id, source_id, employee_id, tag_id)
);
