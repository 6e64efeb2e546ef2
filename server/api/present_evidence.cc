// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_evidence.h"

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "server/api/json_text.h"

namespace custos::server::api {

using nlohmann::json;

json Present(const storage::CheckpointView& checkpoint) {
  json timestamps = json::array();
  for (const storage::TimestampView& stamp : checkpoint.timestamps) {
    timestamps.push_back({{"authority", stamp.authority}, {"at", FormatTime(stamp.at)}});
  }
  return {{"size", checkpoint.size}, {"root", checkpoint.root},         {"at", FormatTime(checkpoint.at)},
          {"note", checkpoint.note}, {"witnesses", checkpoint.signers}, {"timestamps", std::move(timestamps)}};
}

json Present(const storage::ManifestView& manifest) {
  return {{"leaf", std::to_string(manifest.leaf)},
          {"source", manifest.source},
          {"day", manifest.day},
          {"zone", manifest.zone},
          {"until", FormatTime(manifest.until)},
          {"first", std::to_string(manifest.first)},
          {"end", std::to_string(manifest.end)},
          {"records", manifest.records},
          {"messages", manifest.messages},
          {"missing", manifest.missing},
          {"late", manifest.late},
          {"parked", manifest.parked},
          {"made_at", FormatTime(manifest.made_at)},
          {"note", manifest.note}};
}

json Present(const storage::Supervision& supervision) {
  json judgements = json::array();
  for (const storage::JudgementView& judgement : supervision.judgements) {
    judgements.push_back({{"leaf", std::to_string(judgement.leaf)},
                          {"at", FormatTime(judgement.at)},
                          {"pack", HexEncode(AsBytes(judgement.pack))},
                          {"first", std::to_string(judgement.first)},
                          {"end", std::to_string(judgement.end)},
                          {"alerts", judgement.alerts},
                          {"result", HexEncode(AsBytes(judgement.result))}});
  }
  json unjudged = json::array();
  for (const storage::LeafRange& range : supervision.unjudged) {
    unjudged.push_back({{"first", std::to_string(range.first)}, {"end", std::to_string(range.end)}});
  }
  json packs = json::array();
  for (const storage::PackInForce& pack : supervision.packs) {
    packs.push_back(
        {{"pack", HexEncode(AsBytes(pack.pack))}, {"leaf", std::to_string(pack.leaf)}, {"at", FormatTime(pack.at)}});
  }
  return {{"from", std::to_string(supervision.from)},
          {"to", std::to_string(supervision.to)},
          {"messages", supervision.messages},
          {"judgements", std::move(judgements)},
          {"unjudged", std::move(unjudged)},
          {"packs", std::move(packs)},
          {"next", supervision.next == 0 ? json(nullptr) : json(std::to_string(supervision.next))}};
}

}  // namespace custos::server::api
