// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class ImportState : std::uint8_t { kRunning = 0, kDone = 1, kFailed = 2, kCancelled = 3 };

std::string_view ToString(ImportState state);  ///< running, done, failed, cancelled

/// How far an import came. Written together, so that it goes on where it stopped.
struct ImportProgress {
  std::uint64_t offset = 0;  ///< bytes of the file that are done
  std::uint64_t line = 1;
  std::string memory;                          ///< of the parser
  std::uint64_t accepted = 0;                  ///< records that were new
  std::uint64_t duplicate = 0;                 ///< records that were there already
  std::uint64_t refused = 0;                   ///< kept aside with a reason
  std::uint64_t skipped = 0;                   ///< not for the archive: drafts, second legs
  std::map<std::string, std::uint64_t> codes;  ///< why, of refused and skipped ones
};

/// A record that was refused, by its place in the file.
struct ImportFault {
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
  std::string code;
};

/// A file of records on its way into the archive.
struct ImportJob {
  std::uint64_t id = 0;
  ImportState state = ImportState::kRunning;
  std::string upload;  ///< id of the file in the upload store
  std::string file_name;
  std::uint64_t size = 0;
  std::string format;
  std::string source;
  std::string options;  ///< JSON
  ImportProgress progress;
  std::string problem;         ///< stable code of why it failed
  std::string problem_detail;  ///< for the person who asked, never content
  std::uint64_t user_id = 0;
  std::string user_name;
  TimeMs created_at = 0;
  TimeMs updated_at = 0;
  TimeMs finished_at = 0;
};

struct ImportPage {
  std::vector<ImportJob> items;  ///< newest first
  std::string next_cursor;
};

/// Imports and what came of them. Thread-safe.
class ImportStore {
 public:
  static constexpr std::size_t kMostFaults = 10'000;  ///< kept of one import; all are counted

  virtual ~ImportStore() = default;

  virtual Result<ImportJob> Create(const ImportJob& job) = 0;  ///< everything but the id
  virtual Result<ImportJob> Get(std::uint64_t id) = 0;         ///< kNotFound "import.not_found"
  virtual Result<ImportPage> List(const std::string& cursor, std::size_t limit) = 0;
  /// The oldest that is not finished; nullopt when all are.
  virtual Result<std::optional<ImportJob>> NextUnfinished() = 0;
  /// Writes progress and the faults found since; true when somebody cancelled it meanwhile.
  virtual Result<bool> Beat(std::uint64_t id, const ImportProgress& progress, const std::vector<ImportFault>& faults,
                            TimeMs now) = 0;
  virtual Status Finish(std::uint64_t id, ImportState state, const std::string& problem, const std::string& detail,
                        TimeMs now) = 0;
  /// Changes nothing when it is finished.
  virtual Status Cancel(std::uint64_t id, TimeMs now) = 0;
  /// Faults after this line, in order of lines.
  virtual Result<std::vector<ImportFault>> Faults(std::uint64_t id, std::uint64_t after_line, std::size_t limit) = 0;
};

}  // namespace custos::storage
