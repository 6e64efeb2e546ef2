// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/sources.h"

namespace custos::storage {
namespace {

constexpr char kAll[] = "SELECT source_id, name FROM source";
constexpr char kAdd[] = "INSERT INTO source (name) VALUES ($1) ON CONFLICT (name) DO NOTHING";

}  // namespace

void Sources::Load(db::Connection& connection) {
  const db::Rows rows = connection.Query(kAll);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int id = static_cast<int>(rows.Int(i, 0));
    ids_[rows.Text(i, 1)] = id;
    names_[id] = rows.Text(i, 1);
  }
}

int Sources::Find(db::Connection& connection, const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (!ids_.contains(name)) Load(connection);
  const auto found = ids_.find(name);
  return found == ids_.end() ? 0 : found->second;
}

int Sources::IdOf(db::Connection& connection, const std::string& name) {
  if (const int id = Find(connection, name)) return id;
  connection.Query(kAdd, db::Params().Text(name));
  return Find(connection, name);
}

std::string Sources::NameOf(db::Connection& connection, int id) {
  const std::scoped_lock lock(mutex_);
  if (!names_.contains(id)) Load(connection);
  const auto found = names_.find(id);
  return found == names_.end() ? std::string() : found->second;
}

}  // namespace custos::storage
