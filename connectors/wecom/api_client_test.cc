// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/api_client.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

class FixedClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  std::atomic<TimeMs> now = 1'700'000'000'000;
};

class Calling {
 protected:
  Calling() : sim_(wecom_sim::WecomSimulator::Start().value()), corp_(sim_->AddCorp({}, false)) {
    settings_.base = sim_->api_base();
    settings_.corp_id = corp_.settings().corp_id;
    settings_.secret = corp_.settings().contact_secret;
    settings_.retry_first = std::chrono::milliseconds(1);
  }
  ApiClient& Client() {
    if (client_ == nullptr) client_ = std::make_unique<ApiClient>(settings_, clock_);
    return *client_;
  }
  Result<std::string> Call() { return Client().Get("/cgi-bin/department/list", {}, {}); }

  FixedClock clock_;
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  wecom_sim::Corp& corp_;
  ApiSettings settings_;
  std::unique_ptr<ApiClient> client_;
};

}  // namespace

TEST_CASE_METHOD(Calling, "many callers share one token") {
  ApiClient& client = Client();
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) callers.emplace_back([&] { (void)client.Get("/cgi-bin/department/list", {}, {}); });
  }
  CHECK(Call().ok());
  CHECK(corp_.tokens().issued() == 1);
}

TEST_CASE_METHOD(Calling, "a token refused before its time is renewed once and the call repeated") {
  REQUIRE(Call().ok());
  SECTION("expired") { corp_.tokens().ExpireAll(); }
  SECTION("revoked") { corp_.tokens().RevokeAll(); }
  CHECK(Call().ok());
  CHECK(corp_.tokens().issued() == 2);
}

TEST_CASE_METHOD(Calling, "a token that goes on being refused ends in an error, not a loop") {
  REQUIRE(Call().ok());
  sim_->faults().Add({.at = "api", .act = "errcode", .value = 42001, .times = 0});
  const Result<std::string> reply = Call();
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().code == "wecom.errcode_42001");
  CHECK(corp_.tokens().issued() <= 2);
}

TEST_CASE_METHOD(Calling, "a busy platform is asked again, at most three times") {
  sim_->faults().Add({.at = "api", .act = "errcode", .value = -1, .times = 3});
  CHECK(Call().ok());
  sim_->faults().Add({.at = "api", .act = "errcode", .value = -1, .times = 4});
  CHECK(Call().error().code == "wecom.errcode_-1");
}

TEST_CASE_METHOD(Calling, "a dropped connection, a server error and broken JSON are retried") {
  sim_->faults().Add({.at = "api", .act = "close"});
  sim_->faults().Add({.at = "api", .act = "http_status", .value = 502});
  sim_->faults().Add({.at = "api", .act = "not_json"});
  CHECK(Call().ok());
}

TEST_CASE_METHOD(Calling, "after too many calls there is silence for the window") {
  sim_->faults().Add({.at = "api", .act = "errcode", .value = 45009});
  CHECK(Call().error().code == "wecom.errcode_45009");
  CHECK(Call().error().code == "wecom.api_silence");
  clock_.now += 60'001;
  CHECK(Call().ok());
}

TEST_CASE_METHOD(Calling, "too many calls of one interface leave the others alone") {
  sim_->faults().Add({.at = "api", .act = "errcode", .value = 45009, .path = "department/list"});
  CHECK(Call().error().code == "wecom.errcode_45009");
  CHECK(Call().error().code == "wecom.api_silence");
  CHECK(Client().Post("/cgi-bin/user/list_id", "{}", {}).ok());
}

TEST_CASE_METHOD(Calling, "a refused secret is not tried again and again") {
  settings_.secret = "wrong";
  const Result<std::string> reply = Call();
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().kind == ErrorKind::kDenied);
  CHECK(reply.error().message.find("wrong") == std::string::npos);
  CHECK(Call().error().code == "wecom.api_silence");
}

TEST_CASE_METHOD(Calling, "an unknown object is not found") {
  const Result<std::string> reply = Client().Get("/cgi-bin/user/get", {{"userid", "nobody&x=1"}}, {});
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("only https and the loopback interface may be called") {
  CHECK(IsAllowedBase("https://qyapi.weixin.qq.com"));
  CHECK(IsAllowedBase("http://127.0.0.1:8080"));
  CHECK(IsAllowedBase("http://localhost"));
  CHECK_FALSE(IsAllowedBase("http://qyapi.weixin.qq.com"));
  CHECK_FALSE(IsAllowedBase("http://127.0.0.1.evil.example"));
  CHECK_FALSE(IsAllowedBase("http://127.0.0.1@evil.example"));
  CHECK_FALSE(IsAllowedBase("file:///etc/passwd"));
  CHECK_FALSE(IsAllowedBase("https://x/path"));
}

}  // namespace custos::wecom
