// SPDX-License-Identifier: Apache-2.0
#include "server/api/segments.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSnippetBytes = 600;  // a hit may be a whole page of text

bool IsBorder(const std::string& text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

std::size_t BorderBefore(const std::string& text, std::size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && !IsBorder(text, at)) --at;
  return at;
}

std::size_t BorderAfter(const std::string& text, std::size_t at) {
  at = std::min(at, text.size());
  while (!IsBorder(text, at)) ++at;
  return at;
}

/// Marks moved to character borders, empty ones left out.
std::vector<Mark> Snap(const std::string& text, const std::vector<Mark>& marks) {
  std::vector<Mark> snapped;
  for (const auto& mark : marks) {
    const auto begin = BorderBefore(text, mark.span.begin);
    const auto end = BorderAfter(text, std::max(mark.span.begin, mark.span.end));
    if (begin >= end) continue;
    snapped.push_back({{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, mark.label});
  }
  return snapped;
}

std::size_t CharactersBack(const std::string& text, std::size_t at, std::size_t count) {
  for (; count > 0 && at > 0; --count) at = BorderBefore(text, at - 1);
  return at;
}

std::size_t CharactersOn(const std::string& text, std::size_t at, std::size_t count) {
  for (; count > 0 && at < text.size(); --count) at = BorderAfter(text, at + 1);
  return at;
}

/// Pieces of text[begin, end); `marks` are snapped.
json Pieces(const std::string& text, std::size_t begin, std::size_t end, const std::vector<Mark>& marks) {
  std::set<std::size_t> borders{begin, end};
  for (const auto& mark : marks) {
    borders.insert(std::clamp<std::size_t>(mark.span.begin, begin, end));
    borders.insert(std::clamp<std::size_t>(mark.span.end, begin, end));
  }
  json pieces = json::array();
  for (auto it = borders.begin(); std::next(it) != borders.end(); ++it) {
    const std::size_t from = *it;
    const std::size_t to = *std::next(it);
    std::set<std::string> labels;
    for (const auto& mark : marks) {
      if (mark.span.begin <= from && to <= mark.span.end) labels.insert(mark.label);
    }
    json piece{{"t", text.substr(from, to - from)}};
    if (!labels.empty()) piece["m"] = labels;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace

json Segments(const std::string& text, const std::vector<Mark>& marks) {
  if (text.empty()) return json::array();
  return Pieces(text, 0, text.size(), Snap(text, marks));
}

json Snippet(const std::string& text, const std::vector<Mark>& marks, std::size_t around) {
  if (text.empty()) return json::array();
  const auto snapped = Snap(text, marks);
  const auto first = std::min_element(snapped.begin(), snapped.end(),
                                      [](const Mark& a, const Mark& b) { return a.span.begin < b.span.begin; });
  const bool marked = first != snapped.end();
  const std::size_t begin = marked ? CharactersBack(text, first->span.begin, around) : 0;
  std::size_t end = CharactersOn(text, marked ? first->span.end : 0, marked ? around : 2 * around);
  end = BorderBefore(text, std::min(end, begin + kMaxSnippetBytes));
  std::string flat = text;
  std::replace_if(
      flat.begin(), flat.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  json pieces = Pieces(flat, begin, end, snapped);
  const json left_out{{"t", "…"}};
  if (begin > 0) pieces.insert(pieces.begin(), left_out);
  if (end < text.size()) pieces.push_back(left_out);
  return pieces;
}

}  // namespace custos::server::api
