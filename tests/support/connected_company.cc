// SPDX-License-Identifier: Apache-2.0
#include "tests/support/connected_company.h"

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace custos::testing {
namespace {

void Require(const Status& status) {
  if (!status) throw std::runtime_error(status.error().code + ": " + status.error().message);
}

}  // namespace

ConnectedCompany::ConnectedCompany(const std::filesystem::path& directory, const std::vector<std::uint32_t>& withhold)
    : directory_(directory), config_(directory / "custos.toml") {
  Result<std::unique_ptr<wecom_sim::WecomSimulator>> started = wecom_sim::WecomSimulator::Start();
  if (!started) throw std::runtime_error(started.error().message);
  simulator_ = std::move(*started);
  wecom_sim::CorpSettings settings;
  settings.chat_calls_per_minute = 0;
  corp_ = &simulator_->AddCorp(settings);

  std::filesystem::create_directories(directory / "keys");
  Require(corp_->WriteKeys((directory / "keys").string(), withhold));
  const auto file = [&](const char* name) { return (directory / name).string(); };
  std::ofstream(file("archive.secret")) << settings.archive_secret << "\n";
  std::ofstream(file("contact.secret")) << settings.contact_secret << "\n";
  std::ofstream(file("callback.token")) << settings.callback_token << "\n";
  std::ofstream(file("callback.key")) << settings.callback_aes_key << "\n";
  std::ofstream(file("robot.key")) << settings.robot_key << "\n";
  std::ofstream(config_) << "[[notify]]\n"
                         << "name = 'robot'\n"
                         << "kind = 'wecom_robot'\n"
                         << "company = '" << settings.corp_id << "'\n"
                         << "robot_key_file = '" << file("robot.key") << "'\n"
                         << "[[notify]]\n"
                         << "name = 'boss'\n"
                         << "kind = 'wecom_app'\n"
                         << "company = '" << settings.corp_id << "'\n"
                         << "agent_id = 1000002\n"
                         << "users = ['" << corp_->company()->employees.front().id << "']\n"
                         << "[[wecom]]\n"
                         << "corp_id = '" << settings.corp_id << "'\n"
                         << "archive_secret_file = '" << file("archive.secret") << "'\n"
                         << "contact_secret_file = '" << file("contact.secret") << "'\n"
                         << "callback_token_file = '" << file("callback.token") << "'\n"
                         << "callback_aes_key_file = '" << file("callback.key") << "'\n"
                         << "sdk_library = '" << CUSTOS_WECOM_SIM_LIBRARY << "'\n"
                         << "private_keys = '" << file("keys") << "'\n"
                         << "agent_id = 1000002\n"
                         << "poll_ms = 200\n"
                         << "calls_per_minute = 100000\n"
                         << "proxy = 'http://" << simulator_->address() << "'\n"
                         << "api_base = '" << simulator_->api_base() << "'\n";
}

void ConnectedCompany::ReleaseKeys() { Require(corp_->WriteKeys((directory_ / "keys").string())); }

}  // namespace custos::testing
