// SPDX-License-Identifier: Apache-2.0
#include "server/imports/table_imports.h"

#include <algorithm>
#include <utility>

namespace custos::server::imports {
namespace {

constexpr std::size_t kChunk = std::size_t{4} << 20;
constexpr std::size_t kShownRows = 20;

std::string OwnerOf(const Person& person) { return "user:" + std::to_string(person.id); }

}  // namespace

Result<std::string> TableImports::Stage(const Person& person, const std::string& name, std::string_view bytes) {
  Result<storage::Upload> upload = uploads_.Create(
      {.owner = OwnerOf(person), .purpose = "import", .name = name, .size = bytes.size(), .sha256 = Sha256(bytes)});
  while (upload && !upload->complete && upload->received < bytes.size()) {
    upload = uploads_.Append(upload->id, upload->received, bytes.substr(upload->received, kChunk));
  }
  if (upload && !upload->complete) upload = uploads_.Finish(upload->id);
  if (!upload) return upload.error();
  return upload->id;
}

Result<sheet::Preview> TableImports::Look(const Person& person, const std::string& file, const std::string& mapping) {
  const Result<std::optional<storage::Upload>> upload = uploads_.Find(file);
  if (!upload) return upload.error();
  if (!upload->has_value() || (*upload)->spec.owner != OwnerOf(person) || !(*upload)->complete) {
    return Error{ErrorKind::kNotFound, "upload.not_found", "no such file"};
  }
  const std::uint64_t size = std::min<std::uint64_t>((*upload)->spec.size, kLargestFile);
  std::string bytes;
  while (bytes.size() < size) {
    const Result<std::string> piece = uploads_.Read(file, bytes.size(), kChunk);
    if (!piece) return piece.error();
    if (piece->empty()) break;
    bytes += *piece;
  }
  RecordOptions options;
  options.source = "records:preview";
  options.mapping = mapping;
  options.now = clock_.Now();
  return preview_(options, bytes, bytes.size() == (*upload)->spec.size, kShownRows);
}

Result<storage::ImportJob> TableImports::Begin(const Person& person, const std::string& file,
                                               const std::string& mapping, const std::string& label) {
  ImportOrder order;
  order.upload = file;
  order.owner = OwnerOf(person);
  order.format = format_;
  order.options.source = "records:" + label;
  order.options.mapping = mapping;
  order.user_id = person.id;
  order.user_name = person.name;
  return imports_.Start(order);
}

Result<storage::ImportJob> TableImports::Get(std::uint64_t id) {
  Result<storage::ImportJob> job = imports_.store().Get(id);
  if (job && job->format != format_) return Error{ErrorKind::kNotFound, "import.not_found", "no such import"};
  return job;
}

Result<std::vector<storage::ImportFault>> TableImports::Faults(std::uint64_t id, std::uint64_t after_line,
                                                               std::size_t limit) {
  return imports_.store().Faults(id, after_line, limit);
}

}  // namespace custos::server::imports
