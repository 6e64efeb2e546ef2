// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"
#include "storage/postgres/ownership_replay.h"
#include "storage/postgres/partitions.h"
#include "storage/postgres/party_writer.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Makes the rows of leaves again, as the commits that appended them did. Leaves must come in order, into tables that
/// hold what the leaves before them made. One thread; throws db::Failure.
class Replay {
 public:
  Replay(db::Connection& connection, Sources& sources, Partitions& partitions, TimeMs now)
      : connection_(connection),
        sources_(sources),
        partitions_(partitions),
        now_(now),
        ownership_(connection, sources) {}

  /// Makes the parts that these bundles need; outside of a transaction where possible.
  void Prepare(const std::vector<Bundle>& bundles);
  /// Writes the rows of their leaves; inside a transaction.
  void Apply(const std::vector<Bundle>& bundles);
  /// How far the pages among them go, by source.
  const std::map<std::string, std::uint64_t>& last_seqs() const { return last_seqs_; }

 private:
  struct RaisedAlert {
    PlannedAlert alert;
    std::uint64_t message_id = 0;
  };

  void Take(const Leaf& leaf);
  void TakeMessage(const Bundle& bundle, std::uint64_t index);
  void TakeErased(std::uint64_t index, const MessageFields& fields);
  void TakeAlert(const Leaf& leaf, const AlertFields& fields, TimeMs at);
  void TakeDecision(const Leaf& leaf, const DecisionFields& fields, TimeMs at);
  void StartSource(const std::string& source);
  void Flush();
  std::vector<PlannedAlert> JoinAlerts(std::deque<JudgedMessage>& fetched, std::deque<PlannedMessage>& planned);

  db::Connection& connection_;
  Sources& sources_;
  Partitions& partitions_;
  SealedStore sealed_;  ///< of the tables that are made
  const TimeMs now_;
  PartyWriter parties_;
  OwnershipReplay ownership_;
  std::map<std::string, std::uint64_t> last_seqs_;
  // Taken and not yet written; all of one source.
  std::string source_;
  std::deque<JudgedMessage> judged_;
  std::vector<PlannedMessage> messages_;
  std::vector<RaisedAlert> alerts_;
  std::deque<ParkedMessage> parked_;
  std::vector<PlannedParked> planned_parked_;
  std::vector<std::int64_t> settled_;
};

}  // namespace custos::storage
