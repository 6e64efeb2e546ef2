-- SPDX-License-Identifier: Apache-2.0
-- Alerts over several messages and of the same behaviour, and what correlations remember.

ALTER TABLE alert
  ADD COLUMN head_id   bigint NOT NULL DEFAULT 0,    -- the alert that this one is a further hit of; 0: it is a head
  ADD COLUMN origin    smallint NOT NULL DEFAULT 0,
  ADD COLUMN actions   smallint NOT NULL DEFAULT 0,
  ADD COLUMN group_key text NOT NULL DEFAULT '',     -- of a head that may still get hits; empty: it gets none
  ADD COLUMN last_hit  bigint NOT NULL DEFAULT 0,    -- sent_at of its newest hit
  ADD COLUMN hits      bigint NOT NULL DEFAULT 1,    -- itself included
  ADD COLUMN rule_ids  text[] NOT NULL DEFAULT '{}';
CREATE INDEX alert_head ON alert (head_id, alert_id) WHERE head_id <> 0;
CREATE INDEX alert_group ON alert (group_key) WHERE head_id = 0 AND group_key <> '';
-- Few alerts beside many messages: an index over the rules of each serves hits and false positives per rule.
CREATE INDEX alert_rules ON alert USING gin (rule_ids) WITH (fastupdate = off);

-- What correlations count: core/signal.h. Written with its message; dropped when event time has left it behind.
CREATE TABLE signal (
  at          bigint NOT NULL,
  message_id  bigint NOT NULL,
  rule_id     text NOT NULL,
  source_id   int NOT NULL,
  seen_until  bigint NOT NULL,
  key         text NOT NULL,
  conversation_id uuid NOT NULL,
  employee    text NOT NULL,
  customer    text NOT NULL,
  device      text NOT NULL,
  departments text NOT NULL,                        -- one a line
  spans       int[] NOT NULL,                       -- begin, end, begin, end …
  PRIMARY KEY (at, message_id, rule_id)
);

-- Hits of rules on trial, by the day of the message (days since 1970, UTC).
CREATE TABLE shadow_hit (
  rule_id text NOT NULL,
  day     int NOT NULL,
  hits    bigint NOT NULL,
  PRIMARY KEY (rule_id, day)
) WITH (fillfactor = 70);
