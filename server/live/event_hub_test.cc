// SPDX-License-Identifier: Apache-2.0
#include "server/live/event_hub.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "tests/support/fakes/fakes.h"

namespace custos::server::live {
namespace {

using namespace std::chrono_literals;
using custos::testing::FakeAlertStore;
using storage::Scope;

/// Remembers what it was offered; refuses once it holds `capacity`.
class Outlet final : public alerts::EventOutlet {
 public:
  explicit Outlet(std::size_t capacity = 1000) : capacity_(capacity) {}

  bool Offer(const alerts::LiveEvent& event) override {
    const std::scoped_lock lock(mutex_);
    if (events_.size() >= capacity_) return false;
    events_.push_back(event);
    return true;
  }
  bool open() const override { return is_open; }

  std::vector<std::string> Names() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& event : events_) names.push_back(event.name);
    return names;
  }
  std::vector<std::uint64_t> Ids() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::uint64_t> ids;
    for (const auto& event : events_) {
      if (event.id) ids.push_back(*event.id);
    }
    return ids;
  }

  std::atomic<bool> is_open{true};

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::vector<alerts::LiveEvent> events_;
};

bool Eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 200; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

alerts::Subscription All(std::optional<std::uint64_t> after = std::nullopt) { return {Scope::All(), false, after}; }

TEST_CASE("a wake is told once to every view and read once for all of them") {
  FakeAlertStore store;
  EventHub hub(store, {});
  std::vector<std::shared_ptr<Outlet>> outlets;
  for (int i = 0; i < 50; ++i) {
    outlets.push_back(std::make_shared<Outlet>());
    REQUIRE(hub.Subscribe(All(), outlets.back()).ok());
  }
  std::this_thread::sleep_for(50ms);
  const int before = store.event_queries;
  store.AddEvent(10, "alert.created");
  hub.Notify();
  for (const auto& outlet : outlets) CHECK(Eventually([&] { return outlet->Ids() == std::vector<std::uint64_t>{10}; }));
  CHECK(store.event_queries - before == 1);
}

TEST_CASE("views that come from different places each get what they missed") {
  FakeAlertStore store;
  for (const std::uint64_t id : {1, 2, 3, 4}) store.AddEvent(id, "alert.created");
  EventHub hub(store, {});
  const auto early = std::make_shared<Outlet>();
  const auto late = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe(All(1), early).ok());
  REQUIRE(hub.Subscribe(All(3), late).ok());
  CHECK(Eventually([&] { return early->Ids() == std::vector<std::uint64_t>{2, 3, 4}; }));
  CHECK(Eventually([&] { return late->Ids() == std::vector<std::uint64_t>{4}; }));
}

TEST_CASE("an id from another archive does not silence a view") {
  FakeAlertStore store;
  store.AddEvent(1, "alert.created");
  EventHub hub(store, {});
  const auto outlet = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe(All(999'999), outlet).ok());
  store.AddEvent(2, "alert.created");
  hub.Notify();
  CHECK(Eventually([&] { return outlet->Ids() == std::vector<std::uint64_t>{2}; }));
}

TEST_CASE("a view too far behind is told to read the lists again") {
  FakeAlertStore store;
  for (std::uint64_t id = 1; id <= 100; ++id) store.AddEvent(id, "alert.created");
  EventHubSettings settings;
  settings.batch = 10;
  settings.max_backlog = 30;
  EventHub hub(store, settings);
  const auto outlet = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe(All(0), outlet).ok());
  CHECK(Eventually([&] { return !outlet->Names().empty() && outlet->Names().back() == "reset"; }));
  CHECK(outlet->Ids().back() == 100);
}

TEST_CASE("a view that refuses or has gone is forgotten") {
  FakeAlertStore store;
  EventHub hub(store, {});
  const auto full = std::make_shared<Outlet>(0);
  const auto gone = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe(All(), full).ok());
  REQUIRE(hub.Subscribe(All(), gone).ok());
  gone->is_open = false;
  store.AddEvent(1, "alert.created");
  hub.Notify();
  CHECK(Eventually([&] { return hub.size() == 0; }));
}

TEST_CASE("a lost notification only delays") {
  FakeAlertStore store;
  EventHubSettings settings;
  settings.poll = 50ms;
  EventHub hub(store, settings);
  const auto outlet = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe(All(), outlet).ok());
  store.AddEvent(1, "alert.created");
  CHECK(Eventually([&] { return outlet->Ids().size() == 1; }));
}

TEST_CASE("status is told to those who may see it, and not more often than agreed") {
  FakeAlertStore store;
  EventHubSettings settings;
  settings.poll = 10ms;
  settings.status_interval = 10s;
  EventHub hub(store, settings);
  const auto officer = std::make_shared<Outlet>();
  const auto rep = std::make_shared<Outlet>();
  REQUIRE(hub.Subscribe({Scope::All(), true, std::nullopt}, officer).ok());
  REQUIRE(hub.Subscribe(All(), rep).ok());
  for (int i = 0; i < 10; ++i) {
    hub.NotifyStatus();
    std::this_thread::sleep_for(15ms);
  }
  CHECK(officer->Names() == std::vector<std::string>{"status"});
  CHECK(rep->Names().empty());
}

}  // namespace
}  // namespace custos::server::live
