// SPDX-License-Identifier: Apache-2.0
#include "connectors/delivery.h"

#include <future>
#include <memory>
#include <utility>

namespace custos {

Result<IntakeReceipt> Deliver(IntakeSink& sink, Intake intake, const DeliveryPatience& patience) {
  // The receipt may come after the sender gave up, so it lives as long as whoever holds it last.
  const auto told = std::make_shared<std::promise<IntakeReceipt>>();
  std::future<IntakeReceipt> receipt = told->get_future();
  intake.settled = [told](const IntakeReceipt& result) { told->set_value(result); };
  switch (sink.Offer(std::move(intake), patience.full)) {
    case Offered::kTaken: break;
    case Offered::kFull: return Error{ErrorKind::kUnavailable, "intake.full", "too much is waiting, come again later"};
    case Offered::kStopping: return Error{ErrorKind::kUnavailable, "intake.stopping", "the server is stopping"};
  }
  if (receipt.wait_for(patience.commit) != std::future_status::ready) {
    return Error{ErrorKind::kUnavailable, "intake.slow", "it was not stored in time, send it again"};
  }
  IntakeReceipt result = receipt.get();
  if (!result.committed) return Error{ErrorKind::kUnavailable, "intake.stopping", "the server is stopping"};
  return result;
}

}  // namespace custos
