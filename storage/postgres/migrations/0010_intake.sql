-- SPDX-License-Identifier: Apache-2.0
-- What waits aside is read in the order of its leaves: sources that push have no sequence numbers.

CREATE INDEX parked_open ON parked (source_id, parked_id) WHERE NOT settled;
