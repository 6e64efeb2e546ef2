-- SPDX-License-Identifier: Apache-2.0
-- Names for the platform's ids, the accounts of this server, and the trail of what they looked at.

CREATE TABLE department (
  source_id int NOT NULL,
  id        bigint NOT NULL,
  parent_id bigint NOT NULL,
  name      text NOT NULL,
  path      bigint[] NOT NULL,      -- from the root to itself
  PRIMARY KEY (source_id, id)
);

CREATE TABLE employee (
  source_id       int NOT NULL,
  id              text NOT NULL,
  name            text NOT NULL,
  departments     bigint[] NOT NULL,
  main_department bigint NOT NULL,
  active          boolean NOT NULL,
  archived        boolean NOT NULL,
  PRIMARY KEY (source_id, id)
);

CREATE TABLE customer (
  source_id int NOT NULL,
  id        text NOT NULL,
  name      text NOT NULL,
  corp_name text NOT NULL,
  avatar    text NOT NULL,
  PRIMARY KEY (source_id, id)
);

CREATE TABLE follow_relation (
  source_id   int NOT NULL,
  employee_id text NOT NULL,
  customer_id text NOT NULL,
  remark      text NOT NULL,
  added_at    bigint NOT NULL,
  PRIMARY KEY (source_id, employee_id, customer_id)
);

CREATE TABLE chat_group (
  source_id  int NOT NULL,
  id         text NOT NULL,
  name       text NOT NULL,
  owner_id   text NOT NULL,
  internal   boolean NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (source_id, id)
);

CREATE TABLE group_member (
  source_id int NOT NULL,
  group_id  text NOT NULL,
  kind      smallint NOT NULL,
  party_id  text NOT NULL,
  name      text NOT NULL,
  joined_at bigint NOT NULL,
  PRIMARY KEY (source_id, group_id, kind, party_id)
);

CREATE TABLE app_user (
  id                   bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  login                text NOT NULL UNIQUE,
  display_name         text NOT NULL,
  role                 smallint NOT NULL,
  scope                text NOT NULL,          -- JSON
  password_hash        text NOT NULL,
  must_change_password boolean NOT NULL,
  disabled             boolean NOT NULL,
  locale               text NOT NULL,
  created_at           bigint NOT NULL
);

CREATE TABLE session (
  token_hash   text PRIMARY KEY,
  user_id      bigint NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at   bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  expires_at   bigint NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE audit_log (
  id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at         bigint NOT NULL,
  user_id    bigint NOT NULL,
  user_login text NOT NULL,
  action     text NOT NULL,
  target     text NOT NULL,
  detail     text NOT NULL,
  peer       text NOT NULL,
  request_id text NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
