// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_device_store.h"

#include <map>
#include <utility>

namespace custos::storage {
namespace {

#define CUSTOS_DEVICE_COLUMNS                                                                                \
  "id, source, employee_source, employee_id, label, state, code_expires_at, model, app_version, created_at," \
  " enrolled_at, revoked_at, last_seen_at, skew_ms, last_seq, pending, silent_since, replaces"
constexpr char kInvite[] =
    "INSERT INTO device (id, source, employee_source, employee_id, label, state, code_hash, code_expires_at,"
    " created_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)";
constexpr char kInviteAgain[] =
    "UPDATE device SET state = 0, code_hash = $2, code_expires_at = $3, secret_hash = NULL"
    " WHERE id = $1 AND state <> 2 AND last_seq = 0";
constexpr char kOf[] = "SELECT " CUSTOS_DEVICE_COLUMNS
                       " FROM device WHERE employee_source = $1 AND employee_id = $2 ORDER BY created_at DESC, id"
                       " LIMIT 1000";
constexpr char kTakePlace[] =
    "INSERT INTO device (id, source, employee_source, employee_id, label, state, code_hash, code_expires_at,"
    " created_at, replaces) SELECT $2, source, employee_source, employee_id, CASE $3 WHEN '' THEN label ELSE $3 END, 0,"
    " $4, $5, $6, id FROM device WHERE id = $1 RETURNING " CUSTOS_DEVICE_COLUMNS;
constexpr char kLockState[] = "SELECT state FROM device WHERE id = $1 FOR UPDATE";
constexpr char kExists[] = "SELECT 1 FROM device WHERE id = $1";
constexpr char kEnrol[] =
    "UPDATE device SET state = 1, code_hash = NULL, secret_hash = $2, model = $3, app_version = $4, enrolled_at = $5,"
    " last_seen_at = $5 WHERE code_hash = $1 AND code_expires_at > $5 AND state = 0 RETURNING " CUSTOS_DEVICE_COLUMNS;
constexpr char kBySecret[] = "SELECT " CUSTOS_DEVICE_COLUMNS " FROM device WHERE secret_hash = $1 AND state = 1";
constexpr char kList[] = "SELECT " CUSTOS_DEVICE_COLUMNS " FROM device ORDER BY created_at DESC, id LIMIT 10000";
constexpr char kSilent[] = "SELECT " CUSTOS_DEVICE_COLUMNS
                           " FROM device WHERE state = 1 AND last_seen_at < $1 AND silent_since <> last_seen_at"
                           " ORDER BY last_seen_at LIMIT 1000";
constexpr char kGaps[] = "SELECT first_seq, last_seq, found_at FROM device_gap WHERE device_id = $1 ORDER BY first_seq";
constexpr char kAllGaps[] =
    "SELECT first_seq, last_seq, found_at, device_id FROM device_gap ORDER BY device_id, first_seq LIMIT 100000";
constexpr char kRevoke[] =
    "UPDATE device SET state = 2, revoked_at = CASE WHEN state = 2 THEN revoked_at ELSE $2 END, code_hash = NULL,"
    " secret_hash = NULL WHERE id = $1";
constexpr char kLock[] = "SELECT last_seq FROM device WHERE id = $1 FOR UPDATE";
constexpr char kAdvance[] =
    "UPDATE device SET last_seen_at = greatest(last_seen_at, $2), skew_ms = $3, pending = $4,"
    " app_version = CASE WHEN $5 = '' THEN app_version ELSE $5 END, last_seq = $6"
    " WHERE id = $1";
constexpr char kDropGaps[] = "DELETE FROM device_gap WHERE device_id = $1";
constexpr char kAddGaps[] =
    "INSERT INTO device_gap (device_id, first_seq, last_seq, found_at)"
    " SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])";
constexpr char kMarkSilent[] = "UPDATE device SET silent_since = $2 WHERE id = $1";
#undef CUSTOS_DEVICE_COLUMNS

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Device DeviceAt(const db::Rows& rows, std::size_t i) {
  Device device;
  device.id = rows.Text(i, 0);
  device.source = rows.Text(i, 1);
  device.employee_source = rows.Text(i, 2);
  device.employee_id = rows.Text(i, 3);
  device.label = rows.Text(i, 4);
  device.state = static_cast<DeviceState>(rows.Int(i, 5));
  device.code_expires_at = rows.Int(i, 6);
  device.model = rows.Text(i, 7);
  device.app_version = rows.Text(i, 8);
  device.created_at = rows.Int(i, 9);
  device.enrolled_at = rows.Int(i, 10);
  device.revoked_at = rows.Int(i, 11);
  device.last_seen_at = rows.Int(i, 12);
  device.skew_ms = rows.Int(i, 13);
  device.last_seq = rows.Id(i, 14);
  device.pending = rows.Id(i, 15);
  device.silent_since = rows.Int(i, 16);
  device.replaces = rows.Text(i, 17);
  return device;
}

DeviceGap GapAt(const db::Rows& rows, std::size_t i) { return {rows.Id(i, 0), rows.Id(i, 1), rows.Int(i, 2)}; }

std::vector<DeviceGap> GapsOf(db::Connection& connection, const std::string& id) {
  const db::Rows rows = connection.Query(kGaps, db::Params().Text(id));
  std::vector<DeviceGap> gaps;
  for (std::size_t i = 0; i < rows.size(); ++i) gaps.push_back(GapAt(rows, i));
  return gaps;
}

void StoreGaps(db::Connection& connection, const std::string& id, const std::vector<DeviceGap>& gaps) {
  std::vector<std::int64_t> first, last, found;
  for (const DeviceGap& gap : gaps) {
    first.push_back(Signed(gap.first));
    last.push_back(Signed(gap.last));
    found.push_back(gap.found_at);
  }
  connection.Query(kDropGaps, db::Params().Text(id));
  if (!gaps.empty()) connection.Query(kAddGaps, db::Params().Text(id).IntArray(first).IntArray(last).IntArray(found));
}

}  // namespace

Status PostgresDeviceStore::Invite(const Device& device, const std::string& code_hash) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kInvite, db::Params()
                                        .Text(device.id)
                                        .Text(device.source)
                                        .Text(device.employee_source)
                                        .Text(device.employee_id)
                                        .Text(device.label)
                                        .Text(code_hash)
                                        .Int(device.code_expires_at)
                                        .Int(device.created_at));
  });
}

Status PostgresDeviceStore::InviteAgain(const std::string& id, const std::string& code_hash, TimeMs expires_at) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows changed = lease->Query(kInviteAgain, db::Params().Text(id).Text(code_hash).Int(expires_at));
    if (changed.affected() != 0) return;
    if (lease->Query(kExists, db::Params().Text(id)).empty()) {
      db::Fail(ErrorKind::kNotFound, "device.not_found", "no such device");
    }
    db::Fail(ErrorKind::kConflict, "device.in_use", "it was revoked or has sent records: invite a new device");
  });
}

Result<std::optional<Device>> PostgresDeviceStore::Enrol(const std::string& code_hash, const std::string& secret_hash,
                                                         const std::string& model, const std::string& app_version,
                                                         TimeMs now) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(
        kEnrol, db::Params().Text(code_hash).Text(secret_hash).Text(model).Text(app_version).Int(now));
    return rows.empty() ? std::nullopt : std::optional(DeviceAt(rows, 0));
  });
}

Result<std::optional<Device>> PostgresDeviceStore::FindBySecret(const std::string& secret_hash) {
  return db::Guard([&]() -> std::optional<Device> {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kBySecret, db::Params().Text(secret_hash));
    if (rows.empty()) return std::nullopt;
    Device device = DeviceAt(rows, 0);
    device.gaps = GapsOf(*lease, device.id);
    return device;
  });
}

Result<std::vector<Device>> PostgresDeviceStore::List() {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    std::map<std::string, std::vector<DeviceGap>> gaps;
    const db::Rows missing = lease->Query(kAllGaps);
    for (std::size_t i = 0; i < missing.size(); ++i) gaps[missing.Text(i, 3)].push_back(GapAt(missing, i));
    const db::Rows rows = lease->Query(kList);
    std::vector<Device> devices;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      devices.push_back(DeviceAt(rows, i));
      if (const auto found = gaps.find(devices.back().id); found != gaps.end()) devices.back().gaps = found->second;
    }
    return devices;
  });
}

Result<std::vector<Device>> PostgresDeviceStore::Of(const std::string& employee_source,
                                                    const std::string& employee_id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kOf, db::Params().Text(employee_source).Text(employee_id));
    std::vector<Device> devices;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      devices.push_back(DeviceAt(rows, i));
      devices.back().gaps = GapsOf(*lease, devices.back().id);
    }
    return devices;
  });
}

Result<Device> PostgresDeviceStore::Replace(const std::string& old_id, const Device& next,
                                            const std::string& code_hash) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows old = lease->Query(kLockState, db::Params().Text(old_id));
    if (old.empty()) db::Fail(ErrorKind::kNotFound, "device.not_found", "no such device");
    if (static_cast<DeviceState>(old.Int(0, 0)) == DeviceState::kRevoked) {
      db::Fail(ErrorKind::kConflict, "device.revoked", "it was revoked: invite a new device");
    }
    lease->Query(kRevoke, db::Params().Text(old_id).Int(next.created_at));
    const db::Rows made = lease->Query(kTakePlace, db::Params()
                                                       .Text(old_id)
                                                       .Text(next.id)
                                                       .Text(next.label)
                                                       .Text(code_hash)
                                                       .Int(next.code_expires_at)
                                                       .Int(next.created_at));
    Device device = DeviceAt(made, 0);
    transaction.Commit();
    return device;
  });
}

Status PostgresDeviceStore::Revoke(const std::string& id, TimeMs now) {
  return db::Guard([&] {
    const db::Rows changed = pool_.Acquire()->Query(kRevoke, db::Params().Text(id).Int(now));
    if (changed.affected() == 0) db::Fail(ErrorKind::kNotFound, "device.not_found", "no such device");
  });
}

Status PostgresDeviceStore::Advance(const std::string& id, const DeviceProgress& progress) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows = lease->Query(kLock, db::Params().Text(id));
    if (rows.empty()) return;
    std::uint64_t last_seq = rows.Id(0, 0);
    const std::vector<DeviceGap> before = GapsOf(*lease, id);
    const std::vector<DeviceGap> after = GapsAfter(before, &last_seq, progress.seqs, progress.seen_at);
    if (after != before) StoreGaps(*lease, id, after);
    lease->Query(kAdvance, db::Params()
                               .Text(id)
                               .Int(progress.seen_at)
                               .Int(progress.skew_ms)
                               .Int(Signed(progress.pending))
                               .Text(progress.app_version)
                               .Int(Signed(last_seq)));
    transaction.Commit();
  });
}

Result<std::vector<Device>> PostgresDeviceStore::Silent(TimeMs before) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kSilent, db::Params().Int(before));
    std::vector<Device> devices;
    for (std::size_t i = 0; i < rows.size(); ++i) devices.push_back(DeviceAt(rows, i));
    return devices;
  });
}

Status PostgresDeviceStore::MarkSilent(const std::string& id, TimeMs last_seen_at) {
  return db::Guard([&] { pool_.Acquire()->Query(kMarkSilent, db::Params().Text(id).Int(last_seen_at)); });
}

}  // namespace custos::storage
