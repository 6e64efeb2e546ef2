// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/corpus_reader.h"

#include <zlib.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr int kPieceBytes = 64 * 1024;

/// The next line without its end; false at the end of the file.
bool ReadLine(gzFile file, std::string& line) {
  line.clear();
  char piece[kPieceBytes];
  while (gzgets(file, piece, kPieceBytes) != nullptr) {
    line += piece;
    if (line.back() != '\n') continue;
    line.pop_back();
    return true;
  }
  return !line.empty();
}

std::string StringOf(const json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Status ReadCorpus(const std::string& path, const std::function<void(CorpusLine)>& take) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return Error{ErrorKind::kNotFound, "wecom_sim.no_corpus", "cannot read " + path};
  std::string line;
  for (std::size_t number = 1; ReadLine(file.get(), line); ++number) {
    if (line.empty()) continue;
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object() || !object.contains("text") || !object["text"].is_string()) {
      return Error{ErrorKind::kInvalid, "wecom_sim.bad_corpus_line", path + ":" + std::to_string(number)};
    }
    std::string conversation = StringOf(object, "conversation");
    if (conversation.empty()) conversation = path + ":" + std::to_string(number);
    take({std::move(conversation), StringOf(object, "speaker"), object["text"].get<std::string>()});
  }
  return {};
}

}  // namespace custos::wecom_sim
