// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "core/result.h"

namespace custos {

/// Whose records a file holds and how to read what it leaves unsaid.
struct RecordOptions {
  std::string source;
  std::string employee;       ///< whose telephone wrote them; empty: the records say so themselves, or nobody knows
  std::string device;         ///< id of the work phone; may be empty
  std::string region = "CN";  ///< ISO 3166 region of numbers without a country code
  std::string zone = "Asia/Shanghai";  ///< of times without one, a name of the IANA database
  std::string outside_prefix;          ///< digits dialled for an outside line, taken off numbers; may be empty
  std::uint32_t shortest_extension = 2;
  std::uint32_t longest_extension = 5;             ///< digits of an extension; 0: there are none
  std::map<std::string, std::string> employee_of;  ///< employee by extension or by number in E.164 without plus
  std::string mapping;                             ///< TOML of formats that need one
  std::string file;                                ///< what locators of files inside begin with
  bool recordings = false;                         ///< recordings that calls name can be fetched
  TimeMs now = 0;                                  ///< when the reading began: what lies far behind it is a wrong clock
};

/// Where reading goes on: what stands before it was handed out.
struct RecordPosition {
  std::uint64_t offset = 0;  ///< bytes of the file
  std::uint64_t line = 1;
  std::string memory;  ///< what the parser knows from before, in its own words

  bool operator==(const RecordPosition&) const = default;
};

/// One record of a file: a message, or bytes that are none with the reason, or something that is not for the archive.
struct Record {
  enum class Kind : std::uint8_t { kMessage, kRefused, kSkipped };

  Kind kind = Kind::kMessage;
  Message message;       ///< of kMessage
  ParkedMessage parked;  ///< of kRefused: its envelope is the record's bytes, its key "sha256:" and their digest
  std::string code;      ///< stable; empty for a message
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// Turns the bytes of a file into records while they come, in bounded memory; no I/O. A bad record costs nothing but
/// itself. One object per file and thread.
class RecordParser {
 public:
  virtual ~RecordParser() = default;

  /// Takes the next bytes and appends the records that are complete. An error ends the reading: the file is not what
  /// it was said to be.
  virtual Status Feed(std::string_view bytes, std::vector<Record>& out) = 0;
  /// The file ends here: what is left becomes records too.
  virtual Status Finish(std::vector<Record>& out) = 0;
  /// Handed to a new parser of the same file, it goes on behind what was appended so far.
  virtual RecordPosition position() const = 0;
};

/// Formats by name.
class RecordFormats {
 public:
  virtual ~RecordFormats() = default;
  virtual std::vector<std::string> names() const = 0;
  /// kInvalid "records.unknown_format", "records.unknown_zone", "records.mapping", "records.whose_phone" … with a
  /// message for the person who asked. `from` is where an earlier reading stopped.
  virtual Result<std::unique_ptr<RecordParser>> Make(const std::string& format, const RecordOptions& options,
                                                     const RecordPosition& from) const = 0;
};

}  // namespace custos
