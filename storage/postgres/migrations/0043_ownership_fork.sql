-- SPDX-License-Identifier: Apache-2.0
-- Entries that followed a step which another one follows: their orders were given while rows of the ledger were gone
-- that the evidence has. Only a reindex writes them; an order is still refused when it would fork the ledger.

ALTER TABLE ownership_entry
  ADD COLUMN fork bigint NOT NULL DEFAULT 0,  -- its own leaf; 0: it is none
  DROP CONSTRAINT ownership_entry_customer_line_previous_key,
  ADD CONSTRAINT ownership_entry_chain UNIQUE (customer, line, previous, fork);
