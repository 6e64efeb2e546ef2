// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/connector.h"
#include "core/clock.h"
#include "storage/leaver_reviews.h"

namespace custos::server::customers {

/// The message that tells what somebody did before he left: of type `leaver_review`, in the stream of his own company,
/// so that it is evidence and the rules judge it. Detail: `since`, `found_at` (ms), `deleted`, `exported`, `alerts`
/// (counts), `deletions` (`customer`, `name`, `at`), `exports`, `looks`, `categories`. Pure.
Message MessageOf(const storage::LeaverReview& review);

/// Hands the review of everybody who left to the pipeline, once: its key is fixed before it is sent, so that one that
/// is sent again after a crash changes nothing. Whoever left nothing to look at is passed over.
class LeaverDesk {
 public:
  LeaverDesk(storage::LeaverReviews& reviews, IntakeSink& sink, const Clock& clock)
      : reviews_(reviews), sink_(sink), clock_(clock) {}

  /// All that wait; from one thread.
  Status Tick();

 private:
  storage::LeaverReviews& reviews_;
  IntakeSink& sink_;
  const Clock& clock_;
};

}  // namespace custos::server::customers
