-- SPDX-License-Identifier: Apache-2.0
-- Messages stand in rows only while they are young. A segment is the immutable index of a range of leaves; what a
-- message says is read from the evidence. Segments are spread by segment_id, rows by conversation_id.

CREATE TABLE segment (
  segment_id bigint PRIMARY KEY,    -- its first leaf
  end_leaf   bigint NOT NULL,
  packed_end bigint NOT NULL,       -- bundles before this leaf are packed for good
  messages   bigint NOT NULL,
  first_at   bigint NOT NULL,       -- sent_at of its messages
  last_at    bigint NOT NULL,
  built      bigint NOT NULL        -- the transaction that made it: tells one making from the next
);

-- kind: 0 columns, 1 search codes, 2 conversations, 3 short intake keys, 4 directory; storage/segment.
CREATE TABLE segment_part (
  segment_id bigint NOT NULL,
  kind       smallint NOT NULL,
  first_key  bigint NOT NULL,
  data       bytea NOT NULL,
  PRIMARY KEY (segment_id, kind, first_key)
) WITH (toast_tuple_target = 8160);
ALTER TABLE segment_part ALTER COLUMN data SET STORAGE EXTERNAL;

-- Recall marks of messages that no row stands for any more.
CREATE TABLE sealed_recall (
  message_id  bigint PRIMARY KEY,
  recalled_at bigint NOT NULL,
  recalled_by bigint NOT NULL
);

-- Rows by ranges of leaves: a range that is sealed goes away as a whole.
CREATE TABLE hot_part (
  first_leaf bigint PRIMARY KEY,
  end_leaf   bigint NOT NULL
);

ALTER TABLE message RENAME TO message_by_month;
ALTER INDEX message_pkey RENAME TO message_by_month_pkey;
DROP INDEX message_newest, message_by_id, message_grams;
CREATE TABLE message (LIKE message_by_month, PRIMARY KEY (conversation_id, sent_at, message_id))
  PARTITION BY RANGE (message_id);
CREATE INDEX message_newest ON message (sent_at, message_id);
CREATE INDEX message_by_id ON message (message_id);
-- 4 MB of pending entries: more makes inserting a little cheaper and every search slower.
CREATE INDEX message_grams ON message USING gin (grams) WITH (fastupdate = on, gin_pending_list_limit = 4096);

-- The keys of the rows; those of sealed messages stand in their segment. Commits look before they write, one at a time.
ALTER TABLE intake_key RENAME TO intake_key_of_all;
ALTER INDEX intake_key_pkey RENAME TO intake_key_of_all_pkey;
CREATE TABLE intake_key (LIKE intake_key_of_all, PRIMARY KEY (key, message_id)) PARTITION BY RANGE (message_id);

DO $$
DECLARE
  bound bigint;
BEGIN
  SELECT coalesce(max(message_id), -1) + 1 INTO bound FROM intake_key_of_all;
  IF bound > 0 THEN
    EXECUTE format('CREATE TABLE message_l0 PARTITION OF message FOR VALUES FROM (0) TO (%s)', bound);
    EXECUTE format('CREATE TABLE intake_key_l0 PARTITION OF intake_key FOR VALUES FROM (0) TO (%s)', bound);
    INSERT INTO hot_part VALUES (0, bound);
    INSERT INTO message SELECT * FROM message_by_month;
    INSERT INTO intake_key SELECT * FROM intake_key_of_all;
  END IF;
END $$;
DROP TABLE message_by_month;
DROP TABLE intake_key_of_all;

-- Bundles are packed when their leaves are sealed; the space of the loose ones is used again soon.
ALTER TABLE bundle SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
