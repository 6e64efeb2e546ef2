// SPDX-License-Identifier: Apache-2.0
#include "server/orders/order_intake.h"

#include <vector>

#include "server/orders/order_writes.h"

namespace custos::server::orders {

bool OrderIntake::Submit(Intake intake) { return Offer(std::move(intake), {}) == Offered::kTaken; }

Offered OrderIntake::Offer(Intake intake, std::chrono::milliseconds) {
  IntakeReceipt receipt;
  receipt.committed = true;
  if (!intake.messages.empty()) {
    std::vector<storage::OrderWrite> writes;
    for (const Message& message : intake.messages) writes.push_back(WriteOf(message, source_));
    const auto taken = store_.Take(writes, taken_by_);
    if (!taken) return Offered::kFull;
    for (const storage::OrderTaken& one : *taken) {
      const bool same = one.outcome == storage::OrderOutcome::kUnchanged;
      const bool refused = one.outcome == storage::OrderOutcome::kRefused;
      receipt.messages.push_back(refused ? Taken::kParked : same ? Taken::kDuplicate : Taken::kStored);
    }
  }
  if (intake.settled) intake.settled(receipt);
  return Offered::kTaken;
}

std::unique_ptr<IntakeSink> SinkOf(const storage::ImportJob& job, storage::OrderStore& store) {
  if (job.format != "order") return nullptr;
  return std::make_unique<OrderIntake>(store, job.source.substr(job.source.find(':') + 1), job.user_name);
}

}  // namespace custos::server::orders
