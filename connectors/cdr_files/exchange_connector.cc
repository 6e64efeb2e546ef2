// SPDX-License-Identifier: Apache-2.0
#include "connectors/cdr_files/exchange_connector.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/cdr_files/document_directory.h"
#include "connectors/cdr_files/followed_file.h"
#include "core/wait.h"

namespace custos::cdr_files {
namespace {

using nlohmann::json;

constexpr std::uint64_t kParserVersion = 1;
constexpr std::size_t kDocuments = 200;
constexpr std::uintmax_t kLargestDocument = std::uintmax_t{8} << 20;
constexpr std::size_t kChunk = std::size_t{1} << 20;

/// The cursor: where each file and the directory stand.
struct Cursor {
  std::map<std::string, FilePosition> files;
  DirectoryPosition directory;

  static Cursor Parse(const std::string& text) {
    Cursor cursor;
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return cursor;
    const json files = object.value("files", json::object());
    for (const auto& [path, at] : files.items()) {
      if (!at.is_object()) continue;
      cursor.files[path] = {at.value("inode", std::uint64_t{0}),
                            {at.value("offset", std::uint64_t{0}), at.value("line", std::uint64_t{1}),
                             at.value("memory", std::string())}};
    }
    const json directory = object.value("directory", json::object());
    cursor.directory = {directory.value("changed_ns", std::int64_t{0}), directory.value("name", std::string())};
    return cursor;
  }

  std::string Text() const {
    json all = json::object();
    for (const auto& [path, at] : files) {
      all[path] = {{"inode", at.inode}, {"offset", at.at.offset}, {"line", at.at.line}, {"memory", at.at.memory}};
    }
    return json{{"files", std::move(all)},
                {"directory", {{"changed_ns", directory.changed_ns}, {"name", directory.name}}}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
  }
};

std::string ReadWhole(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kLargestDocument || error) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::int64_t NowNs() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

}  // namespace

ExchangeConnector::ExchangeConnector(ExchangeSettings settings, const RecordFormats& formats, const Clock& clock)
    : settings_(std::move(settings)), formats_(formats), clock_(clock) {
  status_.source = settings_.options.source;
  status_.kind = "exchange";
  status_.state = "stopped";
}

ExchangeConnector::~ExchangeConnector() = default;

std::uint64_t ExchangeConnector::RetryGeneration() const { return kParserVersion; }

SourceStatus ExchangeConnector::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void ExchangeConnector::SetProblem(const std::string& code, const std::string& detail) {
  const std::scoped_lock lock(mutex_);
  status_.problem = code;
  status_.problem_detail = detail;
  status_.state = code.empty() ? "running" : "backing_off";
  if (code.empty()) status_.last_success_at = clock_.Now();
}

RecordOptions ExchangeConnector::Now() const {
  RecordOptions options = settings_.options;
  options.now = clock_.Now();
  options.recordings = !settings_.recordings.empty();
  return options;
}

bool ExchangeConnector::Deliver(std::vector<Record> records, const std::string& cursor, IntakeSink& sink) {
  Intake intake;
  intake.source = source();
  intake.fetched_at = clock_.Now();
  intake.cursor = cursor;
  for (Record& record : records) {
    if (record.kind == Record::Kind::kMessage) intake.messages.push_back(std::move(record.message));
    if (record.kind == Record::Kind::kRefused) intake.parked.push_back(std::move(record.parked));
  }
  {
    const std::scoped_lock lock(mutex_);
    status_.fetched += intake.messages.size();
    for (const Message& message : intake.messages) {
      status_.last_message_at = std::max(status_.last_message_at, message.sent_at);
    }
  }
  return sink.Submit(std::move(intake));
}

void ExchangeConnector::Run(std::string cursor_text, IntakeSink& sink, std::stop_token stop) {
  Cursor cursor = Cursor::Parse(cursor_text);
  std::vector<std::unique_ptr<FollowedFile>> files;
  for (const std::filesystem::path& path : settings_.files) {
    files.push_back(std::make_unique<FollowedFile>(
        path, cursor.files[path.string()],
        [this](const RecordPosition& at) { return formats_.Make(settings_.format, Now(), at); }, settings_.settle));
  }
  SetProblem("", "");
  while (!stop.stop_requested()) {
    bool more = false;
    std::vector<Record> records;
    Status trouble;
    for (const auto& file : files) {
      const Result<bool> read = file->Read(records);
      if (!read) trouble = read.error();
      more = more || (read && *read);
      cursor.files[file->path().string()] = file->position();
    }
    if (!settings_.directory.empty()) {
      const auto documents = NewDocuments(settings_.directory, cursor.directory, NowNs(), kDocuments);
      for (const auto& [at, path] : documents) {
        const auto parser = formats_.Make(settings_.format, Now(), {});
        if (parser && (*parser)->Feed(ReadWhole(path), records)) (void)(*parser)->Finish(records);
        cursor.directory = at;
      }
      more = more || documents.size() == kDocuments;
    }
    if (trouble) {
      SetProblem("", "");
    } else {
      SetProblem(trouble.error().code, trouble.error().message);
    }
    const bool moved = std::exchange(cursor_text, cursor.Text()) != cursor.Text();
    if ((!records.empty() || moved) && !Deliver(std::move(records), cursor_text, sink)) break;
    if (more) continue;
    {
      const std::scoped_lock lock(mutex_);
      status_.caught_up_at = clock_.Now();
    }
    WaitFor(settings_.poll, stop);
  }
  const std::scoped_lock lock(mutex_);
  status_.state = "stopped";
}

Result<Intake> ExchangeConnector::Retry(const std::vector<ParkedMessage>& parked) {
  Intake settled;
  settled.source = source();
  settled.fetched_at = clock_.Now();
  for (const ParkedMessage& one : parked) {
    const auto parser = formats_.Make(settings_.format, Now(), {});
    if (!parser) return parser.error();
    std::vector<Record> records;
    if (!(*parser)->Feed(one.envelope, records) || !(*parser)->Finish(records)) continue;
    if (records.size() != 1 || records.front().kind != Record::Kind::kMessage) continue;
    settled.messages.push_back(std::move(records.front().message));
    settled.unparked.push_back({one.seq, one.key});
  }
  return settled;
}

Status ExchangeConnector::FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) {
  std::error_code error;
  const std::filesystem::path root = std::filesystem::canonical(settings_.recordings, error);
  if (settings_.recordings.empty() || error) {
    return Error{ErrorKind::kUnavailable, "exchange.no_recordings", "the directory of recordings cannot be read"};
  }
  // Links and dots are followed first: what lies outside is not ours to give.
  const std::filesystem::path file = std::filesystem::canonical(root / media.locator, error);
  if (error) return Error{ErrorKind::kUnavailable, "exchange.no_recording", "the recording is not there (yet)"};
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  if (end != root.end()) return Error{ErrorKind::kInvalid, "exchange.outside", "the recording lies somewhere else"};
  std::ifstream in(file, std::ios::binary);
  std::string chunk(kChunk, '\0');
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0) {
    if (stop.stop_requested()) return Error{ErrorKind::kUnavailable, "exchange.stopping", "the server stops"};
    const auto got = static_cast<std::size_t>(in.gcount());
    if (const Status written = out.Write(std::string_view(chunk).substr(0, got)); !written) return written;
  }
  if (!in.eof()) return Error{ErrorKind::kUnavailable, "exchange.unreadable", "the recording cannot be read"};
  return {};
}

}  // namespace custos::cdr_files
