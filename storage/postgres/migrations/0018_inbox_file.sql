-- SPDX-License-Identifier: Apache-2.0
-- The inbox is a journal beside the database now. What an older program left here is found again by comparing the
-- platform's lists.
DROP TABLE inbox;
