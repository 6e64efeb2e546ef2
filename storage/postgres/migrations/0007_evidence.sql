-- SPDX-License-Identifier: Apache-2.0
-- What strangers check the archive with: manifests of every source and day, and timestamps of checkpoints.

CREATE TABLE manifest (
  manifest_id bigint PRIMARY KEY,   -- its leaf
  source      text NOT NULL,
  first_leaf  bigint NOT NULL,
  end_leaf    bigint NOT NULL,
  made_at     bigint NOT NULL,
  note        text NOT NULL         -- signed, FORMAT.md section 9
);
CREATE UNIQUE INDEX manifest_range ON manifest (end_leaf, source);
CREATE INDEX manifest_source ON manifest (source, manifest_id);

CREATE TABLE checkpoint_timestamp (
  tree_size bigint NOT NULL,
  authority text NOT NULL,
  at        bigint NOT NULL,
  response  bytea NOT NULL,         -- RFC 3161, DER
  PRIMARY KEY (tree_size, authority)
);
