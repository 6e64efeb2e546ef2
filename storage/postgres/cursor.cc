// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/cursor.h"

#include <algorithm>
#include <charconv>

#include "core/digest.h"
#include "storage/postgres/db.h"

namespace custos::storage {

std::string MakeCursor(char tag, const std::vector<std::int64_t>& numbers) {
  std::string text(1, tag);
  for (const std::int64_t number : numbers) text += std::to_string(number) + ",";
  std::string cursor = Base64Encode(text);
  std::replace(cursor.begin(), cursor.end(), '+', '-');  // it stands in URLs
  std::replace(cursor.begin(), cursor.end(), '/', '_');
  return cursor;
}

std::vector<std::int64_t> ParseCursor(char tag, const std::string& cursor, std::size_t count) {
  std::string base64 = cursor;
  std::replace(base64.begin(), base64.end(), '-', '+');
  std::replace(base64.begin(), base64.end(), '_', '/');
  const std::string text = Base64Decode(base64).value_or(std::string());
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
  if (numbers.size() != count || at != end)
    db::Fail(ErrorKind::kInvalid, "cursor.invalid", "the cursor is not one of this list");
  return numbers;
}

}  // namespace custos::storage
