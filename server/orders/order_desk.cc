// SPDX-License-Identifier: Apache-2.0
#include "server/orders/order_desk.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "server/orders/order_writes.h"

namespace custos::server::orders {

Result<std::unique_ptr<OrderDesk>> OrderDesk::Create(storage::OrderStore& store, const Clock& clock) {
  auto parser = order::OrderParser::Create({.source = "order:desk"});
  if (!parser) return parser.error();
  return std::unique_ptr<OrderDesk>(new OrderDesk(store, clock, std::move(*parser)));
}

Result<std::vector<OrderAnswer>> OrderDesk::Take(const std::string& source, const nlohmann::json& orders,
                                                 const std::string& taken_by) {
  const TimeMs now = clock_.Now();
  std::vector<OrderAnswer> answers;
  std::vector<storage::OrderWrite> writes;
  std::vector<std::size_t> places;
  for (const nlohmann::json& one : orders) {
    const RecordResult read = parser_->Read(one, {}, now);
    OrderAnswer& answer = answers.emplace_back();
    answer.number = read.id;
    if (read.message) {
      places.push_back(answers.size() - 1);
      writes.push_back(WriteOf(*read.message, source));
    } else {
      answer.taken.code = read.problem.code;
      answer.pointer = read.problem.pointer;
    }
  }
  if (writes.empty()) return answers;
  auto taken = store_.Take(writes, taken_by);
  if (!taken) return taken.error();
  for (std::size_t i = 0; i < places.size(); ++i) {
    answers[places[i]].taken = std::move(taken->at(i));
    if (!answers[places[i]].taken.code.empty()) answers[places[i]].pointer = "/contact/source";
  }
  return answers;
}

}  // namespace custos::server::orders
