// SPDX-License-Identifier: Apache-2.0
// Lines of a source and batches of a device: answered when they are committed, with what became of each.
#include <nlohmann/json.hpp>

#include "connectors/json_fields.h"
#include "connectors/json_object.h"
#include "server/http/problem.h"
#include "server/intake/phone_service.h"
#include "server/intake/source_service.h"
#include "server/machine/gunzip.h"
#include "server/machine/machine.h"

namespace custos::server::machine {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBody = std::size_t{8} << 20;

json Present(const intake::LineAnswer& answer) {
  json line = {{"line", answer.line}, {"id", answer.id}, {"status", intake::ToString(answer.status)}};
  if (!answer.problem.empty()) {
    line["code"] = answer.problem.code;
    line["pointer"] = answer.problem.pointer;
  }
  return line;
}

json Present(const std::vector<intake::LineAnswer>& answers) {
  json lines = json::array();
  std::map<intake::LineStatus, std::size_t> counts;
  for (const intake::LineAnswer& answer : answers) {
    ++counts[answer.status];
    lines.push_back(Present(answer));
  }
  return {{"accepted", counts[intake::LineStatus::kAccepted]},
          {"duplicate", counts[intake::LineStatus::kDuplicate]},
          {"refused", counts[intake::LineStatus::kRefused]},
          {"results", std::move(lines)}};
}

/// A full pipeline is the sender's to wait for: 429.
http::Response Busy(const Error& error) {
  if (error.code != "intake.full") return FromError(error);
  auto response = http::Problem(429, error.code);
  response.SetHeader("Retry-After", "2");
  return response;
}

/// The lines of a request, unpacked where they come packed; the answer to give instead when they cannot be read.
struct Lines {
  explicit Lines(const http::Request& request) : text(&request.body) {
    const std::string* type = request.FindHeader("content-type");
    const std::string* encoding = request.FindHeader("content-encoding");
    const bool gzip = encoding != nullptr && http::EqualsIgnoreCase(*encoding, "gzip");
    const bool plain = encoding == nullptr || http::EqualsIgnoreCase(*encoding, "identity");
    const bool lines =
        type != nullptr && (type->starts_with("application/x-ndjson") || type->starts_with("application/json"));
    if (!lines || (!gzip && !plain)) {
      problem = http::Problem(415, "request.media_type");
    } else if (gzip) {
      Unpack(request.body);
    }
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  const std::string* text;
  std::optional<http::Response> problem;

 private:
  void Unpack(const std::string& body) {
    Result<std::string> whole = Gunzip(body, kMaxBody);
    if (!whole) {
      const bool too_large = whole.error().code == "request.too_large";
      problem = http::Problem(too_large ? 413 : 400, whole.error().code);
      return;
    }
    unpacked_ = std::move(*whole);
    text = &unpacked_;
  }

  std::string unpacked_;
};

http::Response Ingest(const MachineServices& services, const http::Request& request, const std::string& source) {
  const Identified identified = Identify(services, request);
  if (!identified.sender) return identified.refusal;
  if (identified.sender->kind != Sender::Kind::kSource || identified.sender->id != source) {
    return http::Problem(403, "auth.forbidden");
  }
  Lines lines(request);
  if (lines.problem) return std::move(*lines.problem);
  const auto answers = services.sources.Take(source, *lines.text);
  return answers ? http::Response::Json(200, JsonText(Present(*answers))) : Busy(answers.error());
}

http::Response TakeBatch(const MachineServices& services, const http::Request& request) {
  const Identified identified = Identify(services, request);
  if (!identified.sender) return identified.refusal;
  if (identified.sender->kind != Sender::Kind::kDevice) return http::Problem(403, "auth.forbidden");
  Lines lines(request);
  if (lines.problem) return std::move(*lines.problem);
  const auto answer = services.phones.Take(identified.sender->id, BearerOf(request), *lines.text);
  if (!answer) return Busy(answer.error());
  json body = Present(answer->lines);
  body["now"] = answer->now;
  body["skew_ms"] = answer->skew_ms;
  body["last_seq"] = answer->last_seq;
  body["missing"] = json::array();
  for (const storage::DeviceGap& gap : answer->gaps) {
    body["missing"].push_back({{"first", gap.first}, {"last", gap.last}});
  }
  return http::Response::Json(200, JsonText(body));
}

http::Response Enrol(const MachineServices& services, const http::Request& request) {
  const std::optional<json> body = ParseJsonObject(request.body);
  if (!body) return http::Problem(400, "request.invalid", {{"field", "body"}});
  RecordProblem problem;
  JsonFields fields(*body, "", problem);
  const std::string code = fields.Text("code", 1, 100);
  const std::string model = fields.Text("model", 0, 100, false);
  const std::string app_version = fields.Text("app_version", 0, 100, false);
  fields.NothingElse();
  if (!problem.empty()) return http::Problem(400, "request.invalid", {{"field", problem.pointer}});
  const auto enrolled = services.phones.Enrol(code, model, app_version);
  if (!enrolled) return FromError(enrolled.error());
  if (!enrolled->has_value()) return http::Problem(403, "device.code_unknown");
  const intake::Enrolment& enrolment = **enrolled;
  return http::Response::Json(201, JsonText({{"device_id", enrolment.device.id},
                                             {"secret", enrolment.secret},
                                             {"employee_id", enrolment.device.employee_id},
                                             {"label", enrolment.device.label},
                                             {"now", services.clock.Now()},
                                             {"max_records", phone::kMaxRecords},
                                             {"chunk_bytes", kMaxChunk},
                                             {"heartbeat_s", 900}}));
}

}  // namespace

void AddIngestRoutes(const MachineServices& services, http::Router& router) {
  router.Add({http::Method::kPost, "/api/v1/ingest/{source:word}", "ingestLines",
              [&services](const http::Request& request, const http::PathParams& path) {
                return Ingest(services, request, path.Text("source"));
              },
              kMaxBody});
  router.Add({http::Method::kPost, "/api/v1/phone/enrolment", "enrolDevice",
              [&services](const http::Request& request, const http::PathParams&) { return Enrol(services, request); },
              std::size_t{16} * 1024});
  router.Add(
      {http::Method::kPost, "/api/v1/phone/batches", "takeBatch",
       [&services](const http::Request& request, const http::PathParams&) { return TakeBatch(services, request); },
       kMaxBody});
}

}  // namespace custos::server::machine
