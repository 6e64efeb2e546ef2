-- SPDX-License-Identifier: Apache-2.0
-- Where customers are: what a lead said of them, else where their numbers belong to.

ALTER TABLE customer_identity
  ADD COLUMN place text,                     -- of a number: province and city; '': unknown; NULL: nobody looked yet
  ADD COLUMN place_fold text;                -- fold_region of it
CREATE INDEX customer_identity_unplaced ON customer_identity (value) WHERE kind = 3 AND place IS NULL;

-- storage/region.h says the same: 广东 and 广东省 are one.
CREATE FUNCTION fold_region(region text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT regexp_replace(region, '特别行政区|(壮族|回族|维吾尔)?自治区|省|市|\s', '', 'g') $$;

CREATE FUNCTION lead_region(detail text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT coalesce(CASE WHEN strpos(detail, '\u0000') = 0 THEN detail::jsonb ->> 'region' END, '') $$;

CREATE FUNCTION customer_region(id bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(
  (SELECT lead_region(l.detail) FROM lead l WHERE l.customer = id AND l.customer <> 0 AND lead_region(l.detail) <> ''
   ORDER BY l.lead_id DESC LIMIT 1),
  (SELECT i.place FROM customer_identity i WHERE i.customer = id AND i.kind = 3 AND i.place <> ''
   ORDER BY i.since, i.value LIMIT 1), '') $$;
