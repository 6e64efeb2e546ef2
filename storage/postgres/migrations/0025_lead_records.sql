-- SPDX-License-Identifier: Apache-2.0
-- Which customer a lead is.

ALTER TABLE lead
  ADD COLUMN linked   boolean NOT NULL DEFAULT false,  -- somebody looked which customer he is
  ADD COLUMN customer bigint NOT NULL DEFAULT 0,       -- his record at that time; 0: none, he said nothing to know him by
  ADD COLUMN name     text NOT NULL DEFAULT '',        -- as the lead says, once linked
  ADD COLUMN company  text NOT NULL DEFAULT '';
CREATE INDEX lead_unlinked ON lead (lead_id) WHERE NOT linked;
CREATE INDEX lead_customer ON lead (customer) WHERE customer <> 0;

-- How an identity of a customer is spelt as the party of a conversation; storage/customer_store.h has the kinds.
CREATE FUNCTION party_of_identity(kind smallint, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE kind WHEN 2 THEN 'unionid:' || value WHEN 5 THEN 'wechat:' || value ELSE value END $$;
