// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::record {

/// How rows of text are written.
struct RowFormat {
  std::string encoding = "auto";  ///< auto, utf-8, gb18030, utf-16le, utf-16be; auto: UTF-16 by its mark, else each row
                                  ///< is UTF-8 or else GB18030
  char delimiter = ',';
  bool quotes = true;  ///< fields may stand in double quotes, and hold line ends then (RFC 4180)
};

struct Row {
  enum class State : std::uint8_t { kWhole, kBadEncoding, kUnclosedQuote, kTooLarge };

  State state = State::kWhole;
  std::string bytes;  ///< as in the file, without the line end
  std::string text;   ///< the same in UTF-8; empty unless whole
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// Cuts rows out of a text file while it comes; empty lines are left out. Memory is bounded by the largest row.
class RowScanner {
 public:
  static constexpr std::size_t kLargestRow = std::size_t{1} << 20;

  RowScanner(RowFormat format, std::uint64_t offset, std::uint64_t line, std::size_t largest = kLargestRow);

  void Feed(std::string_view bytes);
  bool Next(Row& row);
  /// After the last byte: a row without line end. Call until false.
  bool Rest(Row& row);

  /// Behind the last row given out.
  std::uint64_t offset() const { return base_ + begin_; }
  std::uint64_t line() const { return line_; }
  /// The encoding, once a mark at the beginning of the file has told it.
  const std::string& encoding() const { return format_.encoding; }

 private:
  std::size_t unit() const { return format_.encoding.starts_with("utf-16") ? 2 : 1; }
  unsigned CharAt(std::size_t at) const;
  void ReadMark();
  bool Take(std::size_t end, std::size_t next, std::uint64_t lines, Row::State state, Row& row);
  bool FirstLine(Row::State state, Row& row);
  bool SkipToLineEnd(Row& row);

  RowFormat format_;
  const std::size_t largest_;
  std::string buffer_;
  std::uint64_t base_ = 0;  // offset of the buffer's first byte
  std::uint64_t line_ = 1;  // of the row that begins at begin_
  std::size_t begin_ = 0;
  std::size_t at_ = 0;
  std::uint64_t lines_ = 0;  // line ends inside the row so far
  bool marked_ = false;
  bool quoted_ = false;
  bool field_start_ = true;
  bool skipping_ = false;
  Row too_large_;
};

/// The fields of a row; a doubled quote inside quotes is one. False when a quote is not closed or text follows it.
bool SplitFields(std::string_view row, const RowFormat& format, std::vector<std::string>& fields);

}  // namespace custos::record
