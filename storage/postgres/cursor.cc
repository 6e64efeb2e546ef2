// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/cursor.h"

#include <algorithm>
#include <charconv>

#include "core/digest.h"
#include "storage/postgres/db.h"

namespace custos::storage {

namespace {

constexpr char kBetween = '\x1f';

// It stands in URLs.
std::string Wrap(const std::string& text) {
  std::string cursor = Base64Encode(text);
  std::replace(cursor.begin(), cursor.end(), '+', '-');
  std::replace(cursor.begin(), cursor.end(), '/', '_');
  return cursor;
}

std::string Unwrap(const std::string& cursor) {
  std::string base64 = cursor;
  std::replace(base64.begin(), base64.end(), '-', '+');
  std::replace(base64.begin(), base64.end(), '_', '/');
  return Base64Decode(base64).value_or(std::string());
}

[[noreturn]] void Refuse() { db::Fail(ErrorKind::kInvalid, "cursor.invalid", "the cursor is not one of this list"); }

}  // namespace

std::string MakeCursor(char tag, const std::vector<std::int64_t>& numbers) {
  std::string text(1, tag);
  for (const std::int64_t number : numbers) text += std::to_string(number) + ",";
  return Wrap(text);
}

std::vector<std::int64_t> ParseCursor(char tag, const std::string& cursor, std::size_t count) {
  const std::string text = Unwrap(cursor);
  std::vector<std::int64_t> numbers;
  const char* at = text.data() + 1;
  const char* end = text.data() + text.size();
  while (!text.empty() && text[0] == tag && at < end && numbers.size() < count) {
    std::int64_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || next == end || *next != ',') break;
    numbers.push_back(number);
    at = next + 1;
  }
  if (numbers.size() != count || at != end) Refuse();
  return numbers;
}

std::string MakeTextCursor(char tag, const std::vector<std::string>& texts) {
  std::string text(1, tag);
  for (const std::string& one : texts) text += one + kBetween;
  return Wrap(text);
}

std::vector<std::string> ParseTextCursor(char tag, const std::string& cursor, std::size_t count) {
  const std::string text = Unwrap(cursor);
  std::vector<std::string> texts;
  std::size_t at = 1;
  while (!text.empty() && text[0] == tag && at < text.size()) {
    const std::size_t end = text.find(kBetween, at);
    if (end == std::string::npos) break;
    texts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (texts.size() != count || at != text.size()) Refuse();
  return texts;
}

}  // namespace custos::storage
