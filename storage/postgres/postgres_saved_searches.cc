// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_saved_searches.h"

#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostOfOne = 200;

constexpr char kList[] =
    "SELECT s.id, s.owner_id, u.display_name, s.shared, s.name, s.params, s.created_at FROM saved_search s"
    " JOIN app_user u ON u.id = s.owner_id WHERE s.owner_id = $1 OR s.shared ORDER BY s.id DESC LIMIT 500";
// The account is locked, so that two requests at once cannot both be the last that fits.
constexpr char kLockOwner[] = "SELECT display_name FROM app_user WHERE id = $1 FOR UPDATE";
constexpr char kCount[] = "SELECT count(*) FROM saved_search WHERE owner_id = $1";
constexpr char kSave[] =
    "INSERT INTO saved_search (owner_id, shared, name, params, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id";
constexpr char kDelete[] = "DELETE FROM saved_search WHERE id = $1 AND ($2 = 0 OR owner_id = $2)";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::map<std::string, std::string> ReadParams(const std::string& text) {
  std::map<std::string, std::string> params;
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return params;
  for (const auto& [name, value] : object.items()) {
    if (value.is_string()) params[name] = value.get<std::string>();
  }
  return params;
}

}  // namespace

Result<std::vector<SavedSearch>> PostgresSavedSearches::ListSearches(std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kList, db::Params().Int(Signed(user_id)));
    std::vector<SavedSearch> searches;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      searches.push_back({.id = rows.Id(i, 0),
                          .owner_id = rows.Id(i, 1),
                          .owner_name = rows.Text(i, 2),
                          .name = rows.Text(i, 4),
                          .shared = rows.Bool(i, 3),
                          .params = ReadParams(rows.Text(i, 5)),
                          .created_at = rows.Int(i, 6)});
    }
    return searches;
  });
}

Result<SavedSearch> PostgresSavedSearches::SaveSearch(const SavedSearch& search) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Params owner = db::Params().Int(Signed(search.owner_id));
    const db::Rows account = lease->Query(kLockOwner, owner);
    if (account.empty()) db::Fail(ErrorKind::kNotFound, "user.not_found", "no such account");
    if (lease->Query(kCount, owner).Int(0, 0) >= kMostOfOne) {
      db::Fail(ErrorKind::kInvalid, "search.too_many_saved", "too many saved searches");
    }
    SavedSearch saved = search;
    saved.id = lease
                   ->Query(kSave, db::Params()
                                      .Int(Signed(search.owner_id))
                                      .Bool(search.shared)
                                      .Text(search.name)
                                      .Text(json(search.params).dump(-1, ' ', false, json::error_handler_t::replace))
                                      .Int(search.created_at))
                   .Id(0, 0);
    saved.owner_name = account.Text(0, 0);
    transaction.Commit();
    return saved;
  });
}

Status PostgresSavedSearches::DeleteSearch(std::uint64_t id, std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kDelete, db::Params().Int(Signed(id)).Int(Signed(user_id)));
    if (rows.affected() == 0) db::Fail(ErrorKind::kNotFound, "search.not_found", "no such saved search");
  });
}

}  // namespace custos::storage
