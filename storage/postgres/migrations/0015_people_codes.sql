-- SPDX-License-Identifier: Apache-2.0
-- Which conversations of a person are groups, told by the index alone: sealed messages are looked for by person where a
-- conversation is a pair, and by group elsewhere.

ALTER TABLE conversation_party ADD COLUMN in_group boolean NOT NULL DEFAULT false;
UPDATE conversation_party p SET in_group = true FROM conversation c
  WHERE c.conversation_id = p.conversation_id AND c.room <> '';
DROP INDEX conversation_party_who;
CREATE INDEX conversation_party_who ON conversation_party (party_id, source_id, kind)
  INCLUDE (conversation_id, in_group);
