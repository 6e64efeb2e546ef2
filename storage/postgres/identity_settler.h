// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Kind, scope (source of the directory for a contact, else 0) and value.
using IdentityKey = std::tuple<CustomerIdentityKind, std::int64_t, std::string>;

/// Where an identity was learned.
struct IdentityOrigin {
  std::string reason;
  int confidence = 100;     ///< percent
  std::int64_t source = 0;  ///< 0: from a person
  std::string unionid;      ///< of its holder; empty when not told
};

/// Puts identities to records: those that belong together to one, new ones to new records. A fixed number of
/// statements whatever the size of the batch. Inside a transaction of one thread; throws db::Failure.
class IdentitySettler {
 public:
  /// `name_order` as in RefreshNames.
  IdentitySettler(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now)
      : connection_(connection), name_order_(name_order), now_(now) {}

  /// The first origin of an identity is kept, but a contact tells more about himself than who mentions him.
  void Know(const IdentityKey& identity, const IdentityOrigin& origin);
  /// Both must be known. What is likely but not certain joins nobody whose unionids differ.
  void Join(const IdentityKey& one, const IdentityKey& other, bool certain, std::string_view reason);
  /// Looks up where identities stand already, for RecordOf before Settle.
  void Load();
  /// 0: nowhere yet, or not known. After Settle every identity stands somewhere.
  std::uint64_t RecordOf(const IdentityKey& identity) const;
  void Settle();

 private:
  struct Node {
    IdentityOrigin origin;
    std::uint64_t record = 0;
  };
  struct Edge {
    IdentityKey one;
    IdentityKey other;
    bool certain = false;
    std::string reason;
  };

  db::Connection& connection_;
  const std::vector<std::string>& name_order_;
  const TimeMs now_;
  std::map<IdentityKey, Node> nodes_;
  std::vector<Edge> edges_;
};

/// A subscriber's number in E.164. Sender names and service numbers are nobody's; no country code begins with 0, and no
/// number of the North American plan with 10 or 11, as Chinese service numbers do.
bool IsSubscriber(std::string_view id);

}  // namespace custos::storage
