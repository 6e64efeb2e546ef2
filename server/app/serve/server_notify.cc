// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "connectors/wecom/company_api.h"
#include "connectors/wecom/people_messages.h"
#include "server/app/serve/mail_channel.h"
#include "server/app/serve/server_parts.h"
#include "server/app/serve/wecom_channels.h"

namespace custos::app {

void Server::Parts::MakeNotifier() {
  notifier.emplace(Notifier::Parts{.alerts = storage->alerts(),
                                   .outbox = storage->outbox(),
                                   .rules = *rules,
                                   .clock = clock,
                                   .public_url = options.settings.http.public_url,
                                   .zone_minutes = options.settings.evidence.zone_minutes});
  const std::vector<WecomCompany>& companies = options.settings.wecom;
  const std::vector<std::string>& reported = options.settings.report.channels;
  std::vector<DailyReport::Target> targets;
  for (const NotifyChannel& channel : options.settings.notify) {
    const auto company = std::find_if(companies.begin(), companies.end(),
                                      [&](const WecomCompany& one) { return one.name == channel.company; });
    const auto way = [&](bool markdown) {
      if (channel.kind == "mail") return MakeMailChannel(channel, clock);
      if (channel.kind == "wecom_app") return MakeAppChannel(channel, sources->company(channel.company)->api());
      return MakeRobotChannel(channel, company == companies.end() ? nullptr : &*company, markdown);
    };
    notifier->Add(channel.name, way(false));
    if (std::find(reported.begin(), reported.end(), channel.name) == reported.end()) continue;
    // A queue of its own: a report is joined with no alert.
    const bool robot = channel.kind == "wecom_robot";
    const std::string queue = "report:" + channel.name;
    notifier->Add(queue, way(true));
    const std::size_t most_bytes = channel.kind == "mail" ? kMostMailBytes
                                   : robot                ? wecom::kMostMarkdownBytes
                                                          : wecom::kMostTextBytes;
    targets.push_back({.channel = queue, .markdown = robot, .most_bytes = most_bytes});
  }
  daily_report.emplace(DailyReport::Parts{.activity = storage->activity(),
                                          .outbox = storage->outbox(),
                                          .clock = clock,
                                          .settings = options.settings.report,
                                          .zone_minutes = options.settings.evidence.zone_minutes,
                                          .targets = std::move(targets)});
}

}  // namespace custos::app
