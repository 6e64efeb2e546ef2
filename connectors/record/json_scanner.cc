// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/json_scanner.h"

#include <algorithm>

namespace custos::record {
namespace {

constexpr std::size_t kKeptOfTooLarge = 4096;

// White space and what parts the members of an array; also the mark of UTF-8.
bool IsBetween(char c) { return std::string_view(" \t\r\n,[]\xEF\xBB\xBF").find(c) != std::string_view::npos; }

}  // namespace

void JsonScanner::Feed(std::string_view bytes) {
  buffer_.erase(0, begin_);
  base_ += begin_;
  at_ -= begin_;
  begin_ = 0;
  buffer_ += bytes;
}

void JsonScanner::Give(JsonDocument::State state, JsonDocument& out) {
  const std::size_t size = at_ - begin_;
  out.state = state;
  out.bytes = buffer_.substr(begin_, state == JsonDocument::State::kTooLarge ? kKeptOfTooLarge : size);
  out.offset = base_ + begin_;
  out.line = line_;
  line_ += static_cast<std::uint64_t>(std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                                 buffer_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
  begin_ = at_;
  depth_ = 0;
  in_string_ = escaped_ = false;
}

// Stands before a document or at the end of what came. True when something foreign was found instead.
bool JsonScanner::SkipBetween(JsonDocument& out) {
  while (begin_ < buffer_.size() && IsBetween(buffer_[begin_])) {
    if (buffer_[begin_] == '\n') ++line_;
    ++begin_;
  }
  at_ = std::max(at_, begin_);
  if (begin_ == buffer_.size() || buffer_[begin_] == '{') return false;
  const std::size_t end = buffer_.find('\n', at_);
  at_ = std::min(end, buffer_.size());
  if (end == std::string::npos && at_ - begin_ <= largest_) return false;
  Give(end == std::string::npos ? JsonDocument::State::kTooLarge : JsonDocument::State::kForeign, out);
  return true;
}

bool JsonScanner::Next(JsonDocument& out) {
  if (depth_ == 0 && SkipBetween(out)) return true;
  if (begin_ == buffer_.size() || buffer_[begin_] != '{') return false;
  for (; at_ < buffer_.size(); ++at_) {
    const char c = buffer_[at_];
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{') {
      ++depth_;
    } else if (c == '}' && --depth_ == 0) {
      ++at_;
      Give(JsonDocument::State::kWhole, out);
      return true;
    }
    if (at_ - begin_ >= largest_) {
      Give(JsonDocument::State::kTooLarge, out);
      return true;
    }
  }
  return false;
}

bool JsonScanner::Rest(JsonDocument& out) {
  if (Next(out)) return true;
  if (begin_ == buffer_.size()) return false;
  const bool object = buffer_[begin_] == '{';
  at_ = buffer_.size();
  Give(object ? JsonDocument::State::kTruncated : JsonDocument::State::kForeign, out);
  return true;
}

}  // namespace custos::record
