// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/verifier.h"

#include <algorithm>
#include <cstdio>
#include <future>
#include <set>
#include <thread>
#include <utility>

namespace custos::storage {
namespace {

constexpr std::size_t kBatchBytes = 4 << 20;  // stored; ten times as much when unpacked
constexpr std::size_t kCheckpointPage = 1000;
constexpr TimeMs kSaveEvery = 5000;

unsigned ThreadsOr(unsigned wanted) { return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency()); }

std::string Count(std::uint64_t number) { return std::to_string(number); }

}  // namespace

Verifier::Verifier(EvidenceSource& source, const Clock& clock, VerifyOptions options)
    : source_(source), clock_(clock), options_(std::move(options)) {}

Verifier::~Verifier() = default;

Result<VerifyReport> Verifier::Run() {
  report_.started_at = clock_.Now();
  if (Status status = Prepare(); !status) return status.error();

  const std::uint64_t to = options_.to == 0 ? end_ : std::min(options_.to, end_);
  const Result<std::uint64_t> start = Resume();
  if (!start) return start.error();
  const std::uint64_t from = std::min(*start, to) / kTileWidth * kTileWidth;
  const std::uint64_t tail = end_ / kTileWidth * kTileWidth;  // the last chunk stands in no tile: always read
  const std::uint64_t range_end = std::min(end_, (to + kTileWidth - 1) / kTileWidth * kTileWidth);
  whole_ = from == 0 && range_end == end_;
  report_.first = from;
  report_.end = range_end;

  tree_ = std::make_unique<TreeCheck>(source_, faults_, std::move(anchors_));
  records_ = std::make_unique<RecordCheck>(faults_, from);
  if (options_.rows && source_.rows() != nullptr) {
    rows_ =
        std::make_unique<RowCheck>(*source_.rows(), faults_, [this](std::uint64_t index) { return MessageAt(index); });
  }

  if (Status status = tree_->Skip(from); !status) return status.error();
  manifests_->SkipTo(from, true);
  if (resumed_) records_->Resume(resumed_->erased, resumed_->receipts);
  if (Status status = ReadRange(from, range_end); !status) return status.error();
  if (range_end < end_) {
    if (Status status = tree_->Skip(tail); !status) return status.error();
    records_->Gap(tail);
    manifests_->SkipTo(tail, true);
    if (Status status = ReadRange(tail, end_); !status) return status.error();
  }
  if (Status status = Finish(); !status) return status.error();
  return std::move(report_);
}

Status Verifier::Prepare() {
  std::string vkey = options_.public_key;
  if (vkey.empty()) {
    Result<std::string> stored = source_.PublicKey();
    if (!stored) return stored.error();
    vkey = std::move(*stored);
  }
  vkey_ = vkey.substr(0, vkey.find('\n'));
  const Result<NoteVerifier> key = NoteVerifier::Parse(vkey);
  if (!key && !options_.public_key.empty()) return key.error();
  if (!key) faults_.Add("key_invalid", 0, "the archive's public key is not one");
  if (key) {
    if (Status status = ReadAnchors(*key); !status) return status;
    const Countersigned& wanted = options_.countersigned;
    Status status = CheckCountersigned(source_, *key, wanted, options_.to, faults_, report_);
    if (!status) return status;
  }
  manifests_ = std::make_unique<ManifestCheck>(faults_);
  const Status read = manifests_->Read(source_, key ? &*key : nullptr, options_.manifests);
  if (!read) return read;
  // Read last: whatever was signed before is part of it.
  Result<LogHead> head = source_.Head();
  if (!head) return head.error();
  head_ = std::move(*head);
  if (key && !head_.note.empty()) AddAnchor(*key, head_.note, head_.size, "newest signed state");
  anchors_.push_back({head_.size, head_.root, "stored end of the log"});
  std::stable_sort(anchors_.begin(), anchors_.end(), [](const Anchor& a, const Anchor& b) { return a.size < b.size; });
  end_ = anchors_.back().size;
  if (head_.size < end_) {
    faults_.Add("log_truncated", head_.size, "signed states reach to " + Count(end_) + ", the stored end does not");
  }
  report_.tree_size = end_;
  return {};
}

Status Verifier::ReadAnchors(const NoteVerifier& key) {
  for (std::uint64_t after = 0;;) {
    const Result<std::vector<StoredCheckpoint>> page = source_.Checkpoints(after, kCheckpointPage);
    if (!page) return page.error();
    if (page->empty()) break;
    for (const StoredCheckpoint& checkpoint : *page) AddAnchor(key, checkpoint.note, checkpoint.size, "checkpoint");
    after = page->back().size;
  }
  const Result<std::optional<std::string>> external = source_.ExternalCheckpoint();
  if (!external) return external.error();
  if (external->has_value()) AddAnchor(key, **external, std::nullopt, "checkpoint outside the store");
  return {};
}

void Verifier::AddAnchor(const NoteVerifier& key, const std::string& note, std::optional<std::uint64_t> filed,
                         const std::string& what) {
  const Result<Checkpoint> checkpoint = key.ParseAndVerify(note);
  if (!checkpoint) {
    faults_.Add("checkpoint_invalid", filed.value_or(0), what + ": " + checkpoint.error().message);
    return;
  }
  if (filed && *filed != checkpoint->size) {
    faults_.Add("checkpoint_mismatch", *filed, what + " is signed for size " + Count(checkpoint->size));
  }
  anchors_.push_back({checkpoint->size, checkpoint->root, what + " of size " + Count(checkpoint->size)});
}

Status Verifier::ReadRange(std::uint64_t first, std::uint64_t end) {
  if (first >= end) return {};
  range_start_ = first;
  const Result<std::uint64_t> start = source_.BundleAt(first);
  if (!start) return start.error();
  // While one batch is folded into the tree on this thread, the next one is opened and hashed on others.
  std::future<std::vector<ScannedBundle>> ahead;
  std::uint64_t next = *start;
  const auto read_ahead = [&]() -> Status {
    Result<std::vector<StoredBundle>> stored = source_.Bundles(next, kBatchBytes);
    if (!stored) return stored.error();
    if (stored->empty()) return {};
    next = stored->back().first + 1;
    ahead = std::async(std::launch::async, [bundles = std::move(*stored), threads = ThreadsOr(options_.threads)] {
      return ScanBundles(bundles, threads);
    });
    return {};
  };
  if (Status status = read_ahead(); !status) return status;
  while (ahead.valid() && tree_->size() < end) {
    if (options_.stop.stop_requested()) return Error{ErrorKind::kUnavailable, "verify.stopped", "stopped on request"};
    std::vector<ScannedBundle> batch = ahead.get();
    if (Status status = read_ahead(); !status) return status;
    if (Status status = TakeBatch(batch, end); !status) return status;
  }
  if (tree_->size() < end) {
    if (!std::exchange(gap_named_, false)) {
      faults_.Add(end == end_ ? "log_truncated" : "record_missing", tree_->size(),
                  "no leaves from here to " + Count(end - 1));
    }
    records_->Gap(end);
    return tree_->AddMissing(end);
  }
  return {};
}

Status Verifier::TakeBatch(std::vector<ScannedBundle>& batch, std::uint64_t end) {
  PutInOrder(batch);
  const std::uint64_t before = tree_->size();
  for (const ScannedBundle& scan : batch) {
    if (Status status = TakeBundle(scan, end); !status) return status;
  }
  if (rows_) {
    if (Status status = CompareRows(batch, before, tree_->size()); !status) return status;
  }
  Report(end);
  return SaveState();
}

// Where to begin: where the state file says, when it is about this log and the stored tiles still agree with it.
Result<std::uint64_t> Verifier::Resume() {
  if (options_.state_file.empty() || options_.from != 0 || options_.to != 0) return options_.from;
  Result<std::optional<VerifyState>> state = LoadVerifyState(options_.state_file);
  if (!state) return state.error();
  if (!state->has_value()) return options_.from;
  const Error foreign{ErrorKind::kConflict, "verify.state_foreign",
                      options_.state_file + " does not fit this archive: take it away to begin anew"};
  if ((*state)->public_key != vkey_ || (*state)->position > end_) return foreign;
  const Result<Digest> root = StoredRoot(source_, (*state)->position);
  if (!root || *root != (*state)->root) return foreign;
  resumed_ = std::move(*state);
  return resumed_->position;
}

// Only a state without faults is kept: a run that goes on later must find them again.
Status Verifier::SaveState() {
  if (options_.state_file.empty() || options_.from != 0 || options_.to != 0 || !faults_.empty()) return {};
  const TimeMs now = clock_.Now();
  if (now - saved_at_ < kSaveEvery && now >= saved_at_) return {};
  saved_at_ = now;
  VerifyState state;
  state.position = std::min({tree_->size(), records_->FirstUnjudged(), manifests_->FirstOpen()});
  state.position = state.position / kTileWidth * kTileWidth;
  if (state.position == 0 || (resumed_ && state.position <= resumed_->position)) return {};
  const Result<Digest> root = StoredRoot(source_, state.position);
  if (!root) return {};  // tiles that are not there are named at the end
  state.root = *root;
  state.public_key = vkey_;
  state.erased = records_->erased();
  state.receipts = records_->receipts();
  return SaveVerifyState(options_.state_file, state);
}

// Bundles that stand in each other's place are named and put back. One that says another index than it is filed under
// without such a partner is not believed.
void Verifier::PutInOrder(std::vector<ScannedBundle>& batch) {
  std::set<std::uint64_t> firsts;
  for (const ScannedBundle& scan : batch) firsts.insert(scan.first);
  bool swapped = false;
  std::uint64_t covered = tree_->size();
  for (ScannedBundle& scan : batch) {
    if (scan.bundle && scan.first == scan.filed) covered = std::max(covered, scan.end);
    if (!scan.bundle || scan.first == scan.filed) continue;
    if (firsts.contains(scan.filed)) {
      if (!swapped) faults_.Add("records_swapped", scan.filed, "whole bundles stand in each other's place");
      swapped = true;
      continue;
    }
    faults_.Add(scan.filed < covered ? "record_forged" : "record_changed", scan.filed,
                "a bundle that says another index than it is filed under");
    scan.bundle.reset();
    scan.faults.clear();
    scan.first = scan.filed;
  }
  if (!swapped) return;
  std::stable_sort(batch.begin(), batch.end(),
                   [](const ScannedBundle& a, const ScannedBundle& b) { return a.first < b.first; });
}

Status Verifier::TakeBundle(const ScannedBundle& scan, std::uint64_t end) {
  report_.bytes += scan.bytes;
  if (scan.bundle) report_.unpacked_bytes += scan.bundle->body_size();
  const std::uint64_t expected = tree_->size();
  if (expected >= end) return {};  // appended while we read
  if (!scan.bundle) {              // its leaves are missing; the next readable bundle tells how many
    for (const VerifyFault& fault : scan.faults) faults_.Add(fault.code, expected, fault.detail);
    gap_named_ = true;
    return {};
  }
  if (scan.end <= expected && scan.first < expected && expected > range_start_) {
    faults_.Add("record_forged", scan.first, "a bundle for leaves that others already hold");
    return {};
  }
  for (const VerifyFault& fault : scan.faults) {
    if (fault.position >= expected && fault.position < end) faults_.Add(fault.code, fault.position, fault.detail);
  }
  if (scan.first > expected) {
    if (!std::exchange(gap_named_, false)) {
      faults_.Add("record_missing", expected, "no leaves from here to " + Count(std::min(scan.first, end) - 1));
    }
    records_->Gap(scan.first);
    if (Status status = tree_->AddMissing(std::min(scan.first, end)); !status) return status;
  }
  gap_named_ = false;
  if (scan.first < expected && expected > range_start_) {
    faults_.Add("record_forged", expected, "two bundles hold leaves of the same index");
  }
  return TakeLeaves(scan, end);
}

Status Verifier::TakeLeaves(const ScannedBundle& scan, std::uint64_t end) {
  for (std::uint64_t index = std::max(scan.first, tree_->size()); index < std::min(scan.end, end); ++index) {
    const Leaf& leaf = scan.leaves[index - scan.first];
    const bool damaged = scan.damaged[index - scan.first];
    if (Status status = tree_->Add(leaf.hash, damaged); !status) return status;
    if (damaged) {
      records_->Gap(index + 1);
    } else {
      records_->Add(leaf);
      manifests_->Add(leaf);
    }
  }
  if (scan.end > end && source_.frozen() && end == end_) {
    faults_.Add("checkpoint_mismatch", end, "leaves beyond the newest signed state");
  }
  return {};
}

Status Verifier::CompareRows(const std::vector<ScannedBundle>& batch, std::uint64_t first, std::uint64_t end) {
  std::vector<const ScannedBundle*> run;
  std::uint64_t run_first = first;
  std::uint64_t expected = first;
  const auto flush = [&](std::uint64_t run_end) -> Status {
    if (run.empty() || run_end <= run_first) return {};
    return rows_->Check(run, run_first, run_end);
  };
  for (const ScannedBundle& scan : batch) {
    if (!scan.bundle || scan.end <= expected || scan.first >= end) continue;
    if (scan.first > expected) {  // rows of missing leaves are not judged
      if (Status status = flush(expected); !status) return status;
      run.clear();
      run_first = scan.first;
    }
    run.push_back(&scan);
    expected = scan.end;
  }
  return flush(std::min(expected, end));
}

void Verifier::Report(std::uint64_t end) {
  if (options_.progress) options_.progress({tree_->size(), end, report_.bytes});
}

Result<std::optional<Message>> Verifier::MessageAt(std::uint64_t index) {
  if (!reread_ || index < reread_->first() || index >= reread_->end()) {
    const Result<std::uint64_t> first = source_.BundleAt(index);
    if (!first) return first.error();
    const Result<std::vector<StoredBundle>> stored = source_.Bundles(*first, 1);
    if (!stored) return stored.error();
    Result<Bundle> bundle = stored->empty() ? Result<Bundle>(Error{}) : Bundle::Decode(stored->front().bytes);
    if (!bundle) return std::optional<Message>();
    reread_ = std::move(*bundle);
  }
  Result<Message> message = reread_->ReadMessage(index);
  return message ? std::optional<Message>(std::move(*message)) : std::optional<Message>();
}

Status Verifier::Finish() {
  if (Status status = tree_->Finish(); !status) return status;
  if (whole_ && source_.frozen()) {
    const Result<std::vector<StoredBundle>> more = source_.Bundles(end_, 1);
    if (!more) return more.error();
    if (!more->empty()) faults_.Add("checkpoint_mismatch", end_, "leaves beyond the newest signed state");
  }
  manifests_->Finish(end_, whole_);
  if (whole_ || resumed_) records_->Finish();
  records_->FinishJudged();
  if (whole_ && rows_) {
    const auto size_now = [&]() -> Result<std::uint64_t> {
      const Result<LogHead> head = source_.Head();
      if (!head) return head.error();
      return std::max(head->size, end_);
    };
    if (Status status = rows_->CheckBeyond(end_, size_now); !status) return status;
    if (Status status = rows_->Finish(end_); !status) return status;
  }
  if (const std::optional<Digest> root = tree_->Root()) report_.root = Base64Encode(AsBytes(*root));
  report_.messages = records_->messages();
  report_.manifests = manifests_->checked();
  report_.faults = faults_.TakeSorted();
  report_.ok = report_.faults.empty();
  report_.resumed_from = resumed_ ? resumed_->position : 0;
  if (!options_.state_file.empty()) std::remove(options_.state_file.c_str());
  report_.finished_at = clock_.Now();
  return {};
}

}  // namespace custos::storage
