-- SPDX-License-Identifier: Apache-2.0
-- What employees did with customers, added up by day; who waits for an answer; and when they last spoke. All of it follows
-- from the evidence and can be made again. Days are those of the company's zone, counted from 1970-01-01.

CREATE TABLE activity_progress (
  only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  leaf         bigint NOT NULL,
  zone_minutes int NOT NULL               -- east of UTC: days are cut by it
) WITH (fillfactor = 20);
INSERT INTO activity_progress (leaf, zone_minutes) VALUES (0, 480);

CREATE TABLE activity_day (
  day           int NOT NULL,
  source_id     int NOT NULL,             -- of the employee's directory
  employee_id   text NOT NULL,
  messages_out  bigint NOT NULL,
  messages_in   bigint NOT NULL,
  group_out     bigint NOT NULL,
  sms_out       bigint NOT NULL,
  sms_in        bigint NOT NULL,
  calls_out     bigint NOT NULL,
  calls_reached bigint NOT NULL,          -- of calls_out: somebody answered
  calls_in      bigint NOT NULL,          -- answered
  calls_missed  bigint NOT NULL,
  talk_s        bigint NOT NULL,
  questions     bigint NOT NULL,
  replies       bigint NOT NULL,
  reply_ms      bigint NOT NULL,          -- of all replies together
  PRIMARY KEY (day, source_id, employee_id)
) WITH (fillfactor = 70);

-- How many first replies took how long; bounds in storage/activity_store.h.
CREATE TABLE activity_reply (
  day         int NOT NULL,
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  bucket      smallint NOT NULL,
  replies     bigint NOT NULL,
  PRIMARY KEY (day, source_id, employee_id, bucket)
) WITH (fillfactor = 70);

CREATE TABLE activity_contact_day (
  day           int NOT NULL,
  source_id     int NOT NULL,
  employee_id   text NOT NULL,
  party_id      text NOT NULL,            -- the customer within the directory, or a number
  messages_out  bigint NOT NULL,
  messages_in   bigint NOT NULL,
  sms_out       bigint NOT NULL,
  sms_in        bigint NOT NULL,
  calls_out     bigint NOT NULL,
  calls_reached bigint NOT NULL,
  calls_in      bigint NOT NULL,
  calls_missed  bigint NOT NULL,
  talk_s        bigint NOT NULL,
  PRIMARY KEY (day, source_id, employee_id, party_id)
) WITH (fillfactor = 70);

-- When an employee and a customer last spoke; a call that was answered is both. 0: never.
CREATE TABLE activity_contact (
  party_id    text NOT NULL,
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  last_out_at bigint NOT NULL,
  last_in_at  bigint NOT NULL,
  PRIMARY KEY (party_id, source_id, employee_id)
) WITH (fillfactor = 70);

-- Whose turn it is in a conversation of two.
CREATE TABLE activity_talk (
  conversation_id  uuid PRIMARY KEY,
  source_id        int NOT NULL,
  employee_id      text NOT NULL,
  party_id         text NOT NULL,
  last_employee_at bigint NOT NULL,
  last_customer_at bigint NOT NULL,
  last_customer_id bigint NOT NULL,       -- the message
  open_at          bigint NOT NULL,       -- since when the customer waits; 0: he does not
  open_id          bigint NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX activity_talk_open ON activity_talk (open_at, conversation_id) WHERE open_at <> 0;

CREATE INDEX customer_event_at ON customer_event (at) WHERE party_id <> '';
CREATE INDEX follow_relation_added ON follow_relation (added_at);
