// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/wecom/company_api.h"
#include "server/app/serve/notifier.h"
#include "server/app/settings.h"

namespace custos::app {

/// Texts of the company's application to members. `api` must outlive it.
std::unique_ptr<MessageChannel> MakeAppChannel(const NotifyChannel& channel, wecom::CompanyApi& api);

/// Texts to an internal group by its robot. `company` says how the platform is reached; null: directly.
/// `markdown`: the texts are in the platform's markdown.
std::unique_ptr<MessageChannel> MakeRobotChannel(const NotifyChannel& channel, const WecomCompany* company,
                                                 bool markdown = false);

}  // namespace custos::app
