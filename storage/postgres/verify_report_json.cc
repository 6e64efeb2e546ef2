// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/verify_report_json.h"

#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using Json = nlohmann::json;

}  // namespace

std::string VerifyReportToJson(const VerifyReport& report) {
  Json faults = Json::array();
  for (const VerifyFault& fault : report.faults) {
    faults.push_back({{"code", fault.code}, {"position", fault.position}, {"detail", fault.detail}});
  }
  const Json json = {{"ok", report.ok},
                     {"first", report.first},
                     {"end", report.end},
                     {"tree_size", report.tree_size},
                     {"messages", report.messages},
                     {"bytes", report.bytes},
                     {"manifests", report.manifests},
                     {"root", report.root},
                     {"started_at", report.started_at},
                     {"finished_at", report.finished_at},
                     {"faults", std::move(faults)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<VerifyReport> VerifyReportFromJson(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    VerifyReport report{.ok = json.at("ok").get<bool>(),
                        .first = json.at("first").get<std::uint64_t>(),
                        .end = json.at("end").get<std::uint64_t>(),
                        .tree_size = json.at("tree_size").get<std::uint64_t>(),
                        .messages = json.at("messages").get<std::uint64_t>(),
                        .bytes = json.at("bytes").get<std::uint64_t>(),
                        .manifests = json.value("manifests", std::uint64_t{0}),
                        .root = json.at("root").get<std::string>(),
                        .started_at = json.at("started_at").get<TimeMs>(),
                        .finished_at = json.at("finished_at").get<TimeMs>(),
                        .faults = {}};
    for (const Json& fault : json.at("faults")) {
      report.faults.push_back({fault.at("code").get<std::string>(), fault.at("position").get<std::uint64_t>(),
                               fault.at("detail").get<std::string>()});
    }
    return report;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace custos::storage
