// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/committer.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "server/pipeline/testing/fake_archive.h"

namespace custos::server {
namespace {

using testing::FakeArchive;
using testing::TextMessage;

storage::CommitRequest Page(std::uint64_t first, std::uint64_t last) {
  storage::CommitRequest request;
  request.source = "wecom:test";
  request.raw = "reply";
  request.cursor = std::to_string(last);
  request.first_seq = first;
  request.last_seq = last;
  for (std::uint64_t seq = first; seq <= last; ++seq) request.messages.push_back({TextMessage(seq), {}});
  return request;
}

bool Contains(const storage::CommitRequest& request, std::uint64_t seq) {
  return std::any_of(request.messages.begin(), request.messages.end(),
                     [&](const storage::JudgedMessage& judged) { return judged.message.seq == seq; });
}

bool CommitAll(Committer& committer, storage::CommitRequest request, const std::stop_token& stop = {}) {
  std::vector<Taken> taken(request.messages.size());
  return committer.Commit(std::move(request), taken, stop);
}

}  // namespace

TEST_CASE("a page is committed once as it is") {
  FakeArchive archive;
  const SystemClock clock;
  Committer committer(archive, clock);
  REQUIRE(CommitAll(committer, Page(1, 3)));
  REQUIRE(archive.commits().size() == 1);
  CHECK(committer.counters().stored == 3);
}

TEST_CASE("a page waits while the database is away and is then committed") {
  FakeArchive archive;
  int failures = 2;
  archive.verdict = [&](const storage::CommitRequest&) -> Status {
    if (failures-- > 0) return Error{ErrorKind::kUnavailable, "db.away", ""};
    return {};
  };
  const SystemClock clock;
  Committer committer(archive, clock);
  REQUIRE(CommitAll(committer, Page(1, 3)));
  CHECK(committer.counters().retries == 2);
  CHECK(committer.counters().stored == 3);
}

TEST_CASE("a stop while the database is away leaves the page uncommitted") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest&) -> Status {
    return Error{ErrorKind::kUnavailable, "db.away", ""};
  };
  const SystemClock clock;
  Committer committer(archive, clock);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(CommitAll(committer, Page(1, 3), stop.get_token()));
  CHECK(archive.commits().empty());
}

TEST_CASE("one message that the archive cannot take is parked and its neighbours are stored") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest& request) -> Status {
    if (Contains(request, 5)) return Error{ErrorKind::kInvalid, "bad_text", ""};
    return {};
  };
  const SystemClock clock;
  Committer committer(archive, clock);
  REQUIRE(CommitAll(committer, Page(1, 8)));

  CHECK(committer.counters().stored == 7);
  std::vector<ParkedMessage> parked;
  for (const storage::CommitRequest& commit : archive.commits()) {
    parked.insert(parked.end(), commit.parked.begin(), commit.parked.end());
  }
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].seq == 5);
  CHECK(parked[0].reason == "archive.bad_text");
}

TEST_CASE("the cursor moves only with the last part of a divided page") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest& request) -> Status {
    if (request.messages.size() > 2) return Error{ErrorKind::kInvalid, "too_many", ""};
    return {};
  };
  const SystemClock clock;
  Committer committer(archive, clock);
  REQUIRE(CommitAll(committer, Page(1, 4)));
  const auto commits = archive.commits();
  REQUIRE(commits.size() == 2);
  CHECK_FALSE(commits[0].cursor.has_value());
  CHECK(commits[1].cursor == "4");
}

}  // namespace custos::server
