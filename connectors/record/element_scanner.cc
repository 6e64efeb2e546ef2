// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/element_scanner.h"

#include <algorithm>
#include <utility>

namespace custos::record {
namespace {

constexpr std::size_t kKeptOfTooLarge = 4096;
constexpr std::size_t kLongestName = 128;

std::string_view NameAt(std::string_view tag) {
  const std::size_t begin = tag.starts_with("</") ? 2 : 1;
  std::size_t end = begin;
  while (end < tag.size() && end < begin + kLongestName &&
         std::string_view(" \t\r\n/>=\"'<").find(tag[end]) == tag.npos) {
    ++end;
  }
  return tag.substr(begin, end - begin);
}

}  // namespace

void ElementScanner::Feed(std::string_view bytes) {
  Trim();
  buffer_ += bytes;
}

bool ElementScanner::Wanted(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

// Whether the unfinished tag is a start tag of ours, its name complete.
bool ElementScanner::StartsElement() const {
  const std::string_view tag = std::string_view(buffer_).substr(tag_);
  const std::string_view name = NameAt(tag);
  return !tag.starts_with("</") && 1 + name.size() < tag.size() && Wanted(name);
}

std::uint64_t ElementScanner::LineAt(std::size_t at) {
  if (at > counted_) {
    counted_lines_ += static_cast<std::uint64_t>(std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                            buffer_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
  }
  return base_line_ + counted_lines_;
}

void ElementScanner::Drop(std::size_t count) {
  if (count == 0) return;
  base_line_ = LineAt(count);
  // What was counted behind the cut is counted again.
  counted_ = 0;
  counted_lines_ = 0;
  buffer_.erase(0, count);
  base_ += count;
  at_ -= std::min(at_, count);
  tag_ -= std::min(tag_, count);
  element_ -= std::min(element_, count);
}

// Keeps what belongs to an unfinished element or tag.
void ElementScanner::Trim() {
  if (in_element_ && !skipping_ && at_ - element_ > largest_) {
    skipping_ = true;
    beginning_ = buffer_.substr(element_, kKeptOfTooLarge);
  }
  if (in_element_ && !skipping_) {
    Drop(element_);
  } else if (in_tag_ && at_ - tag_ <= kLongestName) {
    Drop(tag_);
  } else if (in_tag_) {
    // A long tag that is not kept: its name and its last byte are enough.
    const std::size_t keep = at_ > 2 ? at_ - 2 : at_;
    if (keep > tag_ + kLongestName) {
      const std::size_t cut = keep - tag_ - kLongestName;
      base_line_ += static_cast<std::uint64_t>(
          std::count(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(keep), '\n') -
          std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(tag_),
                     buffer_.begin() + static_cast<std::ptrdiff_t>(tag_ + kLongestName), '\n'));
      counted_ = 0;
      counted_lines_ = 0;
      buffer_.erase(tag_ + kLongestName, cut);
      buffer_.erase(0, tag_);
      base_ += cut + tag_;
      at_ -= cut + tag_;
      tag_ = 0;
      element_ = 0;
    }
  } else {
    Drop(at_);
  }
}

// Looks for the end of the tag that begins at tag_, going on at at_.
ElementScanner::Found ElementScanner::FindEnd() {
  const std::string_view tag = std::string_view(buffer_).substr(tag_);
  for (const auto& [opening, closing] :
       {std::pair<std::string_view, std::string_view>{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}}) {
    if (tag.size() < opening.size() && opening.starts_with(tag)) return Found::kNothing;
    if (!tag.starts_with(opening)) continue;
    const std::size_t from = std::max(at_, tag_ + opening.size() + closing.size() - 1) - (closing.size() - 1);
    const std::size_t end = buffer_.find(closing, std::max(from, tag_ + opening.size()));
    at_ = end == std::string::npos ? buffer_.size() : end + closing.size();
    return end == std::string::npos ? Found::kNothing : Found::kEnd;
  }
  while (at_ < buffer_.size()) {
    const char c = buffer_[at_];
    // XML has no bare < inside a tag, not even in quotes: the tag was broken off.
    if (c == '<' && at_ > tag_) return Found::kBroken;
    if (quote_ != 0) {
      if (c == quote_) quote_ = 0;
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (c == '>') {
      ++at_;
      return Found::kEnd;
    }
    ++at_;
  }
  return Found::kNothing;
}

void ElementScanner::Begin(std::size_t at) {
  in_element_ = opening_ = true;
  skipping_ = false;
  element_ = at;
  element_offset_ = base_ + at;
  element_line_ = LineAt(at);
  name_ = std::string(NameAt(std::string_view(buffer_).substr(at)));
}

void ElementScanner::Give(Element::State state, std::size_t end, Element& out) {
  const bool too_large = skipping_ || end - element_ > largest_;
  out.state = too_large ? Element::State::kTooLarge : state;
  out.name = name_;
  out.bytes =
      skipping_ ? std::move(beginning_) : buffer_.substr(element_, too_large ? kKeptOfTooLarge : end - element_);
  out.offset = element_offset_;
  out.line = element_line_;
  in_element_ = opening_ = skipping_ = false;
  beginning_.clear();
  done_offset_ = base_ + end;
  done_line_ = LineAt(end);
}

// A tag from tag_ to at_ is whole. True when it completes an element, or breaks one off.
bool ElementScanner::OnTag(Element& out) {
  const std::string_view tag = std::string_view(buffer_).substr(tag_, at_ - tag_);
  in_tag_ = false;
  if (tag.starts_with("<!") || tag.starts_with("<?")) return false;
  const std::string_view name = NameAt(tag);
  if (tag.starts_with("</")) {
    if (!in_element_) return false;
    if (name == name_) {
      Give(Element::State::kWhole, at_, out);
      return true;
    }
    return false;
  }
  if (root_.empty()) root_ = std::string(name);
  if (!Wanted(name)) return false;
  if (in_element_ && !opening_) {
    // The one before never ended. This tag is looked at again.
    Give(Element::State::kMalformed, tag_, out);
    at_ = tag_;
    return true;
  }
  if (!in_element_) Begin(tag_);
  opening_ = false;
  if (!tag.ends_with("/>")) return false;
  Give(Element::State::kWhole, at_, out);
  return true;
}

bool ElementScanner::Next(Element& out) {
  while (true) {
    if (!in_tag_) {
      const std::size_t open = buffer_.find('<', at_);
      if (open == std::string::npos) {
        at_ = buffer_.size();
        return false;
      }
      in_tag_ = true;
      quote_ = 0;
      tag_ = open;
      at_ = open + 1;
    }
    const Found found = FindEnd();
    if (found == Found::kNothing) {
      // A start tag alone can be long: it is kept from here on.
      if (!in_element_ && StartsElement()) Begin(tag_);
      return false;
    }
    if (found == Found::kEnd) {
      if (OnTag(out)) return true;
      continue;
    }
    in_tag_ = false;
    if (!in_element_ && StartsElement()) Begin(tag_);
    if (in_element_) {
      Give(Element::State::kMalformed, at_, out);
      return true;
    }
  }
}

bool ElementScanner::Rest(Element& out) {
  if (!in_element_ && in_tag_ && StartsElement()) Begin(tag_);
  if (!in_element_) return false;
  Give(Element::State::kTruncated, buffer_.size(), out);
  return true;
}

}  // namespace custos::record
