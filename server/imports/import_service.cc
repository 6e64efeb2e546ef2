// SPDX-License-Identifier: Apache-2.0
#include "server/imports/import_service.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/log.h"
#include "server/imports/import_run.h"

namespace custos::server::imports {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kLookAgain{5'000};
constexpr std::chrono::milliseconds kAfterTrouble{1'000};

}  // namespace

std::string ToJson(const RecordOptions& options) {
  return json{{"employee", options.employee},
              {"device", options.device},
              {"region", options.region},
              {"zone", options.zone},
              {"outside_prefix", options.outside_prefix},
              {"shortest_extension", options.shortest_extension},
              {"longest_extension", options.longest_extension},
              {"mapping", options.mapping}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

RecordOptions FromJson(const std::string& text) {
  RecordOptions options;
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return options;
  options.employee = object.value("employee", options.employee);
  options.device = object.value("device", options.device);
  options.region = object.value("region", options.region);
  options.zone = object.value("zone", options.zone);
  options.outside_prefix = object.value("outside_prefix", options.outside_prefix);
  options.shortest_extension = object.value("shortest_extension", options.shortest_extension);
  options.longest_extension = object.value("longest_extension", options.longest_extension);
  options.mapping = object.value("mapping", options.mapping);
  return options;
}

ImportService::ImportService(storage::ImportStore& store, storage::UploadStore& uploads, const RecordFormats& formats,
                             IntakeSink& sink, const Clock& clock, Numbers numbers, OwnSink own_sink)
    : store_(store),
      uploads_(uploads),
      formats_(formats),
      sink_(sink),
      clock_(clock),
      numbers_(std::move(numbers)),
      own_sink_(std::move(own_sink)),
      thread_([this](const std::stop_token& stop) { Loop(stop); }) {}

ImportService::~ImportService() { Stop(); }

void ImportService::Stop() {
  thread_.request_stop();
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<storage::ImportJob> ImportService::Start(const ImportOrder& order) {
  const Result<std::optional<storage::Upload>> upload = uploads_.Find(order.upload);
  if (!upload) return upload.error();
  if (!upload->has_value() || (*upload)->spec.owner != order.owner) {
    return Error{ErrorKind::kNotFound, "upload.not_found", "no such upload"};
  }
  if (!(*upload)->complete) return Error{ErrorKind::kInvalid, "import.incomplete_file", "the file is not complete"};
  RecordOptions options = order.options;
  options.now = clock_.Now();
  const auto parser = formats_.Make(order.format, options, {});
  if (!parser) return parser.error();
  storage::ImportJob job;
  job.upload = order.upload;
  job.file_name = (*upload)->spec.name;
  job.size = (*upload)->spec.size;
  job.format = order.format;
  job.source = options.source;
  job.options = ToJson(options);
  job.user_id = order.user_id;
  job.user_name = order.user_name;
  job.created_at = options.now;
  Result<storage::ImportJob> made = store_.Create(job);
  if (made) {
    const std::scoped_lock lock(mutex_);
    waking_ = true;
    wake_.notify_all();
  }
  return made;
}

Status ImportService::Cancel(std::uint64_t id) { return store_.Cancel(id, clock_.Now()); }

void ImportService::Wait(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, stop, time, [&] { return waking_; });
  waking_ = false;
}

void ImportService::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Result<std::optional<storage::ImportJob>> next = store_.NextUnfinished();
    if (!next || !next->has_value()) {
      Wait(next ? kLookAgain : kAfterTrouble, stop);
      continue;
    }
    const storage::ImportJob& job = **next;
    RecordOptions options = FromJson(job.options);
    options.source = job.source;
    options.now = job.created_at;
    options.file = job.upload;
    options.employee_of = numbers_(job.source);
    const RecordPosition from{job.progress.offset, job.progress.line, job.progress.memory};
    const auto parser = formats_.Make(job.format, options, from);
    if (!parser) {
      // The numbers changed or the program is an older one: it said yes when the import was ordered.
      (void)store_.Finish(job.id, storage::ImportState::kFailed, parser.error().code, parser.error().message,
                          clock_.Now());
      continue;
    }
    const std::unique_ptr<IntakeSink> own = own_sink_ ? own_sink_(job) : nullptr;
    ImportRun run(store_, uploads_, own ? *own : sink_, clock_);
    if (run.Run(job, **parser, stop) == ImportRun::Ended::kLater) {
      Log(LogLevel::kWarn, "an import waits for the database", {{"import", job.id}});
      Wait(kAfterTrouble, stop);
    }
  }
}

}  // namespace custos::server::imports
