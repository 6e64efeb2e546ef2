-- SPDX-License-Identifier: Apache-2.0
-- Versions of the rule pack, back-tests, and tokens of programs.

-- Files of a pack by the SHA-256 of their canonical form; many versions may share one.
CREATE TABLE pack_content (
  content bytea PRIMARY KEY,
  size    bigint NOT NULL,         -- of the canonical form
  data    bytea NOT NULL           -- its zstd frame
);
ALTER TABLE pack_content ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE pack_version (
  id             bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  revision       bigint NOT NULL DEFAULT 1,
  state          smallint NOT NULL,      -- 0 draft, 1 review, 2 shadow, 3 active, 4 retired
  origin         smallint NOT NULL,      -- 0 studio, 1 shipped, 2 directory
  content        bytea NOT NULL,
  digest         bytea,                  -- as judgements carry it; NULL while the pack does not load
  name           text NOT NULL,
  version        text NOT NULL,
  rules          bigint NOT NULL,
  from_id        bigint,
  note           text NOT NULL,
  authors        bigint[] NOT NULL,      -- who created, edited or submitted it: they do not publish it
  created_by     bigint NOT NULL,
  created_name   text NOT NULL,
  created_at     bigint NOT NULL,
  changed_by     bigint NOT NULL,
  changed_name   text NOT NULL,
  changed_at     bigint NOT NULL,
  submitted_by   bigint,
  submitted_name text NOT NULL DEFAULT '',
  submitted_at   bigint NOT NULL DEFAULT 0,
  published_by   bigint,
  published_name text NOT NULL DEFAULT '',
  published_at   bigint NOT NULL DEFAULT 0,
  shadow_since   bigint NOT NULL DEFAULT 0,
  shadow         text NOT NULL DEFAULT ''  -- JSON: what it would have done so far
);
CREATE UNIQUE INDEX pack_version_active ON pack_version (state) WHERE state = 3;
CREATE UNIQUE INDEX pack_version_shadow ON pack_version (state) WHERE state = 2;
CREATE INDEX pack_version_content ON pack_version (content);
CREATE INDEX pack_version_digest ON pack_version (digest);

CREATE TABLE pack_event (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  version_id bigint NOT NULL REFERENCES pack_version (id) ON DELETE CASCADE,
  at         bigint NOT NULL,
  user_id    bigint NOT NULL,
  user_name  text NOT NULL,
  action     text NOT NULL,
  from_state smallint,
  to_state   smallint NOT NULL,
  note       text NOT NULL
);
CREATE INDEX pack_event_version ON pack_event (version_id, id);

CREATE TABLE backtest (
  id           bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  state        smallint NOT NULL,        -- 0 running, 1 done, 2 failed, 3 cancelled
  version_id   bigint,
  pack         text NOT NULL,            -- JSON: what was tested
  compare      text NOT NULL,            -- JSON: what it was compared with
  from_time    bigint NOT NULL,
  until_time   bigint NOT NULL,
  user_id      bigint NOT NULL,
  user_name    text NOT NULL,
  started_at   bigint NOT NULL,
  finished_at  bigint NOT NULL DEFAULT 0,
  heartbeat_at bigint NOT NULL,
  done         bigint NOT NULL DEFAULT 0,
  total        bigint NOT NULL DEFAULT 0,
  messages     bigint NOT NULL DEFAULT 0,
  cancel       boolean NOT NULL DEFAULT false,
  problem      text NOT NULL DEFAULT '',
  result       text NOT NULL DEFAULT '',   -- JSON
  look_back    text NOT NULL DEFAULT ''    -- JSON
);
CREATE INDEX backtest_version ON backtest (version_id, id);

CREATE TABLE backtest_sample (
  backtest_id bigint NOT NULL REFERENCES backtest (id) ON DELETE CASCADE,
  number      int NOT NULL,
  gained      boolean NOT NULL,
  message_id  bigint NOT NULL,
  category    text NOT NULL,
  severity    smallint NOT NULL,
  findings    bytea NOT NULL,            -- FORMAT.md section 4.2
  PRIMARY KEY (backtest_id, number)
);

CREATE TABLE api_token (
  id           bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  token_hash   text NOT NULL UNIQUE,
  user_id      bigint NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  name         text NOT NULL,
  scopes       text[] NOT NULL,
  prefix       text NOT NULL,
  created_at   bigint NOT NULL,
  expires_at   bigint NOT NULL,
  last_used_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX api_token_user ON api_token (user_id);

-- How many texts were checked before sending, by day and verdict. Nothing of the texts.
CREATE TABLE check_count (
  day     date NOT NULL,
  verdict smallint NOT NULL,             -- 0 allow, 1 warn, 2 block
  count   bigint NOT NULL,
  PRIMARY KEY (day, verdict)
);
