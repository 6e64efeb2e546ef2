-- SPDX-License-Identifier: Apache-2.0
-- The trail is read by who, what and when, newest first.

CREATE INDEX audit_log_at ON audit_log (at, id);
CREATE INDEX audit_log_user ON audit_log (user_login, at, id);
CREATE INDEX audit_log_action ON audit_log (action, at, id);
CREATE INDEX audit_log_target ON audit_log (target, at, id) WHERE target <> '';
