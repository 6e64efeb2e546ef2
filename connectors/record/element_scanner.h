// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::record {

/// A start tag: its attributes as written, still escaped.
struct Tag {
  std::string_view name;
  std::vector<std::pair<std::string_view, std::string_view>> attributes;

  /// nullptr when there is none of that name.
  const std::string_view* Find(std::string_view attribute) const;
};

/// Reads the tag at the front of `xml` and leaves what follows it. False when the tag is malformed.
bool ReadTag(std::string_view& xml, Tag& tag);

/// An attribute's value as UTF-8 text. Two numeric references that are halves of a surrogate pair become one character,
/// as Android exporters mean them; half a pair and a character XML does not know become U+FFFD; an entity that is not
/// predefined stands for itself.
std::string Unescape(std::string_view value);

/// One element of the names looked for, with everything in it.
struct Element {
  enum class State : std::uint8_t { kWhole, kMalformed, kTruncated, kTooLarge };

  State state = State::kWhole;
  std::string name;
  std::string bytes;  ///< as in the file; of one that is too large, its beginning
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// Cuts elements out of an XML file while it comes. It reads what a strict parser refuses: telephones write such files.
/// A broken element ends where the next one begins. No DTD is read. Memory is bounded by the largest element.
class ElementScanner {
 public:
  static constexpr std::size_t kLargestElement = std::size_t{48} << 20;

  ElementScanner(std::vector<std::string> names, std::uint64_t offset, std::uint64_t line,
                 std::size_t largest = kLargestElement)
      : names_(std::move(names)), largest_(largest), base_(offset), base_line_(line) {}

  void Feed(std::string_view bytes);
  /// The next element that is complete; false when more bytes are needed.
  bool Next(Element& out);
  /// After the last byte: the element that was cut off; false when there is none.
  bool Rest(Element& out);

  /// Name of the outermost element; empty before it came.
  const std::string& root() const { return root_; }
  /// Behind the last element given out.
  std::uint64_t offset() const { return done_offset_; }
  std::uint64_t line() const { return done_line_; }

 private:
  enum class Found : std::uint8_t { kNothing, kEnd, kBroken };

  std::uint64_t LineAt(std::size_t at);
  Found FindEnd();
  bool Wanted(std::string_view name) const;
  bool StartsElement() const;
  bool OnTag(Element& out);
  void Begin(std::size_t at);
  void Give(Element::State state, std::size_t end, Element& out);
  void Drop(std::size_t count);
  void Trim();

  const std::vector<std::string> names_;
  const std::size_t largest_;
  std::string buffer_;
  std::uint64_t base_ = 0;  // offset in the file of the buffer's first byte
  std::uint64_t base_line_ = 1;
  std::size_t counted_ = 0;  // bytes of the buffer whose lines are in counted_line_
  std::uint64_t counted_lines_ = 0;
  std::size_t at_ = 0;  // what comes next to be looked at
  bool in_tag_ = false;
  std::size_t tag_ = 0;  // where the current tag begins
  char quote_ = 0;
  bool in_element_ = false;
  bool opening_ = false;  // its start tag has not ended yet
  std::size_t element_ = 0;
  std::string name_;  // of the element
  std::uint64_t element_offset_ = 0;
  std::uint64_t element_line_ = 0;
  bool skipping_ = false;  // the element is too large, its beginning is kept
  std::string beginning_;
  std::string root_;
  std::uint64_t done_offset_ = 0;
  std::uint64_t done_line_ = 1;
};

}  // namespace custos::record
