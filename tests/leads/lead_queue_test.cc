// SPDX-License-Identifier: Apache-2.0
// The connector against a real RabbitMQ.
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "connectors/lead_queue/lead_queue_connector.h"
#include "tests/leads/broker.h"

namespace custos::testing {
namespace {

using namespace std::chrono_literals;
using lead_queue::LeadQueueConnector;

std::string LeadOf(int id) {
  return "{\"id\":\"lead-" + std::to_string(id) + "\",\"phone\":\"139000" + std::to_string(10'000 + id) + "\"}";
}

/// What the pipeline would store, by key; may be told to be full, or to give up what it took as a dying server does.
class Store final : public IntakeSink {
 public:
  bool Submit(Intake) override { return false; }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    const std::scoped_lock lock(mutex_);
    if (full > 0) {
      --full;
      return Offered::kFull;
    }
    if (dying) return Offered::kStopping;
    std::this_thread::sleep_for(10ms);  // as a commit takes
    IntakeReceipt receipt;
    receipt.committed = true;
    for (const Message& message : intake.messages) {
      const bool fresh = keys_.insert(message.key).second;
      if (!fresh) ++duplicates_;
      receipt.messages.push_back(fresh ? Taken::kStored : Taken::kDuplicate);
    }
    for (const ParkedMessage& parked : intake.parked) parked_[parked.key] = parked;
    ++commits_;
    intake.settled(receipt);
    return Offered::kTaken;
  }

  std::size_t stored() const {
    const std::scoped_lock lock(mutex_);
    return keys_.size();
  }
  std::map<std::string, ParkedMessage> parked() const {
    const std::scoped_lock lock(mutex_);
    return parked_;
  }
  int duplicates() const {
    const std::scoped_lock lock(mutex_);
    return duplicates_;
  }
  int commits() const {
    const std::scoped_lock lock(mutex_);
    return commits_;
  }

  std::atomic<int> full{0};
  std::atomic<bool> dying{false};

 private:
  mutable std::mutex mutex_;
  std::set<std::string> keys_;
  std::map<std::string, ParkedMessage> parked_;
  int duplicates_ = 0;
  int commits_ = 0;
};

std::unique_ptr<lead::LeadParser> Parser() {
  auto parser = lead::LeadParser::Create({.source = "lead:queue", .pointers = {}});
  REQUIRE(parser);
  return std::move(*parser);
}

/// The connector on a thread of its own.
class Running {
 public:
  Running(const lead_queue::QueueSettings& settings, IntakeSink& sink)
      : connector(settings, Parser(), clock_),
        thread_([this, &sink](const std::stop_token& stop) { connector.Run("", sink, stop); }) {}

 private:
  SystemClock clock_;

 public:
  LeadQueueConnector connector;

 private:
  std::jthread thread_;
};

bool Eventually(const std::function<bool()>& done) {
  for (int i = 0; i < 600; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

lead_queue::QueueSettings SettingsOf(const lead_queue::BrokerAddress& address, const std::string& queue) {
  return {.address = address, .queue = queue, .dead_letter_queue = queue + ".refused", .prefetch = 50};
}

Broker& SharedBroker() {
  static Broker broker(true);
  return broker;
}

}  // namespace

TEST_CASE("leads of a queue are stored and leave it, many in one commit") {
  Broker& broker = SharedBroker();
  std::vector<std::string> bodies;
  for (int id = 0; id < 500; ++id) bodies.push_back(LeadOf(id));
  broker.Send("plain", bodies);
  Store store;
  {
    const Running running(SettingsOf(broker.address(), "plain"), store);
    REQUIRE(Eventually([&] { return store.stored() == 500 && running.connector.status().caught_up_at != 0; }));
    CHECK(running.connector.status().fetched == 500);
    CHECK(running.connector.status().problem.empty());
  }
  CHECK(store.commits() <= 250);
  CHECK(broker.Drain("plain").empty());
}

TEST_CASE("what is no lead is kept aside and goes to the dead-letter queue, and others are not held up") {
  Broker& broker = SharedBroker();
  broker.Send("poison", {LeadOf(1), "{\"id\":\"bad\",\"name\":\"x\"}", "\xff\xfe not json", std::string(1'100'000, 'x'),
                         "", LeadOf(2)});
  Store store;
  {
    const Running running(SettingsOf(broker.address(), "poison"), store);
    REQUIRE(Eventually([&] { return store.stored() == 2 && running.connector.status().caught_up_at != 0; }));
  }
  const auto parked = store.parked();
  REQUIRE(parked.size() == 4);
  CHECK(parked.at("bad").reason == "lead.no_identity");
  CHECK(parked.at("sha256:" + HexEncode(AsBytes(Sha256("\xff\xfe not json")))).reason == "lead.not_json");
  CHECK(broker.Drain("poison").empty());
  const std::vector<std::string> dead = broker.Drain("poison.refused");
  REQUIRE(dead.size() == 4);
  CHECK(dead[0] == "{\"id\":\"bad\",\"name\":\"x\"}");
}

TEST_CASE("a full pipeline is waited for with the connection kept alive") {
  Broker& broker = SharedBroker();
  broker.Send("full", {LeadOf(1), LeadOf(2), LeadOf(3)});
  Store store;
  store.full = 5;
  lead_queue::QueueSettings settings = SettingsOf(broker.address(), "full");
  settings.address.heartbeat_s = 1;
  const Running running(settings, store);
  REQUIRE(Eventually([&] { return store.stored() == 3; }));
  CHECK(running.connector.status().problem.empty());
}

TEST_CASE("what was not committed when the server ended is delivered to the next one") {
  Broker& broker = SharedBroker();
  broker.Send("restart", {LeadOf(1), LeadOf(2), LeadOf(3)});
  Store store;
  store.dying = true;
  {
    const Running running(SettingsOf(broker.address(), "restart"), store);
    REQUIRE(Eventually([&] { return running.connector.status().state == "stopped"; }));
  }
  CHECK(store.stored() == 0);
  store.dying = false;
  const Running running(SettingsOf(broker.address(), "restart"), store);
  REQUIRE(Eventually([&] { return store.stored() == 3; }));
}

TEST_CASE("a broker that is killed in the middle is found again, with nothing lost and nothing stored twice") {
  Broker broker;
  constexpr int kLeads = 3'000;
  std::vector<std::string> bodies;
  for (int id = 0; id < kLeads; ++id) bodies.push_back(LeadOf(id));
  broker.Send("kill", bodies);
  Store store;
  const Running running(SettingsOf(broker.address(), "kill"), store);
  REQUIRE(Eventually([&] { return store.stored() > 100; }));
  broker.Kill();
  CHECK(Eventually([&] { return running.connector.status().state == "backing_off"; }));
  CHECK(store.stored() < kLeads);
  broker.Start();
  const bool all = Eventually([&] { return store.stored() == kLeads && running.connector.status().caught_up_at != 0; });
  INFO(store.stored() << " stored, " << running.connector.status().problem_detail << "\n" << broker.LastWords());
  REQUIRE(all);
  CHECK(running.connector.status().problem.empty());
  CHECK(store.parked().empty());
}

TEST_CASE("a connection by TLS is made only to a broker whose certificate is right") {
  Broker& broker = SharedBroker();
  broker.Send("tls", {LeadOf(1)});
  auto address = broker.tls_address();
  address.ca_file.clear();
  CHECK(lead_queue::AmqpSession::Open(address, "tls", 1).error().code == "lead_queue.tls");
  address = broker.tls_address();
  address.host = "127.0.0.1";  // the certificate is for localhost
  CHECK(lead_queue::AmqpSession::Open(address, "tls", 1).error().code == "lead_queue.tls");
  Store store;
  const Running running(SettingsOf(broker.tls_address(), "tls"), store);
  REQUIRE(Eventually([&] { return store.stored() == 1; }));
}

TEST_CASE("what keeps a queue from being read is said by a code") {
  Broker& broker = SharedBroker();
  std::string said;
  const auto code = [&](const std::function<void(lead_queue::QueueSettings&)>& spoil) {
    lead_queue::QueueSettings settings = SettingsOf(broker.address(), "nowhere");
    spoil(settings);
    Store store;
    const Running running(settings, store);
    Eventually([&] { return !running.connector.status().problem.empty(); });
    said = running.connector.status().problem_detail;
    return running.connector.status().problem;
  };
  CHECK(code([](auto&) {}) == "lead_queue.no_queue");
  CHECK(said == "404 NOT_FOUND - no queue 'nowhere' in vhost '/'");
  CHECK(code([](auto& settings) { settings.address.password = "wrong"; }) == "lead_queue.login");
  CHECK(code([](auto& settings) { settings.address.vhost = "/nowhere"; }) == "lead_queue.login");
  CHECK(code([](auto& settings) { settings.address.port = 1; }) == "lead_queue.unreachable");
}

}  // namespace custos::testing
