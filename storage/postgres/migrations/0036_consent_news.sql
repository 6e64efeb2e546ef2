-- SPDX-License-Identifier: Apache-2.0
-- What was told about a customer's consent makes him due for a question at once.
ALTER TABLE consent ADD COLUMN again boolean NOT NULL DEFAULT false;
CREATE INDEX consent_again ON consent (source_id, kind) WHERE again;
