// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

InboxItem Item(const std::string& body, const std::string& reason = {}) { return {0, reason, body, 1'000}; }

}  // namespace

TEST_CASE("What was put into the inbox is there after a restart, in order, until it is dropped") {
  test::Fixture f;
  REQUIRE(f.storage().inbox().Put("a", Item(std::string("one\0\xff", 5))).ok());
  REQUIRE(f.storage().inbox().Put("a", Item("two", "wecom.callback_undecryptable")).ok());
  REQUIRE(f.storage().inbox().Put("b", Item("other box")).ok());
  f.Reopen();
  Inbox& inbox = f.storage().inbox();
  const auto items = inbox.Oldest("a", 10);
  REQUIRE(items->size() == 2);
  CHECK(items->at(0).body == std::string("one\0\xff", 5));
  CHECK(items->at(0).received_at == 1'000);
  CHECK(items->at(1).reason == "wecom.callback_undecryptable");
  CHECK(items->at(0).id < items->at(1).id);
  CHECK(inbox.Oldest("a", 1)->size() == 1);
  REQUIRE(inbox.Drop("a", items->at(0).id).ok());
  CHECK(inbox.Oldest("a", 10)->size() == 1);
  CHECK(inbox.Oldest("b", 10)->size() == 1);
  const auto depths = inbox.Depths();
  REQUIRE(depths->size() == 2);
  CHECK(depths->at(1).items == 1);
}

TEST_CASE("Many who put at once share commits and lose nothing") {
  test::Fixture f;
  Inbox& inbox = f.storage().inbox();
  constexpr int kThreads = 32;
  constexpr int kEach = 50;
  std::vector<std::jthread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        if (!inbox.Put("box", Item(std::to_string(t) + "-" + std::to_string(i)))) ++failed;
      }
    });
  }
  threads.clear();
  CHECK(failed == 0);
  CHECK(f.Count("inbox") == kThreads * kEach);
  CHECK(f.Sql("SELECT count(DISTINCT xmin::text) FROM inbox").Int(0, 0) < kThreads * kEach);
}

}  // namespace custos::storage
