// SPDX-License-Identifier: Apache-2.0
#include "server/studio/rule_documents.h"

#include <algorithm>

namespace custos::server::studio {
namespace {

constexpr std::string_view kContains = "text|contains:";

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< without the line break
  std::string_view text;

  std::size_t next(std::string_view whole) const { return std::min(end + 1, whole.size()); }
};

std::vector<Line> LinesOf(std::string_view text, std::size_t begin, std::size_t end) {
  std::vector<Line> lines;
  while (begin < end) {
    const std::size_t stop = std::min(text.find('\n', begin), end);
    lines.push_back({begin, stop, text.substr(begin, stop - begin)});
    begin = stop + 1;
  }
  return lines;
}

std::size_t IndentOf(std::string_view line) {
  const auto first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? line.size() : first;
}

bool IsBlank(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos || line[first] == '#';
}

/// The value of `key` on this line, without quotes and comment; nullopt for another line.
std::optional<std::string> ValueOf(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return std::nullopt;
  line.remove_prefix(key.size());
  const auto first = line.find_first_not_of(" '\"");
  if (first == std::string_view::npos) return std::string();
  line.remove_prefix(first);
  return std::string(line.substr(0, line.find_first_of(" '\"\r#")));
}

std::string Quoted(const std::string& phrase) {
  std::string quoted = "'";
  for (const char c : phrase) {
    if (static_cast<unsigned char>(c) < 0x20) continue;
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + "'";
}

std::string Joined(const std::vector<std::string>& phrases) {
  std::string list;
  for (const std::string& phrase : phrases) {
    if (!list.empty()) list += ", ";
    list += Quoted(phrase);
  }
  return list;
}

/// Into the list after `from`: before its first item, when it is written as [a, b].
std::optional<std::string> IntoFlowList(std::string text, std::size_t from, std::size_t end, const std::string& items) {
  const std::size_t at = text.find_first_not_of(" \n\r", from);
  if (at == std::string::npos || at >= end || text[at] != '[') return std::nullopt;
  const std::size_t first = text.find_first_not_of(" \n\r", at + 1);
  const bool empty = first != std::string::npos && text[first] == ']';
  return text.insert(at + 1, empty ? items : items + ", ");
}

/// `allow:` with its keys on the lines below.
std::optional<std::string> IntoBlock(std::string text, const std::vector<Line>& lines, std::size_t allow,
                                     std::size_t end, const std::vector<std::string>& phrases) {
  std::size_t indent = 0;
  for (std::size_t i = allow + 1; i < lines.size(); ++i) {
    if (IsBlank(lines[i].text)) continue;
    const std::size_t own = IndentOf(lines[i].text);
    if (own == 0) break;
    if (indent == 0) indent = own;
    if (own != indent || !lines[i].text.substr(own).starts_with(kContains)) continue;
    const std::size_t after = lines[i].begin + own + kContains.size();
    if (auto done = IntoFlowList(text, after, lines[i].end, Joined(phrases))) return done;
    const bool list_below = IsBlank(std::string_view(text).substr(after, lines[i].end - after)) &&
                            i + 1 < lines.size() && IndentOf(lines[i + 1].text) >= own &&
                            lines[i + 1].text.substr(IndentOf(lines[i + 1].text)).starts_with("- ");
    if (!list_below) return std::nullopt;
    std::string items;
    for (const std::string& phrase : phrases) {
      items += std::string(IndentOf(lines[i + 1].text), ' ') + "- " + Quoted(phrase) + "\n";
    }
    return text.insert(lines[i + 1].begin, items);
  }
  if (indent == 0) return std::nullopt;
  const std::string line = std::string(indent, ' ') + std::string(kContains) + " [" + Joined(phrases) + "]\n";
  const std::size_t at = std::min(lines[allow].end + 1, end);
  return text.insert(at, line);
}

/// A rule without `allow`: before its examples, or at its end.
std::string WithNewAllow(std::string text, const std::vector<Line>& lines, std::size_t end,
                         const std::vector<std::string>& phrases) {
  const std::string block = "allow:\n  " + std::string(kContains) + " [" + Joined(phrases) + "]\n";
  for (const Line& line : lines) {
    if (line.text.starts_with("tests:")) return text.insert(line.begin, block);
  }
  const bool ends_with_break = end > 0 && text[end - 1] == '\n';
  return text.insert(end, (ends_with_break ? "" : "\n") + block);
}

}  // namespace

std::vector<RuleDocument> SplitDocuments(std::string_view text) {
  std::vector<RuleDocument> documents;
  RuleDocument current;
  int number = 0;
  for (const Line& line : LinesOf(text, 0, text.size())) {
    ++number;
    if (line.text.starts_with("---")) {
      current.end = line.begin;
      if (current.end > current.begin) documents.push_back(current);
      current = {.rule_id = {}, .line = number + 1, .begin = line.next(text), .end = 0};
      continue;
    }
    if (current.rule_id.empty()) current.rule_id = ValueOf(line.text, "id:").value_or("");
  }
  current.end = text.size();
  if (current.end > current.begin) documents.push_back(current);
  return documents;
}

std::optional<std::string> AddAllowPhrases(const std::string& text, const std::string& rule_id,
                                           const std::vector<std::string>& phrases) {
  const auto documents = SplitDocuments(text);
  const auto document =
      std::find_if(documents.begin(), documents.end(), [&](const RuleDocument& d) { return d.rule_id == rule_id; });
  if (document == documents.end() || phrases.empty()) return std::nullopt;
  const auto lines = LinesOf(text, document->begin, document->end);
  const auto allow =
      std::find_if(lines.begin(), lines.end(), [](const Line& line) { return line.text.starts_with("allow:"); });
  if (allow == lines.end()) return WithNewAllow(text, lines, document->end, phrases);
  const std::string_view rest = allow->text.substr(6);
  const auto brace = rest.find('{');
  if (brace == std::string_view::npos) {
    if (!IsBlank(rest)) return std::nullopt;
    return IntoBlock(text, lines, static_cast<std::size_t>(allow - lines.begin()), document->end, phrases);
  }
  const std::size_t open = allow->begin + 6 + brace;
  const std::size_t known = text.find(kContains, open);
  if (known != std::string::npos && known < allow->end) {
    return IntoFlowList(text, known + kContains.size(), document->end, Joined(phrases));
  }
  return std::string(text).insert(open + 1, std::string(kContains) + " [" + Joined(phrases) + "], ");
}

}  // namespace custos::server::studio
