// SPDX-License-Identifier: Apache-2.0
#include "server/intake/source_service.h"

#include <algorithm>
#include <utility>

#include "connectors/generic/parser.h"
#include "server/intake/secret.h"

namespace custos::server::intake {
namespace {

constexpr std::size_t kPage = 1'000;  // lines of one commit

bool IsName(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

Result<storage::PushSource> SourceService::Create(const std::string& name, const std::string& title,
                                                  const std::string& directory) {
  if (!IsName(name)) return Error{ErrorKind::kInvalid, "source.name", "a-z 0-9 . _ - only"};
  storage::PushSource source;
  source.name = "ingest:" + name;
  source.kind = "ingest";
  source.title = title.empty() ? name : title;
  source.directory = directory;
  source.created_at = clock_.Now();
  if (const Status made = store_.Create(source); !made) return made.error();
  return source;
}

Result<std::string> SourceService::RenewToken(const std::string& source) {
  std::string secret = MakeSecret(kSourcePrefix);
  if (const Status set = store_.SetToken(source, HashOf(secret), ShownOf(secret)); !set) return set.error();
  return secret;
}

Result<std::optional<storage::PushSource>> SourceService::FindByToken(const std::string& secret) {
  if (!secret.starts_with(kSourcePrefix) || secret.size() > 100) return std::optional<storage::PushSource>();
  return store_.FindByToken(HashOf(secret), clock_.Now());
}

Result<std::vector<LineAnswer>> SourceService::Take(const std::string& source, std::string_view body) {
  const std::vector<NumberedLine> lines = SplitLines(body);
  if (lines.size() > kMostLines) return Error{ErrorKind::kInvalid, "ingest.too_many_lines", "send fewer at a time"};
  std::vector<LineAnswer> answers;
  for (std::size_t first = 0; first < lines.size(); first += kPage) {
    LineBatch batch(source, clock_.Now());
    for (std::size_t i = first; i < std::min(first + kPage, lines.size()); ++i) {
      RecordResult result = generic::ParseLine(source, lines[i].text);
      const std::string parked_key = generic::ParkedKey(result, lines[i].text);
      batch.Add(lines[i], std::move(result), parked_key);
    }
    Result<std::vector<LineAnswer>> part = batch.Deliver(sink_);
    if (!part) return part.error();
    answers.insert(answers.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
  }
  return answers;
}

}  // namespace custos::server::intake
