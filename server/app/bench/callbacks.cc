// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/callbacks.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/http_load.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/serve/server.h"
#include "server/http/router.h"
#include "tests/support/wecom_sim/callbacks.h"
#include "tests/support/wecom_sim/demo_company.h"
#include "tests/support/wecom_sim/message_bodies.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

constexpr char kPath[] = "/callback/wecom/bench";
constexpr std::size_t kShareAtFullSpeed = 4;  ///< of the callbacks once more, for the rates

/// Sealed ahead of time: the platform's side is not what is measured.
void FillArchive(wecom_sim::Corp& corp, std::size_t messages) {
  const auto company = corp.company();
  const TimeMs start = SystemClock().Now() - 3'600'000;
  for (std::size_t i = 0; i < messages; ++i) {
    const wecom_sim::SimRelation& pair = company->relations[(i / 8) % company->relations.size()];
    const wecom_sim::Line line{.from = pair.employee,
                               .to = {pair.customer},
                               .room = "",
                               .time = start + static_cast<TimeMs>(i / 10),
                               .id = i + 1,
                               .external = true};
    corp.Append(
        wecom_sim::Compose(line, wecom_sim::Text("您好，第 " + std::to_string(i) + " 单的资料已经发到您的邮箱")));
  }
  corp.PrepareEnvelopes(std::thread::hardware_concurrency());
}

WecomCompany Connect(const wecom_sim::WecomSimulator& simulator, const wecom_sim::CorpSettings& corp, fs::path keys) {
  WecomCompany company;
  company.name = "bench";
  company.corp_id = corp.corp_id;
  company.archive_secret = corp.archive_secret;
  company.sdk_library = wecom_sim::FindSdkLibrary();
  company.private_keys = std::move(keys);
  company.calls_per_minute = 0;
  company.api_base = simulator.api_base();
  company.proxy = "http://" + simulator.address();
  company.callback_token = corp.callback_token;
  company.callback_aes_key = corp.callback_aes_key;
  return company;
}

/// Every one another event.
std::vector<std::string> Requests(const wecom_sim::Corp& corp, std::size_t count) {
  const wecom_sim::CorpSettings& settings = corp.settings();
  wecom_sim::CallbackSender sender({.path = kPath,
                                    .token = settings.callback_token,
                                    .aes_key = settings.callback_aes_key,
                                    .corp_id = settings.corp_id});
  const auto company = corp.company();
  const TimeMs start = SystemClock().Now() - 3'600'000;
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < count; ++i) {
    const wecom_sim::SimRelation& pair = company->relations[i % company->relations.size()];
    const wecom_sim::SealedCallback sealed =
        sender.Seal(wecom_sim::ContactXml(settings.corp_id, "edit_external_contact", pair.employee, pair.customer,
                                          start + static_cast<TimeMs>(i) * 1000));
    requests.push_back(std::string("POST ") + kPath + "?" + sealed.query +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: " +
                       std::to_string(sealed.body.size()) + "\r\n\r\n" + sealed.body);
  }
  return requests;
}

void WritePack(const fs::path& directory, std::size_t rules) {
  fs::create_directories(directory / "rules");
  for (const auto& [name, text] : rules::SyntheticPack(rules)) {
    std::ofstream(directory / name, std::ios::binary) << text;
  }
}

double Percentile(std::vector<double>& values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Result<std::unique_ptr<server::http::Server>> StartEmpty(server::http::Router& router) {
  router.Add({server::http::Method::kPost, kPath, "nothing",
              [](const server::http::Request&, const server::http::PathParams&) {
                return server::http::Response::Text(200, "");
              }});
  return server::http::Server::Start({}, router);
}

double RateOf(const HttpLoadFigures& figures) {
  return static_cast<double>(figures.latencies_ms.size()) / figures.seconds;
}

}  // namespace

Result<nlohmann::json> BenchCallbacks(const CallbacksBench& options) {
  const ScratchDirectory scratch;
  Result<std::unique_ptr<wecom_sim::WecomSimulator>> simulator = wecom_sim::WecomSimulator::Start();
  if (!simulator) return simulator.error();
  wecom_sim::CorpSettings settings;
  settings.chat_calls_per_minute = 0;
  wecom_sim::Corp& corp = (*simulator)->AddCorp(settings);
  fs::create_directories(scratch.path() / "keys");
  if (const Status written = corp.WriteKeys((scratch.path() / "keys").string()); !written) return written.error();
  const double seconds = static_cast<double>(options.messages) / options.per_second;
  const auto archived = static_cast<std::size_t>(seconds * static_cast<double>(options.archive_per_s));
  std::cerr << "sealing " << archived << " messages and " << options.messages << " callbacks\n";
  FillArchive(corp, archived);
  const std::vector<std::string> requests = Requests(corp, options.messages + options.messages / kShareAtFullSpeed);
  const std::span<const std::string> steady(requests.data(), options.messages);
  const std::span<const std::string> fast(requests.data() + options.messages, requests.size() - options.messages);

  const SystemClock clock;
  ServeOptions serve;
  serve.settings.data_dir = scratch.path() / "data";
  serve.settings.packs = scratch.path() / "pack";
  serve.settings.http.listen = "127.0.0.1:0";
  serve.settings.wecom = {Connect(**simulator, settings, scratch.path() / "keys")};
  WritePack(serve.settings.packs, options.rules);
  const auto server = Server::Start(serve, clock);
  if (!server) return server.error();
  const std::string& url = (*server)->url();
  const int port = std::stoi(url.substr(url.rfind(':') + 1));

  const std::uint64_t before = corp.counts().chat_items;
  std::cerr << options.messages << " callbacks at " << options.per_second << " a second\n";
  auto paced = SendHttpLoad({port, steady, options.connections, 200, options.per_second});
  if (!paced) return paced.error();
  const std::uint64_t pulled = corp.counts().chat_items - before;
  const auto full = SendHttpLoad({port, fast, options.connections, 200, 0});
  if (!full) return full.error();
  server::http::Router nothing;
  const auto listener = StartEmpty(nothing);
  if (!listener) return listener.error();
  const auto reference = SendHttpLoad({(*listener)->port(), fast, options.connections, 200, 0});
  (*listener)->Stop();
  if (!reference) return reference.error();
  return nlohmann::json{{"name", "callbacks"},
                        {"messages", options.messages},
                        {"per_second", options.per_second},
                        {"connections", options.connections},
                        {"archive_per_s", static_cast<double>(pulled) / paced->seconds},
                        {"p50_ms", Percentile(paced->latencies_ms, 0.5)},
                        {"p99_ms", Percentile(paced->latencies_ms, 0.99)},
                        {"max_ms", Percentile(paced->latencies_ms, 1)},
                        {"messages_per_s", RateOf(*full)},
                        {"reference_per_s", RateOf(*reference)},
                        {"ratio", RateOf(*full) / RateOf(*reference)},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
