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

}  // namespace custos
