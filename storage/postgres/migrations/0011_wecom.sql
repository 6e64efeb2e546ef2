-- SPDX-License-Identifier: Apache-2.0
-- What was received and answered but is not committed yet, what checks of the contacts found, and what is to be sent.

CREATE TABLE inbox (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  box         text NOT NULL,
  reason      text NOT NULL,
  body        bytea NOT NULL,
  received_at bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX inbox_by_box ON inbox (box, id);

-- Who has whom as a contact, by the platform's lists and events.
CREATE TABLE contact_relation (
  source      text NOT NULL,
  employee_id text NOT NULL,
  customer_id text NOT NULL,
  seen_at     bigint NOT NULL,  -- last time a list or an event showed it
  ended_at    bigint,           -- NULL while it stands
  PRIMARY KEY (source, employee_id, customer_id)
);

-- Endings that a comparison of lists found before any event told of them. `message_key` is that of the message made of
-- it; an event that comes later for a moment between the two looks gets the same key and so changes nothing.
CREATE TABLE contact_ending (
  source      text NOT NULL,
  employee_id text NOT NULL,
  customer_id text NOT NULL,
  after_ms    bigint NOT NULL,
  before_ms   bigint NOT NULL,
  message_key text NOT NULL,
  handover    boolean NOT NULL,
  told        boolean NOT NULL DEFAULT false,  -- its message is committed
  PRIMARY KEY (source, employee_id, customer_id, after_ms)
);
CREATE INDEX contact_ending_untold ON contact_ending (source) WHERE NOT told;

-- What we hand to a platform: kept until it took it, and for a while after.
CREATE TABLE outbox (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  channel    text NOT NULL,
  subject    text NOT NULL,            -- what it is about; the same subject is queued once
  title      text NOT NULL,
  body       text NOT NULL,
  created_at bigint NOT NULL,
  due_at     bigint NOT NULL,
  attempts   int NOT NULL DEFAULT 0,
  state      smallint NOT NULL DEFAULT 0,  -- 0 waits, 1 sent, 2 given up
  settled_at bigint,
  problem    text NOT NULL DEFAULT '',
  UNIQUE (channel, subject)
);
CREATE INDEX outbox_due ON outbox (channel, due_at, id) WHERE state = 0;

-- Notes that a connector keeps for itself, as JSON.
CREATE TABLE connector_note (
  source text NOT NULL,
  name   text NOT NULL,
  value  text NOT NULL,
  at     bigint NOT NULL,
  PRIMARY KEY (source, name)
);
