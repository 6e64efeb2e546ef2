// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/format/checkpoint.h"
#include "storage/verify/bundle_scan.h"
#include "storage/verify/countersign_check.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"
#include "storage/verify/manifest_check.h"
#include "storage/verify/record_check.h"
#include "storage/verify/row_check.h"
#include "storage/verify/tree_check.h"
#include "storage/verify/verify_state.h"
#include "storage/verify_report.h"

namespace custos::storage {

struct VerifyProgress {
  std::uint64_t position = 0;  ///< leaves done
  std::uint64_t end = 0;
  std::uint64_t bytes = 0;  ///< stored bytes of evidence read
};

struct VerifyOptions {
  std::uint64_t from = 0;                ///< first leaf of the range
  std::uint64_t to = 0;                  ///< its end; 0 = the end of the log
  bool rows = true;                      ///< compare rows where the source has them
  unsigned threads = 0;                  ///< 0 = as many as the machine has
  std::stop_token stop{};                ///< Run then ends with kUnavailable "verify.stopped"
  std::vector<std::string> manifests{};  ///< notes of manifests that somebody kept elsewhere
  Countersigned countersigned{};         ///< what others must have signed
  std::string public_key{};              ///< note verifier key to trust; empty = the one the source names
  std::string state_file{};  ///< a check of the whole log goes on where this file says, and keeps it up to date; it is
                             ///< removed at the end. Rows before the position are not compared again
  std::function<void(const VerifyProgress&)> progress{};  ///< after every batch, on the calling thread
};

/// Re-reads an archive and names every contradiction with its position. Memory is bounded by a batch of bundles and a
/// few bytes per alert, parked message, recall and conversation. Codes, beside those of VerifyFault: bundle_unreadable,
/// record_forged (more leaves than the log may have at this place), content_missing (erased without receipt),
/// judgement_mismatch, not_judged (a message that no judgement covers), reference_invalid, key_invalid,
/// manifest_mismatch (the archive has not what a manifest states), manifest_missing, manifest_forged, manifest_invalid,
/// and those of CheckCountersigned.
class Verifier {
 public:
  Verifier(EvidenceSource& source, const Clock& clock, VerifyOptions options);
  ~Verifier();

  /// An error only when the source cannot be read; damage is in the report. Call once.
  Result<VerifyReport> Run();

 private:
  Status Prepare();
  Status ReadAnchors(const NoteVerifier& key);
  void AddAnchor(const NoteVerifier& key, const std::string& note, std::optional<std::uint64_t> filed,
                 const std::string& what);
  Status ReadRange(std::uint64_t first, std::uint64_t end);
  void PutInOrder(std::vector<ScannedBundle>& batch);
  Status TakeBatch(std::vector<ScannedBundle>& batch, std::uint64_t end);
  Status TakeBundle(const ScannedBundle& scan, std::uint64_t end);
  Status TakeLeaves(const ScannedBundle& scan, std::uint64_t end);
  Status CompareRows(const std::vector<ScannedBundle>& batch, std::uint64_t first, std::uint64_t end);
  Result<std::uint64_t> Resume();
  Status SaveState();
  Result<std::optional<Message>> MessageAt(std::uint64_t index);
  Status Finish();
  void Report(std::uint64_t end);

  EvidenceSource& source_;
  const Clock& clock_;
  VerifyOptions options_;
  FaultList faults_;
  VerifyReport report_;
  std::vector<Anchor> anchors_;
  LogHead head_;
  std::uint64_t end_ = 0;  // of the log: what the newest signed state says
  std::unique_ptr<TreeCheck> tree_;
  std::unique_ptr<RecordCheck> records_;
  std::unique_ptr<ManifestCheck> manifests_;
  std::unique_ptr<RowCheck> rows_;
  std::string vkey_;
  std::optional<VerifyState> resumed_;
  TimeMs saved_at_ = 0;
  std::optional<Bundle> reread_;   // the one that MessageAt opened last
  bool whole_ = false;             // every leaf is read
  std::uint64_t range_start_ = 0;  // of the range being read; its first bundle may begin before it
  bool gap_named_ = false;         // the coming gap is an unreadable bundle that was named
};

}  // namespace custos::storage
