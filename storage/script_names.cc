// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/text/bigrams.h"
#include "core/text/syllables.h"
#include "core/text/utf8.h"
#include "storage/script_store.h"

namespace custos::storage {
namespace {

/// One line by its sound, spaces left out.
void AddLine(std::string_view line, std::string& sounds) {
  std::string whole, first;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = at;
    const char32_t c = text::NextChar(line, &at);
    if (c == U' ') continue;
    const std::string_view pinyin = text::PinyinOf(c);
    whole += pinyin.empty() ? line.substr(begin, at - begin) : pinyin;
    first += pinyin.empty() ? line.substr(begin, at - begin) : pinyin.substr(0, 1);
  }
  if (whole.empty()) return;
  if (!sounds.empty()) sounds += '\n';
  sounds += whole + " " + first;
}

}  // namespace

std::string_view ToString(ScriptKind kind) { return kind == ScriptKind::kPrice ? "price" : "script"; }

std::optional<ScriptKind> ParseScriptKind(std::string_view name) {
  if (name == "script") return ScriptKind::kScript;
  if (name == "price") return ScriptKind::kPrice;
  return std::nullopt;
}

std::optional<ScriptUse> ParseScriptUse(std::string_view name) {
  if (name == "copied") return ScriptUse::kCopied;
  if (name == "sent") return ScriptUse::kSent;
  return std::nullopt;
}

std::string SoundsOf(std::string_view lines) {
  std::string sounds;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    AddLine(text::FoldForSearch(lines.substr(0, end)).text, sounds);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return sounds;
}

}  // namespace custos::storage
