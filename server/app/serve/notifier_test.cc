// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/notifier.h"

#include <catch2/catch.hpp>

namespace custos::app {
namespace {

std::vector<storage::OutboxItem> Waiting(std::size_t count, const std::string& title = "【高】私自收款 · 甲") {
  std::vector<storage::OutboxItem> items;
  for (std::size_t i = 0; i < count; ++i) {
    storage::OutboxItem item;
    item.id = i + 1;
    item.title = title;
    item.body = "时间：2025-11-22 14:00";
    items.push_back(item);
  }
  return items;
}

}  // namespace

TEST_CASE("a few alerts go out one by one with all they say") {
  CHECK(ComposeLetter({}, 2'000).items.empty());
  const Letter letter = ComposeLetter(Waiting(2), 2'000);
  REQUIRE(letter.items.size() == 1);
  CHECK(letter.items.front().id == 1);
  CHECK(letter.text == "【高】私自收款 · 甲\n时间：2025-11-22 14:00");
}

TEST_CASE("many alerts go out as one list that fits, and the rest stays for the next") {
  const Letter all = ComposeLetter(Waiting(10), 2'000);
  CHECK(all.items.size() == 10);
  CHECK(all.text.starts_with("共 10 条告警："));
  const Letter some = ComposeLetter(Waiting(200), 2'000);
  CHECK(some.items.size() < 200);
  CHECK(some.items.size() > 40);
  CHECK(some.text.size() <= 2'000);
  CHECK(ComposeLetter(Waiting(10, std::string(3'000, 'x')), 2'000).items.size() == 1);
}

}  // namespace custos::app
