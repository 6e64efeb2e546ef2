-- SPDX-License-Identifier: Apache-2.0
-- What there is about one employee, newest first.

CREATE INDEX alert_employee ON alert (source_id, employee_id, alert_id) WHERE head_id = 0;
