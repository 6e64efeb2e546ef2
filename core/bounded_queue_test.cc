// SPDX-License-Identifier: Apache-2.0
#include "core/bounded_queue.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

namespace custos {

TEST_CASE("values leave the queue in the order they entered") {
  BoundedQueue<int> queue(4);
  REQUIRE(queue.Push(1));
  REQUIRE(queue.Push(2));
  CHECK(queue.Pop() == 1);
  CHECK(queue.Pop() == 2);
}

TEST_CASE("a full queue holds the producer until there is room") {
  BoundedQueue<int> queue(1);
  REQUIRE(queue.Push(1));
  std::atomic<bool> pushed = false;
  std::thread producer([&] { pushed = queue.Push(2); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(pushed);
  CHECK(queue.Pop() == 1);
  producer.join();
  CHECK(pushed);
}

TEST_CASE("a closed queue refuses new values and gives out the old ones") {
  BoundedQueue<int> queue(4);
  REQUIRE(queue.Push(1));
  queue.Close();
  CHECK_FALSE(queue.Push(2));
  CHECK(queue.Pop() == 1);
  CHECK_FALSE(queue.Pop().has_value());
}

TEST_CASE("a queue that weighs is full by weight, and one heavy value passes alone") {
  BoundedQueue<int> queue(10, [](const int& value) { return static_cast<std::size_t>(value); });
  using Pushed = BoundedQueue<int>::Pushed;
  CHECK(queue.PushFor(50, std::chrono::milliseconds(0)) == Pushed::kTaken);
  CHECK(queue.PushFor(1, std::chrono::milliseconds(1)) == Pushed::kFull);
  CHECK(queue.Pop() == 50);
  CHECK(queue.weight() == 0);
  CHECK(queue.PushFor(9, std::chrono::milliseconds(0)) == Pushed::kTaken);
  CHECK(queue.PushFor(1, std::chrono::milliseconds(0)) == Pushed::kTaken);
  CHECK(queue.PushFor(1, std::chrono::milliseconds(1)) == Pushed::kFull);
  queue.Close();
  CHECK(queue.PushFor(1, std::chrono::milliseconds(1)) == Pushed::kClosed);
}

TEST_CASE("the next value is taken only when it is wanted") {
  BoundedQueue<int> queue(4);
  REQUIRE(queue.Push(1));
  CHECK_FALSE(queue.PopIf([](const int& value) { return value == 2; }).has_value());
  CHECK(queue.PopIf([](const int& value) { return value == 1; }) == 1);
  CHECK_FALSE(queue.PopIf([](const int&) { return true; }).has_value());
}

}  // namespace custos
