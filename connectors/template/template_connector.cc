// SPDX-License-Identifier: Apache-2.0
#include "connectors/template/template_connector.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <utility>

#include "connectors/template/parser.h"
#include "core/wait.h"

namespace custos::template_source {
namespace {

constexpr std::size_t kPageLines = 1'000;

ParkedMessage Parked(const std::string& source, const std::string& line, const Error& why) {
  ParkedMessage parked;
  parked.source = source;
  parked.key = "sha256:" + HexEncode(AsBytes(Sha256(line)));
  parked.reason = why.code;
  parked.envelope = line;
  return parked;
}

}  // namespace

void TemplateConnector::Run(std::string cursor, IntakeSink& sink, std::stop_token stop) {
  std::uint64_t offset = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), offset);
  while (!stop.stop_requested()) {
    Intake page = NextPage(&offset);
    if (page.messages.empty() && page.parked.empty()) {
      Note(page);
      WaitFor(poll_, stop);
      continue;
    }
    Note(page);
    page.cursor = std::to_string(offset);
    if (!sink.Submit(std::move(page))) return;
  }
}

Intake TemplateConnector::NextPage(std::uint64_t* offset) const {
  Intake page;
  page.source = source_;
  page.fetched_at = clock_.Now();
  std::ifstream in(file_, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(*offset));
  std::string line;
  for (std::size_t lines = 0; lines < kPageLines && std::getline(in, line) && !in.eof(); ++lines) {
    *offset += line.size() + 1;
    Result<Message> message = ParseLine(source_, line);
    if (message) {
      page.messages.push_back(std::move(*message));
    } else {
      page.parked.push_back(Parked(source_, line, message.error()));
    }
  }
  return page;
}

Result<Intake> TemplateConnector::Retry(const std::vector<ParkedMessage>& parked) {
  Intake settled;
  settled.source = source_;
  settled.fetched_at = clock_.Now();
  for (const ParkedMessage& one : parked) {
    Result<Message> message = ParseLine(source_, one.envelope);
    if (!message) continue;
    settled.messages.push_back(std::move(*message));
    settled.unparked.push_back({one.seq, one.key});
  }
  return settled;
}

Status TemplateConnector::FetchMedia(const MediaRef&, MediaWriter&, std::stop_token) {
  return Error{ErrorKind::kNotFound, "template.no_files", "lines have no files"};
}

void TemplateConnector::Note(const Intake& page) {
  const std::scoped_lock lock(mutex_);
  status_.last_success_at = page.fetched_at;
  if (page.messages.empty() && page.parked.empty()) {
    status_.caught_up_at = page.fetched_at;
    return;
  }
  status_.fetched += page.messages.size();
  for (const Message& message : page.messages) {
    status_.last_message_at = std::max(status_.last_message_at, message.sent_at);
  }
}

SourceStatus TemplateConnector::status() const {
  const std::scoped_lock lock(mutex_);
  SourceStatus status = status_;
  status.source = source_;
  status.kind = "template";
  status.state = "running";
  return status;
}

}  // namespace custos::template_source
