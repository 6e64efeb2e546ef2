// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_scan.h"

#include "storage/postgres/hot_scan.h"

namespace custos::storage {

struct MessageScan::Parts {
  Parts(db::Connection& connection, const CandidateQuery& query) : view(connection), hot(connection, query, 0) {}

  db::Transaction view;
  HotScan hot;
};

MessageScan::MessageScan(db::Connection& connection, const CandidateQuery& query)
    : parts_(std::make_unique<Parts>(connection, query)) {}

MessageScan::~MessageScan() = default;

std::vector<MessageRef> MessageScan::Next(std::size_t most) { return parts_->hot.Next(most); }

MessageScan::Count MessageScan::Expect() { return {parts_->hot.Estimate(), false}; }

}  // namespace custos::storage
