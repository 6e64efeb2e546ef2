// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/countersign_check.h"

#include <algorithm>
#include <map>

#include "storage/verify/timestamp.h"

namespace custos::storage {
namespace {

constexpr std::size_t kPage = 1000;

std::size_t CountWitnesses(const StoredCheckpoint& checkpoint, const Countersigned& wanted, FaultList& faults) {
  std::size_t count = 0;
  for (const CosignatureVerifier& witness : wanted.witnesses) {
    const auto at = witness.SignedAt(checkpoint.note);
    if (!at) {
      faults.Add("witness_invalid", checkpoint.size, "the signature of " + witness.name() + " does not fit");
    } else if (at->has_value()) {
      ++count;
    }
  }
  return count;
}

Status CheckTimestamps(EvidenceSource& source, const std::map<std::uint64_t, std::string>& texts, const std::string& ca,
                       FaultList& faults, VerifyReport& report) {
  const Result<std::vector<StoredTimestamp>> timestamps = source.Timestamps();
  if (!timestamps) return timestamps.error();
  for (const StoredTimestamp& stored : *timestamps) {
    const auto text = texts.find(stored.size);
    if (text == texts.end()) {
      faults.Add("timestamp_invalid", stored.size, "a timestamp of no kept checkpoint");
      continue;
    }
    const Result<TimeMs> at = VerifyTimestamp(stored.response, text->second, ca);
    if (!at && at.error().kind == ErrorKind::kInvalid) return at.error();
    if (!at) {
      faults.Add("timestamp_invalid", stored.size, at.error().message);
      continue;
    }
    ++report.timestamps;
    report.timestamped = stored.size;
    report.timestamped_at = *at;
  }
  if (report.timestamps == 0) faults.Add("timestamp_missing", 0, "no checkpoint has a timestamp of this authority");
  return {};
}

}  // namespace

Status CheckCountersigned(EvidenceSource& source, const NoteVerifier& key, const Countersigned& wanted,
                          std::uint64_t asked, FaultList& faults, VerifyReport& report) {
  std::map<std::uint64_t, std::string> texts;
  for (std::uint64_t after = 0;;) {
    const Result<std::vector<StoredCheckpoint>> page = source.Checkpoints(after, kPage);
    if (!page) return page.error();
    if (page->empty()) break;
    for (const StoredCheckpoint& checkpoint : *page) {
      const Result<std::string> text = key.VerifyText(checkpoint.note);
      if (!text) continue;  // named as checkpoint_invalid
      texts[checkpoint.size] = *text;
      const std::size_t count = CountWitnesses(checkpoint, wanted, faults);
      if (count > 0 && count >= wanted.quorum) report.witnessed = std::max(report.witnessed, checkpoint.size);
    }
    after = page->back().size;
  }
  if (wanted.quorum > 0 && (report.witnessed == 0 || report.witnessed < asked)) {
    faults.Add("witness_missing", report.witnessed,
               "no checkpoint with the signatures of " + std::to_string(wanted.quorum) + " of " +
                   std::to_string(wanted.witnesses.size()) + " witnesses covers what lies from here on");
  }
  if (wanted.tsa_ca.empty()) return {};
  return CheckTimestamps(source, texts, wanted.tsa_ca, faults, report);
}

}  // namespace custos::storage
