// SPDX-License-Identifier: Apache-2.0
#include "server/customers/leaver_desk.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/delivery.h"

namespace custos::server::customers {
namespace {

using nlohmann::json;

constexpr std::size_t kAtOnce = 50;

json CountsOf(const std::vector<storage::LeaverReview::Count>& counts, std::uint64_t& sum) {
  json object = json::object();
  for (const auto& [what, times] : counts) {
    object[what] = times;
    sum += times;
  }
  return object;
}

}  // namespace

Message MessageOf(const storage::LeaverReview& review) {
  json deletions = json::array();
  for (const auto& [customer, name, at] : review.deletions) {
    deletions.push_back({{"customer", std::to_string(customer)}, {"name", name}, {"at", at}});
  }
  std::uint64_t exported = 0, alerts = 0;
  json exports = CountsOf(review.exports, exported);
  json categories = CountsOf(review.alerts, alerts);
  const json detail = {{"since", review.since},
                       {"found_at", review.found_at},
                       {"deleted", review.deleted},
                       {"deletions", deletions},
                       {"exported", exported},
                       {"exports", std::move(exports)},
                       {"looks", review.looks},
                       {"alerts", alerts},
                       {"categories", std::move(categories)}};
  Message message;
  message.source = review.source;
  message.key = "leaver:" + review.employee.id + ":" + std::to_string(review.found_at);
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "leaver_review";
  message.conversation_key = "leaver:" + review.employee.id;
  message.conversation_kind = ConversationKind::kInternal;
  message.from = {PartyKind::kStaff, review.employee.id};
  message.role = Role::kColleague;
  message.sent_at = review.found_at;
  message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
  message.raw = message.detail;
  return message;
}

Status LeaverDesk::Tick() {
  while (true) {
    const auto due = reviews_.Due(clock_.Now(), kAtOnce);
    if (!due) return due.error();
    if (due->empty()) return {};
    std::map<std::string, Intake> intakes;
    for (const storage::LeaverReview& review : *due) {
      if (review.Empty()) continue;
      Intake& intake = intakes[review.source];
      intake.source = review.source;
      intake.fetched_at = clock_.Now();
      intake.messages.push_back(MessageOf(review));
    }
    for (auto& [source, intake] : intakes) {
      if (const auto receipt = Deliver(sink_, std::move(intake)); !receipt) return receipt.error();
    }
    if (const Status done = reviews_.Done(*due); !done) return done;
    if (due->size() < kAtOnce) return {};
  }
}

}  // namespace custos::server::customers
