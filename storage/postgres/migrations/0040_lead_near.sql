-- SPDX-License-Identifier: Apache-2.0
-- Customers whom a new lead may be, by more than equal identities; storage/lead_store.h.

ALTER TABLE lead
  ADD COLUMN near_looked boolean NOT NULL DEFAULT false,
  ADD COLUMN near        text NOT NULL DEFAULT '[]';  -- JSON: [[customer, confidence, [reasons]]]
CREATE INDEX lead_near_due ON lead (lead_id) WHERE linked AND state = 1 AND NOT near_looked;
