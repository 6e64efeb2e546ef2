-- SPDX-License-Identifier: Apache-2.0
-- What was received, what was made of it, and the proof. Times are UTC milliseconds since 1970 (bigint).
-- Every big table carries its distribution key in its primary key, so that the same tables can be spread with Citus:
-- conversation_id for messages, media, alerts and decisions.

CREATE TABLE source (
  source_id      int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name           text NOT NULL UNIQUE,
  cursor         text NOT NULL DEFAULT '',
  last_seq       bigint NOT NULL DEFAULT 0,
  messages       bigint NOT NULL DEFAULT 0,
  parked         bigint NOT NULL DEFAULT 0,
  received       bigint NOT NULL DEFAULT 0,   -- sequence numbers in seq_range
  newest_sent_at bigint NOT NULL DEFAULT 0,
  last_commit_at bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Unbroken runs of received sequence numbers; the numbers between two runs never arrived.
CREATE TABLE seq_range (
  source_id int NOT NULL,
  first_seq bigint NOT NULL,
  last_seq  bigint NOT NULL,
  PRIMARY KEY (source_id, first_seq)
);

CREATE TABLE conversation (
  conversation_id uuid PRIMARY KEY,
  source_id  int NOT NULL,
  key        text NOT NULL,
  kind       smallint NOT NULL,
  room       text NOT NULL,
  messages   bigint NOT NULL,
  first_at   bigint NOT NULL,
  last_at    bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1);

CREATE TABLE conversation_party (
  conversation_id uuid NOT NULL,
  source_id  int NOT NULL,
  kind       smallint NOT NULL,
  party_id   text NOT NULL,
  PRIMARY KEY (conversation_id, kind, party_id)
);
CREATE INDEX conversation_party_who ON conversation_party (party_id, source_id, kind) INCLUDE (conversation_id);

CREATE TABLE message (
  conversation_id   uuid NOT NULL,
  sent_at           bigint NOT NULL,
  message_id        bigint NOT NULL,
  seq               bigint NOT NULL,
  source_id         int NOT NULL,
  channel           smallint NOT NULL,
  conversation_kind smallint NOT NULL,
  role              smallint NOT NULL,
  from_kind         smallint NOT NULL,
  has_media         boolean NOT NULL,
  recalled_at       bigint,
  recalled_by       bigint,
  key               text NOT NULL,
  action            text NOT NULL,
  type              text NOT NULL,
  from_id           text NOT NULL,
  text              text NOT NULL,
  quote_speaker     text,
  quote_text        text,
  detail            text,
  grams             int[] NOT NULL,     -- search codes of text and quote
  PRIMARY KEY (conversation_id, sent_at, message_id)
) PARTITION BY RANGE (sent_at);
CREATE INDEX message_newest ON message (sent_at, message_id);
CREATE INDEX message_by_id ON message (message_id);
-- 4 MB of pending entries: more makes inserting a little cheaper and every search slower.
CREATE INDEX message_grams ON message USING gin (grams) WITH (fastupdate = on, gin_pending_list_limit = 4096);

CREATE TABLE message_default PARTITION OF message DEFAULT
  WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- The permanent unique key: first 16 bytes of SHA-256(source ‖ 0x00 ‖ message key), and where the message is.
CREATE TABLE intake_key (
  key             uuid PRIMARY KEY,
  conversation_id uuid NOT NULL,
  sent_at         bigint NOT NULL,
  message_id      bigint NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.1);

-- Recalls whose original has not arrived yet.
CREATE TABLE pending_recall (
  key         uuid PRIMARY KEY,
  recalled_at bigint NOT NULL,
  recalled_by bigint NOT NULL
);

CREATE TABLE media (
  conversation_id uuid NOT NULL,
  message_id      bigint NOT NULL,
  position        int NOT NULL,
  source_id       int NOT NULL,
  kind            text NOT NULL,
  locator         text NOT NULL,
  md5             text NOT NULL,
  size            bigint NOT NULL,
  name            text NOT NULL,
  duration_s      int NOT NULL,
  state           smallint NOT NULL DEFAULT 0,   -- 0 pending, 1 stored, 2 gone
  content         bytea,
  stored_size     bigint,
  attempts        int NOT NULL DEFAULT 0,
  due_at          bigint NOT NULL,
  reason          text,
  PRIMARY KEY (conversation_id, message_id, position)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
CREATE INDEX media_message ON media (message_id, position);
CREATE INDEX media_due ON media (due_at) WHERE state = 0;

CREATE TABLE alert (
  conversation_id uuid NOT NULL,
  alert_id        bigint NOT NULL,
  message_id      bigint NOT NULL,
  sent_at         bigint NOT NULL,
  source_id       int NOT NULL,
  severity        smallint NOT NULL,
  state           smallint NOT NULL DEFAULT 0,
  version         bigint NOT NULL DEFAULT 1,
  created_at      bigint NOT NULL,
  decided_at      bigint NOT NULL DEFAULT 0,
  category        text NOT NULL,
  employee_id     text NOT NULL,
  counterpart_kind smallint,
  counterpart_id  text,
  decided_by      text NOT NULL DEFAULT '',
  note            text NOT NULL DEFAULT '',
  findings        bytea NOT NULL,                -- FORMAT.md section 4.2
  PRIMARY KEY (conversation_id, alert_id)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.1);
CREATE INDEX alert_by_id ON alert (alert_id);
CREATE INDEX alert_by_state ON alert (state, alert_id) INCLUDE (severity, category);
CREATE INDEX alert_by_message ON alert (conversation_id, message_id);

CREATE TABLE alert_decision (
  conversation_id uuid NOT NULL,
  decision_id     bigint NOT NULL,
  alert_id        bigint NOT NULL,
  from_state      smallint NOT NULL,
  to_state        smallint NOT NULL,
  undo            boolean NOT NULL,
  user_id         bigint NOT NULL,
  user_name       text NOT NULL,
  at              bigint NOT NULL,
  note            text NOT NULL,
  PRIMARY KEY (conversation_id, decision_id)
);
CREATE INDEX alert_decision_by_id ON alert_decision (decision_id);
CREATE INDEX alert_decision_alert ON alert_decision (alert_id);

-- Replies exactly as received, zstd; dropped by day when they are old.
CREATE TABLE raw_page (
  received_at bigint NOT NULL,
  page_id     bigint NOT NULL,      -- leaf of the page in the evidence log
  source_id   int NOT NULL,
  first_seq   bigint NOT NULL,
  last_seq    bigint NOT NULL,
  reply       bytea NOT NULL,
  PRIMARY KEY (received_at, page_id)
) PARTITION BY RANGE (received_at);
ALTER TABLE raw_page ALTER COLUMN reply SET STORAGE EXTERNAL;
CREATE TABLE raw_page_default PARTITION OF raw_page DEFAULT;

CREATE TABLE parked (
  source_id   int NOT NULL,
  seq         bigint NOT NULL,
  key         text NOT NULL,
  parked_id   bigint NOT NULL,      -- its leaf
  reason      text NOT NULL,
  key_version bigint NOT NULL,
  envelope    bytea,                -- NULL once settled: the message then stands in the archive
  settled     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (source_id, seq, key)
);
CREATE INDEX parked_by_id ON parked (parked_id);

-- The evidence log, storage/format/FORMAT.md.
CREATE TABLE bundle (
  first_leaf bigint PRIMARY KEY,
  leaves     int NOT NULL,
  data       bytea NOT NULL
);
ALTER TABLE bundle ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE merkle_tile (
  level  smallint NOT NULL,
  number bigint NOT NULL,
  data   bytea NOT NULL,
  PRIMARY KEY (level, number)
) WITH (fillfactor = 70);
ALTER TABLE merkle_tile ALTER COLUMN data SET STORAGE EXTERNAL;

-- One row: the end of the log. Whoever appends locks it first.
CREATE TABLE log_head (
  only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  tree_size bigint NOT NULL,
  root      bytea NOT NULL,
  note      text NOT NULL
) WITH (fillfactor = 20);

CREATE TABLE checkpoint (
  tree_size bigint PRIMARY KEY,
  at        bigint NOT NULL,
  note      text NOT NULL
);

CREATE TABLE pack (
  digest       bytea NOT NULL,
  activated_id bigint PRIMARY KEY,  -- its leaf
  activated_at bigint NOT NULL
);

-- Whose archive this is: the public key that its checkpoints are signed with.
CREATE TABLE archive_identity (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  public_key text NOT NULL
);

CREATE TABLE verify_result (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  report   text NOT NULL
);
