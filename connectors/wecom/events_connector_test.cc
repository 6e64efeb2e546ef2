// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/events_connector.h"

#include <catch2/catch.hpp>
#include <thread>

#include "connectors/wecom/callback_receiver.h"
#include "connectors/wecom/testing/memory_contacts.h"
#include "tests/support/wecom_sim/callbacks.h"

namespace custos::wecom {
namespace {

constexpr char kKey[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
constexpr char kCorp[] = "wwsim00000000000001";
constexpr TimeMs kAt = 1'700'000'000'000;

CallbackCrypt Crypt(const char* key = kKey) { return CallbackCrypt::Create("token", key, kCorp).value(); }

class MemoryInbox final : public CallbackInbox {
 public:
  Status Keep(const std::string& reason, std::string body) override {
    const std::scoped_lock lock(mutex_);
    if (full) return Error{ErrorKind::kUnavailable, "inbox.busy", "full"};
    items_.push_back({++next_, reason, std::move(body), kAt});
    return {};
  }
  Result<std::vector<WaitingCallback>> Oldest(std::size_t limit) override {
    const std::scoped_lock lock(mutex_);
    return std::vector<WaitingCallback>(items_.begin(),
                                        items_.begin() + static_cast<std::ptrdiff_t>(std::min(limit, items_.size())));
  }
  Status Drop(std::uint64_t id) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(items_, [&](const WaitingCallback& one) { return one.id <= id; });
    return {};
  }
  void AwaitMore(std::chrono::milliseconds, const std::stop_token&) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  std::size_t size() {
    const std::scoped_lock lock(mutex_);
    return items_.size();
  }
  bool full = false;

 private:
  std::mutex mutex_;
  std::uint64_t next_ = 0;
  std::vector<WaitingCallback> items_;
};

/// Takes intakes and says of each whether it was committed.
class Committing final : public IntakeSink {
 public:
  bool Submit(Intake intake) override {
    const std::scoped_lock lock(mutex_);
    const bool committed = fail_first-- <= 0;
    if (committed) {
      messages.insert(messages.end(), intake.messages.begin(), intake.messages.end());
      parked.insert(parked.end(), intake.parked.begin(), intake.parked.end());
    }
    cursors += intake.cursor ? 1 : 0;
    intake.settled({committed, std::vector<Taken>(committed ? intake.messages.size() : 0, Taken::kStored)});
    return true;
  }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    return Submit(std::move(intake)) ? Offered::kTaken : Offered::kStopping;
  }
  std::size_t size() {
    const std::scoped_lock lock(mutex_);
    return messages.size() + parked.size();
  }
  int fail_first = 0;
  int cursors = 0;
  std::vector<Message> messages;
  std::vector<ParkedMessage> parked;

 private:
  std::mutex mutex_;
};

class Company {
 public:
  wecom_sim::CallbackSender sender{{.path = "/", .token = "token", .aes_key = kKey, .corp_id = kCorp}};
  MemoryInbox inbox;
  SystemClock clock;
  CallbackReceiver receiver{Crypt(), inbox};
  Committing sink;
  std::vector<ChangeHint> hints;
  ContactBook* contacts = nullptr;

  CallbackVerdict Receive(const wecom_sim::SealedCallback& sealed) {
    const auto value = [&](const std::string& name) {
      const std::size_t at = sealed.query.find(name + "=") + name.size() + 1;
      return sealed.query.substr(at, sealed.query.find('&', at) - at);
    };
    const std::string signature = value("msg_signature");
    const std::string timestamp = value("timestamp");
    const std::string nonce = value("nonce");
    return receiver.Receive({signature, timestamp, nonce, {}}, sealed.body).verdict;
  }
  CallbackVerdict Receive(const std::string& xml) { return Receive(sender.Seal(xml)); }

  EventsConnector Connector(const CallbackCrypt& crypt = Crypt()) {
    return EventsConnector({.corp_id = kCorp,
                            .crypt = crypt,
                            .inbox = inbox,
                            .clock = clock,
                            .contacts = contacts,
                            .on_hints = [this](const std::vector<ChangeHint>& some) {
                              hints.insert(hints.end(), some.begin(), some.end());
                            }});
  }
  /// Runs until the inbox is empty.
  void Drain() {
    EventsConnector connector = Connector();
    std::jthread thread([&](const std::stop_token& stop) { connector.Run("", sink, stop); });
    for (int i = 0; i < 1000 && inbox.size() > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(inbox.size() == 0);
  }
};

std::string Deleted(const std::string& customer = "wm01") {
  return wecom_sim::ContactXml(kCorp, "del_external_contact", "staff01", customer, kAt);
}

}  // namespace

TEST_CASE_METHOD(Company, "a callback is kept before it is answered, and leaves the inbox when it is committed") {
  CHECK(Receive(Deleted()) == CallbackVerdict::kAccepted);
  CHECK(inbox.size() == 1);
  Drain();
  REQUIRE(sink.messages.size() == 1);
  CHECK(sink.messages[0].type == "del_external_contact");
  CHECK(sink.messages[0].source == std::string("wecom:") + kCorp);
  CHECK(sink.cursors == 0);
  REQUIRE(hints.size() == 1);
  CHECK(hints[0].kind == ChangeHint::Kind::kRelationEnded);
}

TEST_CASE_METHOD(Company, "what the pipeline gave up stays in the inbox and comes again") {
  sink.fail_first = 1;
  CHECK(Receive(Deleted()) == CallbackVerdict::kAccepted);
  Drain();
  CHECK(sink.messages.size() == 1);
}

TEST_CASE_METHOD(Company, "a repeated callback has the key of the first") {
  for (int i = 0; i < 3; ++i) CHECK(Receive(Deleted()) == CallbackVerdict::kAccepted);
  Drain();
  REQUIRE(sink.messages.size() == 3);
  CHECK(sink.messages[0].key == sink.messages[2].key);
}

TEST_CASE_METHOD(Company, "forged, foreign, cut and empty callbacks cost nothing and are counted") {
  wecom_sim::SealedCallback forged = sender.Seal(Deleted());
  forged.query.replace(forged.query.find('=') + 1, 4, "0000");
  CHECK(Receive(forged) == CallbackVerdict::kForged);
  wecom_sim::SealedCallback moved = sender.Seal(Deleted());
  moved.body = sender.Seal(Deleted()).body;
  CHECK(Receive(moved) == CallbackVerdict::kForged);
  wecom_sim::SealedCallback cut = sender.Seal(Deleted());
  cut.body.resize(cut.body.size() / 2);
  CHECK(Receive(cut) == CallbackVerdict::kMalformed);
  cut.body.clear();
  CHECK(Receive(cut) == CallbackVerdict::kMalformed);
  CHECK(inbox.size() == 0);
  CHECK(receiver.counts().forged == 2);
  CHECK(receiver.counts().malformed == 2);
  CHECK(receiver.counts().received == 0);
}

TEST_CASE_METHOD(Company, "what is signed but cannot be read is kept aside, and read when the key is right") {
  constexpr char kOther[] = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba";
  wecom_sim::CallbackSender other({.path = "/", .token = "token", .aes_key = kOther, .corp_id = kCorp});
  CHECK(Receive(other.Seal(Deleted())) == CallbackVerdict::kAccepted);
  wecom_sim::CallbackSender stranger({.path = "/", .token = "token", .aes_key = kKey, .corp_id = "wwanother"});
  CHECK(Receive(stranger.Seal(Deleted())) == CallbackVerdict::kAccepted);
  CHECK(Receive(sender.Seal("no xml at all")) == CallbackVerdict::kAccepted);
  CHECK(receiver.counts().undecryptable == 2);
  Drain();
  CHECK(sink.messages.empty());
  REQUIRE(sink.parked.size() == 3);
  CHECK(sink.parked[0].reason == "wecom.callback_undecryptable");
  CHECK(sink.parked[1].reason == "wecom.callback_wrong_corp");
  CHECK(sink.parked[2].reason == "wecom.callback_malformed");
  CHECK(sink.parked[0].key.starts_with("sha256:"));

  CHECK(Connector().Retry(sink.parked)->messages.empty());
  const Result<Intake> settled = Connector(Crypt(kOther)).Retry(sink.parked);
  REQUIRE(settled);
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->messages[0].type == "del_external_contact");
  CHECK(settled->unparked == std::vector<ParkedRef>{{0, sink.parked[0].key}});
}

TEST_CASE_METHOD(Company, "parked messages of the company's chat are not this connector's") {
  ParkedMessage chat;
  chat.reason = "wecom.parse_failed";
  chat.envelope = Deleted();
  CHECK(Connector().Retry({chat})->messages.empty());
}

TEST_CASE_METHOD(Company, "a callback that cannot be kept is not accepted") {
  inbox.full = true;
  CHECK(Receive(Deleted()) == CallbackVerdict::kBusy);
  CHECK(receiver.counts().busy == 1);
}

TEST_CASE_METHOD(Company, "a deletion that a check found keeps the key it has") {
  testing::MemoryContacts book;
  contacts = &book;
  book.found = {"wm01", "event:found"};
  Receive(Deleted());
  Receive(Deleted("wm02"));
  Receive(wecom_sim::ContactXml(kCorp, "add_external_contact", "staff01", "wm03", kAt));
  Drain();
  REQUIRE(sink.messages.size() == 3);
  CHECK(sink.messages[0].key == "event:found");
  CHECK(sink.messages[1].key != "event:found");
  CHECK(book.standing == std::set<std::string>{"wm03"});
}

TEST_CASE_METHOD(Company, "the verification of the address is answered with its echo") {
  const wecom_sim::SealedCallback sealed = sender.SealEcho("1616140317555161061");
  const auto value = [&](const std::string& name) {
    const std::size_t at = sealed.query.find(name + "=") + name.size() + 1;
    return sealed.query.substr(at, sealed.query.find('&', at) - at);
  };
  std::string echo;  // decoded as the listener does it
  const std::string escaped = value("echostr");
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '%') {
      echo += escaped[i];
      continue;
    }
    echo += static_cast<char>(std::stoi(escaped.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  const std::string signature = value("msg_signature");
  const std::string timestamp = value("timestamp");
  const CallbackAnswer answer = receiver.Verify({signature, timestamp, "263014780", echo});
  CHECK(answer.verdict == CallbackVerdict::kAccepted);
  CHECK(answer.body == "1616140317555161061");
  CHECK(receiver.Verify({signature, timestamp, "1", echo}).verdict == CallbackVerdict::kForged);
  CHECK(receiver.Verify({signature, timestamp, "1", {}}).verdict == CallbackVerdict::kMalformed);
}

}  // namespace custos::wecom
