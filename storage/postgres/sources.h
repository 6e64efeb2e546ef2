// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Numbers that stand for source names in big tables. Thread-safe.
class Sources {
 public:
  /// The number of a source, made when it is new.
  int IdOf(db::Connection& connection, const std::string& name);
  /// 0 when nothing was ever stored of it.
  int Find(db::Connection& connection, const std::string& name);
  std::string NameOf(db::Connection& connection, int id);

 private:
  void Load(db::Connection& connection);

  std::mutex mutex_;
  std::map<std::string, int> ids_;
  std::map<int, std::string> names_;
};

}  // namespace custos::storage
