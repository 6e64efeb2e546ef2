// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/providers.h"
#include "storage/quarantine.h"

namespace custos::testing {

/// One message waits, at leaf 7.
class FakeQuarantine final : public storage::Quarantine {
 public:
  Result<std::vector<storage::ParkedCount>> CountParked() override {
    return std::vector<storage::ParkedCount>{{"wecom:test", "wecom.rsa_failed", 1, 7, 7}};
  }
  Result<storage::ParkedPage> ListParked(const std::string&, const std::string&, const std::string&,
                                         std::size_t) override {
    return storage::ParkedPage{{{7, "wecom:test", 12, "msg-12", "wecom.rsa_failed", 1, 4}}, ""};
  }
  Result<std::string> ReadParked(std::uint64_t id) override {
    if (id != 7) return Error{ErrorKind::kNotFound, "parked.not_found", ""};
    return std::string("\x01\0\xff!", 4);
  }
};

class FakeSourceControl final : public server::api::SourceControl {
 public:
  Status RetryParked(const std::string& source) override {
    if (source != "wecom:test") return Error{ErrorKind::kNotFound, "source.not_running", ""};
    return {};
  }
};

/// One company with a word that the platform refused.
class FakeIntercepts final : public server::api::InterceptProvider {
 public:
  std::vector<server::api::InterceptView> Intercepts() const override {
    return {{.company = "acme",
             .source = "wecom:test",
             .checked_at = 1'700'000'000'000,
             .problem = "",
             .problem_detail = "",
             .planned = 2,
             .standing = 2,
             .words = 310,
             .others = 4,
             .drift = {{"edited", "custos-0123456789ab0", 1'700'000'000'000}},
             .unfit = {{"私户", "ce18e2ad-81ca-4162-bda7-a9efc0048b00", "wecom.errcode_41083"}}}};
  }
};

/// Takes every text for the gateway "main".
class FakeSms final : public server::api::SmsService {
 public:
  Result<Message> Draft(const server::api::SmsOrder& order) override {
    if (order.gateway != "main") return Error{ErrorKind::kNotFound, "sms.no_gateway", ""};
    Message message;
    message.source = "sms:main";
    message.key = "out/" + order.key;
    message.channel = Channel::kSms;
    message.action = "send";
    message.type = "sms";
    message.role = Role::kRobot;
    message.text = order.text;
    message.detail = "{}";
    return message;
  }
  Result<server::api::SmsReceipt> Send(const std::string&, const Message&) override {
    return server::api::SmsReceipt{};
  }
};

}  // namespace custos::testing
