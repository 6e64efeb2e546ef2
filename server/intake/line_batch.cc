// SPDX-License-Identifier: Apache-2.0
#include "server/intake/line_batch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "connectors/delivery.h"

namespace custos::server::intake {
namespace {

constexpr std::size_t kOwn = std::numeric_limits<std::size_t>::max();

LineStatus StatusOf(Taken taken) {
  switch (taken) {
    case Taken::kStored: return LineStatus::kAccepted;
    case Taken::kDuplicate: return LineStatus::kDuplicate;
    case Taken::kParked: return LineStatus::kRefused;
  }
  return LineStatus::kRefused;
}

}  // namespace

std::string_view ToString(LineStatus status) {
  switch (status) {
    case LineStatus::kAccepted: return "accepted";
    case LineStatus::kDuplicate: return "duplicate";
    case LineStatus::kRefused: return "refused";
  }
  return "";
}

std::vector<NumberedLine> SplitLines(std::string_view body) {
  std::vector<NumberedLine> lines;
  for (std::size_t number = 1; !body.empty(); ++number) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view text = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t") != std::string_view::npos) lines.push_back({number, text});
  }
  return lines;
}

LineBatch::LineBatch(std::string source, TimeMs now) {
  intake_.source = std::move(source);
  intake_.fetched_at = now;
}

void LineBatch::Add(const NumberedLine& line, RecordResult result, const std::string& parked_key) {
  answers_.push_back({line.number, result.id, LineStatus::kAccepted, result.problem});
  if (result.message) {
    intake_.messages.push_back(std::move(*result.message));
    answer_of_.push_back(answers_.size() - 1);
    return;
  }
  answers_.back().status = LineStatus::kRefused;
  if (!parked_keys_.insert(parked_key).second) return;
  ParkedMessage parked;
  parked.source = intake_.source;
  parked.key = parked_key;
  parked.reason = result.problem.code;
  parked.envelope = std::string(line.text);
  intake_.parked.push_back(std::move(parked));
}

void LineBatch::AddOwn(Message message) {
  intake_.messages.push_back(std::move(message));
  answer_of_.push_back(kOwn);
}

Result<std::vector<LineAnswer>> LineBatch::Deliver(IntakeSink& sink) {
  if (empty()) return std::move(answers_);
  const Result<IntakeReceipt> receipt = custos::Deliver(sink, std::move(intake_));
  if (!receipt) return receipt.error();
  for (std::size_t i = 0; i < answer_of_.size() && i < receipt->messages.size(); ++i) {
    if (answer_of_[i] == kOwn) continue;
    LineAnswer& answer = answers_[answer_of_[i]];
    answer.status = StatusOf(receipt->messages[i]);
    if (answer.status == LineStatus::kRefused) answer.problem = {"record.not_storable", ""};
  }
  return std::move(answers_);
}

}  // namespace custos::server::intake
