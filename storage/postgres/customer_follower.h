// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/consent_news.h"
#include "storage/postgres/identity_settler.h"
#include "storage/postgres/segment_catalog.h"

namespace custos::storage {

/// Brings customer records up to the directory, the log, leads and orders, a batch at a time in a fixed number of
/// statements whatever its size. Every batch is one transaction that also moves the mark of how far was looked, so that
/// a crash repeats it and changes nothing. Made per batch, one thread; throws db::Failure.
class CustomerFollower {
 public:
  /// `name_order` as in RefreshNames.
  CustomerFollower(db::Connection& connection, SegmentCatalog& catalog, const std::vector<std::string>& name_order,
                   TimeMs now)
      : connection_(connection),
        catalog_(catalog),
        name_order_(name_order),
        now_(now),
        identities_(connection, name_order, now) {}

  /// How many contacts, leaves, leads and orders were looked at; 0 when nothing is left or somebody else is at it.
  std::uint64_t Step();

 private:
  /// What messages tell beside whom they are with.
  struct Told {
    std::vector<std::string> conversations;
    std::vector<std::int64_t> kinds, ats, leaves;
    ConsentNews consents;
  };

  std::uint64_t TakeContacts();
  std::uint64_t ReadLog(std::uint64_t from);
  std::uint64_t ReadSealed(std::uint64_t from, std::uint64_t end, std::vector<std::string>& chats,
                           std::vector<std::string>& lines, Told& told);
  void ReadRows(std::uint64_t from, std::uint64_t end, std::vector<std::string>& chats, std::vector<std::string>& lines,
                Told& told);
  void Meet(const std::vector<std::string>& conversations, bool contacts);
  void Write(const Told& told);

  db::Connection& connection_;
  SegmentCatalog& catalog_;
  const std::vector<std::string>& name_order_;
  const TimeMs now_;
  IdentitySettler identities_;
};

}  // namespace custos::storage
