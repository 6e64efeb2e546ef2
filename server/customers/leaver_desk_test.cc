// SPDX-License-Identifier: Apache-2.0
#include "server/customers/leaver_desk.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

namespace custos::server::customers {
namespace {

class StillClock final : public Clock {
 public:
  TimeMs Now() const override { return 1'760'000'000'000; }
};

/// Commits everything; fails on demand, before or after it took the page.
class Sink final : public IntakeSink {
 public:
  bool Submit(Intake) override { return false; }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    if (full) return Offered::kFull;
    IntakeReceipt receipt{.committed = true, .messages = {}};
    for (Message& message : intake.messages) {
      receipt.messages.push_back(keys.insert(message.key).second ? Taken::kStored : Taken::kDuplicate);
      messages.push_back(std::move(message));
    }
    intake.settled(receipt);
    return Offered::kTaken;
  }

  bool full = false;
  std::set<std::string> keys;
  std::vector<Message> messages;
};

class Reviews final : public storage::LeaverReviews {
 public:
  Result<std::vector<storage::LeaverReview>> Due(TimeMs, std::size_t limit) override {
    return std::vector<storage::LeaverReview>(waiting.begin(),
                                              waiting.begin() + static_cast<long>(std::min(limit, waiting.size())));
  }
  Status Done(const std::vector<storage::LeaverReview>& reviews) override {
    if (broken) return Error{ErrorKind::kUnavailable, "storage.unreachable", "gone"};
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<long>(reviews.size()));
    return {};
  }

  bool broken = false;
  std::vector<storage::LeaverReview> waiting;
};

storage::LeaverReview Left(const std::string& id, std::uint64_t deleted) {
  storage::LeaverReview review;
  review.source = "wecom:ww01";
  review.employee.id = id;
  review.found_at = 1'759'000'000'000;
  review.since = review.found_at - 1;
  review.deleted = deleted;
  if (deleted != 0) review.deletions = {{7, "示例客户", review.found_at - 1}};
  review.exports = {{"activity.export", deleted}};
  if (deleted == 0) review.exports.clear();
  return review;
}

}  // namespace

TEST_CASE("Who left with something to look at is told of, everybody is done with") {
  StillClock clock;
  Sink sink;
  Reviews reviews;
  for (int i = 0; i < 120; ++i) reviews.waiting.push_back(Left("staff" + std::to_string(i), i % 2));
  LeaverDesk desk(reviews, sink, clock);
  REQUIRE(desk.Tick());
  CHECK(sink.messages.size() == 60);
  CHECK(reviews.waiting.empty());
  const auto detail = nlohmann::json::parse(sink.messages[0].detail);
  CHECK(sink.messages[0].type == "leaver_review");
  CHECK(detail["deleted"] == 1);
  CHECK(detail["exported"] == 1);
  CHECK(detail["deletions"][0]["customer"] == "7");
}

TEST_CASE("What could not be noted as done is sent again under the same key") {
  StillClock clock;
  Sink sink;
  Reviews reviews;
  reviews.waiting = {Left("one", 2)};
  reviews.broken = true;
  LeaverDesk desk(reviews, sink, clock);
  CHECK(desk.Tick().error().code == "storage.unreachable");
  reviews.broken = false;
  REQUIRE(desk.Tick());
  CHECK(sink.messages.size() == 2);
  CHECK(sink.keys.size() == 1);
}

TEST_CASE("Nobody is done with while the pipeline takes nothing") {
  StillClock clock;
  Sink sink;
  sink.full = true;
  Reviews reviews;
  reviews.waiting = {Left("one", 2)};
  LeaverDesk desk(reviews, sink, clock);
  CHECK(desk.Tick().error().code == "intake.full");
  CHECK(reviews.waiting.size() == 1);
}

}  // namespace custos::server::customers
