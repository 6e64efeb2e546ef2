// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/ingest_phone.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "connectors/phone/parser.h"
#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/http_load.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "server/governance/caller_service.h"
#include "server/governance/password.h"
#include "server/governance/session_service.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "server/machine/machine.h"
#include "server/pipeline/pipeline.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using nlohmann::json;
using Time = std::chrono::steady_clock;

constexpr char kEmployeeSource[] = "wecom:bench";
constexpr std::size_t kPage = 1'000;  // of the reference

double SecondsSince(Time::time_point start) { return std::chrono::duration<double>(Time::now() - start).count(); }

/// Storage and pipeline with the synthetic rules.
class Plant {
 public:
  static Result<std::unique_ptr<Plant>> Open(std::size_t rules, const Clock& clock) {
    auto plant = std::make_unique<Plant>();
    storage::PostgresStorage::Options wanted;
    wanted.data_dir = plant->scratch_.path() / "data";
    wanted.clock = &clock;
    auto opened = storage::PostgresStorage::Open(wanted);
    if (!opened) return opened.error();
    plant->storage = std::move(*opened);
    rules::LoadResult loaded = rules::RuleSet::Load(rules::SyntheticPack(rules));
    if (loaded.rules == nullptr) return Error{ErrorKind::kInternal, "bench.rules", loaded.report.ToText()};
    if (const Status active = plant->storage->archive().ActivatePack(loaded.rules->digest(), "{}"); !active) {
      return active.error();
    }
    plant->rules_ = std::make_unique<server::RuleHolder>(loaded.rules);
    plant->pipeline = std::make_unique<server::Pipeline>(plant->storage->archive(), *plant->rules_, clock,
                                                         server::PipelineSettings{});
    return plant;
  }

 private:
  ScratchDirectory scratch_;
  std::unique_ptr<server::RuleHolder> rules_;

 public:
  std::unique_ptr<storage::PostgresStorage> storage;
  std::unique_ptr<server::Pipeline> pipeline;
};

std::string RecordLine(const std::string& text, std::uint64_t seq, TimeMs now) {
  return json{{"seq", seq},
              {"kind", "sms"},
              {"at", now},
              {"direction", seq % 2 == 0 ? "inbound" : "outbound"},
              {"number", "1390000" + std::to_string(1000 + seq % 1000)},
              {"text", text}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

/// One complete request of a device of its own for each batch.
Result<std::vector<std::string>> MakeRequests(const IngestPhoneBench& options, server::intake::PhoneService& phones,
                                              const std::vector<std::string>& texts, TimeMs now) {
  std::vector<std::string> requests;
  for (std::size_t first = 0; first < options.messages; first += options.batch) {
    const auto invited = phones.Invite(kEmployeeSource, "staff" + std::to_string(first % 100), "");
    if (!invited) return invited.error();
    const auto enrolled = phones.Enrol(invited->code, "", "");
    if (!enrolled) return enrolled.error();
    std::string body = json{{"kind", "batch"}, {"at", now}}.dump() + "\n";
    const std::size_t count = std::min(options.batch, options.messages - first);
    for (std::size_t i = 0; i < count; ++i) {
      body += RecordLine(texts[(first + i) % texts.size()], i + 1, now) + "\n";
    }
    requests.push_back(
        "POST /api/v1/phone/batches HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + (*enrolled)->secret +
        "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  return requests;
}

double Percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

Result<HttpLoadFigures> OverHttp(const IngestPhoneBench& options, const std::vector<std::string>& texts,
                                 const Clock& clock) {
  auto plant = Plant::Open(options.rules, clock);
  if (!plant) return plant.error();
  storage::PostgresStorage& storage = *(*plant)->storage;
  server::intake::SourceService sources(storage.push_sources(), *(*plant)->pipeline, clock);
  server::intake::PhoneService phones(storage.devices(), storage.push_sources(), *(*plant)->pipeline, clock);
  server::governance::PasswordHasher hasher;
  server::governance::SessionService sessions(storage.users(), hasher, clock);
  server::governance::CallerService callers(sessions, storage.tokens(), clock);
  const server::machine::MachineServices services{callers, storage.uploads(), sources, phones, clock};
  server::http::Router router;
  server::machine::AddMachineRoutes(services, router);
  auto http = server::http::Server::Start({}, router);
  if (!http) return http.error();
  const auto requests = MakeRequests(options, phones, texts, clock.Now());
  if (!requests) return requests.error();
  std::cerr << "sending " << requests->size() << " batches\n";
  auto figures =
      SendHttpLoad({.port = (*http)->port(), .requests = *requests, .connections = options.connections, .status = 200});
  (*http)->Stop();
  (*plant)->pipeline->Stop();
  if (figures && (*plant)->pipeline->stats().stored != options.messages) {
    return Error{ErrorKind::kInternal, "bench.lost", "not everything that was sent was stored"};
  }
  return figures;
}

/// Seconds for the same records without HTTP, credentials and waiting for each commit.
Result<double> Directly(const IngestPhoneBench& options, const std::vector<std::string>& texts, const Clock& clock) {
  auto plant = Plant::Open(options.rules, clock);
  if (!plant) return plant.error();
  const TimeMs now = clock.Now();
  const auto start = Time::now();
  for (std::size_t first = 0; first < options.messages; first += kPage) {
    Intake page;
    page.source = "phone:bench";
    page.fetched_at = now;
    for (std::size_t i = first; i < std::min(first + kPage, options.messages); ++i) {
      const std::size_t batch = i / options.batch;
      const phone::DeviceContext context{page.source, "d" + std::to_string(batch),
                                         "staff" + std::to_string(batch * options.batch % 100), now, 0};
      auto record = phone::ParseRecord(context, RecordLine(texts[i % texts.size()], i % options.batch + 1, now));
      if (record.message) page.messages.push_back(std::move(*record.message));
    }
    if (!(*plant)->pipeline->Submit(std::move(page))) break;
  }
  (*plant)->pipeline->Stop();
  if ((*plant)->pipeline->stats().stored != options.messages) {
    return Error{ErrorKind::kInternal, "bench.lost", "not everything that was handed over was stored"};
  }
  return SecondsSince(start);
}

}  // namespace

Result<json> BenchIngestPhone(const IngestPhoneBench& options) {
  const SystemClock clock;
  const auto texts = BenchTexts(options.corpus, options.messages);
  if (!texts) return texts.error();
  std::cerr << "measuring the pipeline alone\n";
  const Result<double> direct = Directly(options, *texts, clock);
  if (!direct) return direct.error();
  const auto sent = OverHttp(options, *texts, clock);
  if (!sent) return sent.error();
  const double count = static_cast<double>(options.messages);
  const double rate = count / sent->seconds;
  const double reference = count / *direct;
  return json{{"name", "ingest-phone"},
              {"messages", options.messages},
              {"batch", options.batch},
              {"connections", options.connections},
              {"rules", options.rules},
              {"seconds", sent->seconds},
              {"messages_per_s", rate},
              {"reference_per_s", reference},
              {"ratio", rate / reference},
              {"p50_ms", Percentile(sent->latencies_ms, 0.5)},
              {"p99_ms", Percentile(sent->latencies_ms, 0.99)},
              {"machine", MachineFacts()}};
}

}  // namespace custos::app
