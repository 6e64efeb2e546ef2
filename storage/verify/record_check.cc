// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/record_check.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <variant>

namespace custos::storage {

void RecordCheck::Add(const Leaf& leaf) {
  const auto kind = static_cast<RecordKind>(leaf.kind);
  if (leaf.erased) NoteErased(leaf.index);
  if (kind == RecordKind::kMessage) {
    ++messages_;
    NoteUnjudged(leaf.index);
    alert_run_.clear();
    return;
  }
  const Result<Record> record = DecodeRecord(leaf.record);
  if (!record) {
    faults_.Add("record_changed", leaf.index, "not a record of this format");
    return;
  }
  if (const auto* alert = std::get_if<AlertFields>(&record->fields)) {
    Refer(leaf, alert->message_id);
    alert_run_.push_back(leaf.hash);
    return;
  }
  if (const auto* judgement = std::get_if<JudgementFields>(&record->fields)) CheckJudgement(leaf, *judgement);
  if (const auto* decision = std::get_if<DecisionFields>(&record->fields)) Refer(leaf, decision->alert_id);
  if (const auto* media = std::get_if<MediaFields>(&record->fields)) Refer(leaf, media->message_id);
  if (const auto* unparked = std::get_if<UnparkedFields>(&record->fields)) Refer(leaf, unparked->parked_id);
  if (const auto* ownership = std::get_if<OwnershipFields>(&record->fields); ownership && ownership->previous) {
    Refer(leaf, *ownership->previous);
  }
  if (const auto* erasure = std::get_if<ErasureFields>(&record->fields)) {
    receipts_.emplace_back(erasure->first, erasure->end);
  }
  if (const auto* parked = std::get_if<ParkedFields>(&record->fields);
      parked != nullptr && !leaf.erased && parked->envelope != Sha256(leaf.content)) {
    faults_.Add("content_changed", leaf.index, "a parked message is not the envelope that its record names");
  }
  alert_run_.clear();
}

void RecordCheck::Gap(std::uint64_t index) {
  run_start_ = index;
  alert_run_.clear();
  unjudged_.clear();  // their judgement may be among what is not known
}

void RecordCheck::Refer(const Leaf& leaf, std::uint64_t target) {
  if (target >= leaf.index) faults_.Add("reference_invalid", leaf.index, "refers to a leaf that comes after it");
}

void RecordCheck::CheckJudgement(const Leaf& leaf, const JudgementFields& judgement) {
  if (judgement.first > judgement.end || judgement.end > leaf.index || judgement.alerts > leaf.index) {
    faults_.Add("judgement_mismatch", leaf.index, "judges leaves that come after it");
    return;
  }
  NoteJudged(judgement.first, judgement.end);
  if (leaf.index - judgement.alerts < run_start_) return;  // its alerts lie before what is read here
  const std::size_t known = alert_run_.size();
  if (judgement.alerts <= known) {
    const std::vector<Digest> own(alert_run_.end() - static_cast<std::ptrdiff_t>(judgement.alerts), alert_run_.end());
    if (JudgementResult(own) == judgement.result) return;
  }
  faults_.Add("judgement_mismatch", leaf.index, "the alerts before it are not those it found");
}

void RecordCheck::NoteUnjudged(std::uint64_t index) {
  if (!unjudged_.empty() && unjudged_.rbegin()->second == index) {
    ++unjudged_.rbegin()->second;
  } else {
    unjudged_.emplace_hint(unjudged_.end(), index, index + 1);
  }
}

void RecordCheck::NoteJudged(std::uint64_t first, std::uint64_t end) {
  auto run = unjudged_.lower_bound(first);
  if (run != unjudged_.begin() && std::prev(run)->second > first) --run;
  while (run != unjudged_.end() && run->first < end) {
    const Range whole = *run;
    run = unjudged_.erase(run);
    if (whole.first < first) unjudged_.emplace(whole.first, first);
    if (whole.second > end) run = unjudged_.emplace(end, whole.second).first;
  }
}

void RecordCheck::FinishJudged() {
  for (const auto& [first, end] : unjudged_) {
    faults_.Add("not_judged", first, "no rule pack judged the messages from here to " + std::to_string(end - 1));
  }
}

void RecordCheck::NoteErased(std::uint64_t index) {
  if (!erased_.empty() && erased_.back().second == index) {
    ++erased_.back().second;
  } else {
    erased_.emplace_back(index, index + 1);
  }
}

void RecordCheck::Finish() {
  std::sort(receipts_.begin(), receipts_.end());
  for (const Range& range : erased_) {
    std::uint64_t covered = range.first;
    for (const Range& receipt : receipts_) {
      if (receipt.first <= covered) covered = std::max(covered, receipt.second);
    }
    if (covered < range.second) faults_.Add("content_missing", covered, "content was taken out without a receipt");
  }
}

}  // namespace custos::storage
