// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/wecom_channels.h"

#include <chrono>
#include <utility>

#include "connectors/wecom/people_messages.h"
#include "connectors/wecom/rate_limit.h"
#include "core/log.h"

namespace custos::app {
namespace {

constexpr std::uint32_t kRobotPerMinute = 18;  ///< of the 20 that the platform allows
constexpr std::uint32_t kAppPerMinute =
    15;  ///< of 30 a minute and 1,000 an hour for each member; more is lost silently

class Paced : public MessageChannel {
 public:
  explicit Paced(std::uint32_t per_minute) : rate_(per_minute) {}
  bool TakeTurn() override { return rate_.Take(std::chrono::steady_clock::now()).count() == 0; }

 private:
  wecom::RateLimit rate_;
};

class AppChannel final : public Paced {
 public:
  AppChannel(const NotifyChannel& channel, wecom::CompanyApi& api)
      : Paced(kAppPerMinute),
        name_(channel.name),
        to_{channel.agent_id, channel.users, channel.parties, channel.tags},
        api_(api) {}

  Status Send(const std::string& text) override {
    const Result<std::string> unknown = wecom::SendAppText(api_.contacts(), to_, text, {});
    if (!unknown) return unknown.error();
    if (!unknown->empty()) {
      Log(LogLevel::kWarn, "some receivers of a channel are unknown to the platform",
          {{"channel", name_}, {"receivers", *unknown}});
    }
    return {};
  }

 private:
  const std::string name_;
  const wecom::AppReceivers to_;
  wecom::CompanyApi& api_;
};

class RobotChannel final : public Paced {
 public:
  RobotChannel(const NotifyChannel& channel, std::string base, wecom::HttpOptions options, bool markdown)
      : Paced(kRobotPerMinute),
        key_(channel.robot_key),
        base_(std::move(base)),
        http_(std::move(options)),
        markdown_(markdown) {}

  Status Send(const std::string& text) override {
    return markdown_ ? wecom::SendRobotMarkdown(http_, base_, key_, text, {})
                     : wecom::SendRobotText(http_, base_, key_, text, {});
  }

 private:
  const std::string key_;
  const std::string base_;
  const wecom::HttpClient http_;
  const bool markdown_;
};

}  // namespace

std::unique_ptr<MessageChannel> MakeAppChannel(const NotifyChannel& channel, wecom::CompanyApi& api) {
  return std::make_unique<AppChannel>(channel, api);
}

std::unique_ptr<MessageChannel> MakeRobotChannel(const NotifyChannel& channel, const WecomCompany* company,
                                                 bool markdown) {
  wecom::HttpOptions options;
  if (company != nullptr) {
    options.proxy = company->proxy;
    options.proxy_password = company->proxy_password;
  }
  const std::string base = company != nullptr ? company->api_base : WecomCompany().api_base;
  return std::make_unique<RobotChannel>(channel, base, std::move(options), markdown);
}

}  // namespace custos::app
