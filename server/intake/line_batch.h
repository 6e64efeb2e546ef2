// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/connector.h"
#include "connectors/json_fields.h"
#include "core/result.h"

namespace custos::server::intake {

enum class LineStatus : std::uint8_t { kAccepted, kDuplicate, kRefused };

std::string_view ToString(LineStatus status);  ///< "accepted", "duplicate", "refused"

/// What became of one line of a request.
struct LineAnswer {
  std::size_t line = 0;  ///< from 1, blank ones counted
  std::string id;        ///< as far as it could be read
  LineStatus status = LineStatus::kAccepted;
  RecordProblem problem;  ///< of a refused one
};

/// One line of a request with its number; blank lines are left out.
struct NumberedLine {
  std::size_t number = 0;
  std::string_view text;
};

/// The lines of an NDJSON body, without line ends; a line end may be CR LF.
std::vector<NumberedLine> SplitLines(std::string_view body);

/// Gathers the records of one request and hands them over together: taken ones as messages, refused ones kept aside
/// with their bytes and the reason. A record that stands twice in it counts once. On one thread.
class LineBatch {
 public:
  LineBatch(std::string source, TimeMs now);

  /// `parked_key` names the record among those kept aside.
  void Add(const NumberedLine& line, RecordResult result, const std::string& parked_key);
  /// A message of our own, which no line brought.
  void AddOwn(Message message);

  bool empty() const { return intake_.messages.empty() && intake_.parked.empty(); }

  /// Returns when everything is committed: one answer for each line. kUnavailable as Deliver says; nothing was promised
  /// then, and the sender comes again.
  Result<std::vector<LineAnswer>> Deliver(IntakeSink& sink);

 private:
  Intake intake_;
  std::vector<LineAnswer> answers_;
  std::vector<std::size_t> answer_of_;  // of each message; kOwn: none
  std::set<std::string> parked_keys_;
};

}  // namespace custos::server::intake
