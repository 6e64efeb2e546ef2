// SPDX-License-Identifier: Apache-2.0
#include "server/studio/pack_service.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/log.h"
#include "server/studio/rule_documents.h"

namespace custos::server::studio {
namespace {

using storage::PackState;
using storage::PackVersion;

constexpr std::size_t kKeptValidations = 4;

struct MoveRule {
  PackState from;
  PackState to;
  const char* action;
  bool second_person;
};
constexpr std::array kMoves{
    MoveRule{PackState::kDraft, PackState::kReview, "submit", false},
    MoveRule{PackState::kReview, PackState::kDraft, "send_back", false},
    MoveRule{PackState::kShadow, PackState::kDraft, "send_back", false},
    MoveRule{PackState::kReview, PackState::kShadow, "shadow", true},
    MoveRule{PackState::kReview, PackState::kActive, "publish", true},
    MoveRule{PackState::kShadow, PackState::kActive, "publish", true},
    MoveRule{PackState::kRetired, PackState::kActive, "roll_back", false},
    MoveRule{PackState::kReview, PackState::kRetired, "retire", false},
    MoveRule{PackState::kShadow, PackState::kRetired, "retire", false},
};

const MoveRule* FindMove(PackState from, PackState to) {
  const auto found =
      std::find_if(kMoves.begin(), kMoves.end(), [&](const MoveRule& m) { return m.from == from && m.to == to; });
  return found == kMoves.end() ? nullptr : found;
}

bool IsAuthor(const PackVersion& version, std::uint64_t user_id) {
  return std::find(version.authors.begin(), version.authors.end(), user_id) != version.authors.end();
}

/// A version that was given up, or never published, is not one to roll back to.
bool WasInForce(const PackVersion& version) { return version.published_at != 0; }

bool Judges(PackState state) { return state == PackState::kActive || state == PackState::kShadow; }

/// NAME.yaml of letters, digits, '.', '_' and '-', in one of the folders of a pack.
bool IsPath(std::string_view path) {
  for (const std::string_view folder : {"local/rules/", "local/filters/", "local/", "rules/"}) {
    if (!path.starts_with(folder)) continue;
    path.remove_prefix(folder.size());
    break;
  }
  if (!path.ends_with(".yaml") || path.size() <= 5 || path.size() > 120 || path.front() == '.') return false;
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

Error BadFile(const std::string& why) { return {ErrorKind::kInvalid, "pack.file", why}; }

Result<storage::PackFiles> Changed(storage::PackFiles files, const FileChanges& changes) {
  for (const auto& [path, text] : changes) {
    if (!IsPath(path))
      return BadFile("a file of a pack is NAME.yaml, also in rules/, local/, local/rules/ or local/filters/");
    if (!text) {
      files.erase(path);
    } else if (text->size() > kMaxFileBytes) {
      return BadFile("a file of a pack has at most 1 MiB");
    } else {
      files[path] = *text;
    }
  }
  std::size_t bytes = 0;
  for (const auto& [path, text] : files) bytes += text.size();
  if (files.size() > kMaxPackFiles || bytes > kMaxPackBytes) return BadFile("the pack is too large");
  return files;
}

}  // namespace

PackService::PackService(storage::PackStore& store, PackSwitch& in_force, const Clock& clock)
    : store_(store), in_force_(in_force), clock_(clock) {}

bool PackService::by_directory() const {
  const std::scoped_lock lock(mutex_);
  return by_directory_;
}

std::uint64_t PackService::version_in_force() const {
  const std::scoped_lock lock(mutex_);
  return active_id_;
}

std::map<std::string, RulePlace> PackService::Places() const {
  const std::scoped_lock lock(mutex_);
  return places_;
}

std::shared_ptr<const Validation> PackService::Validate(const storage::PackFiles& files) {
  const Digest content = storage::ContentOf(files);
  {
    const std::scoped_lock lock(mutex_);
    const auto known =
        std::find_if(checked_.begin(), checked_.end(), [&](const auto& kept) { return kept.first == content; });
    if (known != checked_.end()) {
      checked_.splice(checked_.begin(), checked_, known);
      return checked_.front().second;
    }
  }
  loads_.acquire();
  rules::LoadResult loaded = rules::RuleSet::Load(files);
  loads_.release();
  auto validation = std::make_shared<Validation>();
  validation->rules = std::move(loaded.rules);
  validation->for_trial = std::move(loaded.compiled);
  validation->report = std::move(loaded.report);
  validation->examples = loaded.examples;
  if (validation->rules != nullptr) {
    validation->facts = {.digest = validation->rules->digest(),
                         .name = validation->rules->name(),
                         .version = validation->rules->version(),
                         .rules = validation->rules->rules().size()};
  }
  const std::scoped_lock lock(mutex_);
  checked_.emplace_front(content, validation);
  if (checked_.size() > kKeptValidations) checked_.pop_back();
  return validation;
}

Result<PackVersion> PackService::Import(const storage::PackFiles& files, const Validation& checked, PackSource source,
                                        bool at_once) {
  const auto known = store_.FindContent(storage::ContentOf(files));
  if (!known) return known.error();
  if (known->has_value()) {
    const PackVersion& version = **known;
    const bool usable = version.state != PackState::kDraft && version.state != PackState::kActive;
    if (version.state == PackState::kActive || (!at_once && usable)) return version;
    if (usable) {
      storage::PackMove move;
      move.from = version.state;
      move.to = PackState::kActive;
      move.action = WasInForce(version) ? "roll_back" : "publish";
      move.at = clock_.Now();
      return store_.Move(version.id, version.revision, move);
    }
  }
  storage::NewPack pack;
  pack.state = at_once ? PackState::kActive : PackState::kReview;
  pack.origin = source == PackSource::kDirectory ? storage::PackOrigin::kDirectory : storage::PackOrigin::kShipped;
  pack.files = files;
  pack.facts = checked.facts;
  pack.at = clock_.Now();
  return store_.Create(pack);
}

Status PackService::Start(const storage::PackFiles& files, PackSource source) {
  const std::scoped_lock publishing(publishing_);
  auto active = store_.Newest(PackState::kActive);
  if (!active) return active.error();
  const auto brought = Validate(files);
  const Error invalid{ErrorKind::kInvalid, "rules.pack_invalid", brought->report.ToText()};
  const auto known = store_.FindContent(storage::ContentOf(files));
  if (!known) return known.error();
  const bool new_in_demo = source == PackSource::kDemo && !known->has_value();
  bool at_once = source == PackSource::kDirectory || new_in_demo || !active->has_value();
  if (!brought->valid() && at_once) return invalid;

  if (!at_once) {
    const auto stored = store_.Files((*active)->id);
    const auto loads = stored && Validate(*stored)->valid();
    if (!loads) {
      Log(LogLevel::kError, "the rule pack in force does not load with this program, the one shipped takes its place",
          {{"version", (*active)->id}});
      if (!brought->valid()) return invalid;
      at_once = true;
    }
  }
  if (brought->valid()) {
    auto imported = Import(files, *brought, source, at_once);
    if (!imported) return imported.error();
    if (at_once) *active = std::move(*imported);
  }
  {
    const std::scoped_lock lock(mutex_);
    by_directory_ = source == PackSource::kDirectory;
  }
  auto in_force = store_.Files((*active)->id);
  if (!in_force) return in_force.error();
  return PutInForce(**active, *in_force, Validate(*in_force)->rules);
}

Status PackService::Refresh() {
  const std::scoped_lock publishing(publishing_);
  const auto active = store_.Newest(PackState::kActive);
  if (!active) return active.error();
  if (!active->has_value()) return {};
  {
    const std::scoped_lock lock(mutex_);
    if ((*active)->id == active_id_) return {};
  }
  const auto files = store_.Files((*active)->id);
  if (!files) return files.error();
  const auto checked = Validate(*files);
  if (!checked->valid()) return Error{ErrorKind::kInvalid, "rules.pack_invalid", checked->report.ToText()};
  return PutInForce(**active, *files, checked->rules);
}

Status PackService::PutInForce(const PackVersion& version, const storage::PackFiles& files,
                               std::shared_ptr<const rules::RuleSet> rules) {
  if (const Status status = in_force_.PutInForce(std::move(rules), version); !status) return status;
  auto places = FindRules(files);
  const std::scoped_lock lock(mutex_);
  active_id_ = version.id;
  active_content_ = version.content;
  places_ = std::move(places);
  return {};
}

Result<storage::PackFiles> PackService::Overlay(std::uint64_t id, const FileChanges& changes) {
  auto files = store_.Files(id);
  if (!files) return files.error();
  return Changed(std::move(*files), changes);
}

Result<PackVersion> PackService::Draft(const storage::PackActor& by, std::uint64_t from, const FileChanges& changes,
                                       const std::string& note) {
  const std::uint64_t base = from == 0 ? version_in_force() : from;
  auto files = Overlay(base, changes);
  if (!files) return files.error();
  const auto checked = Validate(*files);
  return store_.Create({.state = PackState::kDraft,
                        .origin = storage::PackOrigin::kStudio,
                        .files = std::move(*files),
                        .facts = checked->facts,
                        .from_id = base,
                        .note = note,
                        .by = by,
                        .at = clock_.Now()});
}

Result<PackVersion> PackService::Save(const storage::PackActor& by, std::uint64_t id, std::uint64_t revision,
                                      const FileChanges& changes) {
  auto files = Overlay(id, changes);
  if (!files) return files.error();
  const auto checked = Validate(*files);
  return store_.Save(id, revision, *files, checked->facts, by, clock_.Now());
}

std::vector<PackState> PackService::MovesOf(const PackVersion& version, std::uint64_t user_id) const {
  std::vector<PackState> moves;
  for (const MoveRule& move : kMoves) {
    if (move.from != version.state) continue;
    if (move.second_person && IsAuthor(version, user_id)) continue;
    if (Judges(move.to) && by_directory()) continue;
    if (move.from == PackState::kRetired && !WasInForce(version)) continue;
    moves.push_back(move.to);
  }
  return moves;
}

Result<PackVersion> PackService::Move(const storage::PackActor& by, std::uint64_t id, std::uint64_t revision,
                                      PackState to, const std::string& note) {
  const std::scoped_lock publishing(publishing_);
  const auto version = store_.Get(id);
  if (!version) return version.error();
  if (version->revision != revision) return Error{ErrorKind::kConflict, "pack.changed", "the version was changed"};
  const MoveRule* move = FindMove(version->state, to);
  if (move == nullptr || (move->from == PackState::kRetired && !WasInForce(*version))) {
    return Error{ErrorKind::kConflict, "pack.state", "this move is not allowed"};
  }
  if (Judges(to) && by_directory()) {
    return Error{ErrorKind::kConflict, "pack.by_directory", "the settings name the pack directory"};
  }
  if (move->second_person && IsAuthor(*version, by.id)) {
    return Error{ErrorKind::kDenied, "pack.four_eyes", "somebody else has to publish it"};
  }
  const auto files = store_.Files(id);
  if (!files) return files.error();
  std::shared_ptr<const Validation> checked;
  if (to == PackState::kReview || Judges(to)) {
    checked = Validate(*files);
    if (!checked->valid()) return Error{ErrorKind::kConflict, "pack.invalid", "the pack does not load"};
  }
  auto moved = store_.Move(
      id, revision, {.from = move->from, .to = to, .action = move->action, .note = note, .by = by, .at = clock_.Now()});
  if (!moved || to != PackState::kActive) return moved;
  // The store has decided. If the log is away now, Refresh swaps as soon as it is back.
  if (const Status status = PutInForce(*moved, *files, checked->rules); !status) return status.error();
  return moved;
}

std::map<std::string, RulePlace> FindRules(const storage::PackFiles& files) {
  std::map<std::string, RulePlace> places;
  for (const auto& [path, text] : files) {
    if (!path.starts_with("rules/") && !path.starts_with("local/rules/")) continue;
    for (const RuleDocument& document : SplitDocuments(text)) {
      if (!document.rule_id.empty()) places.try_emplace(document.rule_id, RulePlace{path, document.line});
    }
  }
  return places;
}

}  // namespace custos::server::studio
