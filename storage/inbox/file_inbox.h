// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/inbox.h"
#include "storage/inbox/journal_file.h"

namespace custos::storage {

/// The bounds of an inbox; beyond them it is busy.
struct InboxBounds {
  std::size_t file_bytes = std::size_t{8} << 20;  ///< of one journal file: also the bound of one item
  std::size_t files = 128;
};

/// The inbox as journals in a directory of its own. It stands beside the database and not in it: a commit of the
/// archive or a database that is away delays no answer. What was dropped just before a crash may come again.
class FileInbox final : public Inbox {
 public:
  /// Reads what an earlier run left. The directory must belong to this process alone. kUnavailable "journal.…".
  static Result<std::unique_ptr<FileInbox>> Open(const std::filesystem::path& directory, InboxBounds bounds = {});

  ~FileInbox() override;

  /// Whoever calls while another's items are being written joins the next write. kInvalid "inbox.too_large".
  Status Put(const std::string& box, InboxItem item) override;
  Result<std::vector<InboxItem>> Oldest(const std::string& box, std::size_t limit) override;
  Status Drop(const std::string& box, std::uint64_t id) override;
  Result<std::vector<InboxDepth>> Depths() override;

 private:
  struct Place {
    std::uint64_t id = 0;
    TimeMs received_at = 0;
    std::shared_ptr<JournalFile> file;
    std::size_t offset = 0;
  };
  struct Coming {
    std::string box;
    std::uint64_t id = 0;
    TimeMs received_at = 0;
    std::string payload;
  };
  /// Items that become durable together.
  struct Batch {
    std::vector<Coming> items;
    std::map<std::string, std::uint64_t> drops;  ///< by box; nobody waits for them
    bool done = false;
    Status status;
  };
  struct Journal {
    std::shared_ptr<JournalFile> file;
    std::size_t waiting = 0;  ///< items in it that are not dropped
  };

  FileInbox(std::filesystem::path directory, InboxBounds bounds)
      : directory_(std::move(directory)), bounds_(bounds), open_(std::make_shared<Batch>()) {}

  Status ReadDirectory();
  Status ReadJournal(const std::shared_ptr<JournalFile>& file);
  void Lead(std::unique_lock<std::mutex>& lock);
  Result<std::vector<Place>> Write(const Batch& batch);
  Result<std::shared_ptr<JournalFile>> Room(std::size_t payload);
  Result<std::shared_ptr<JournalFile>> NewFile();
  void Forget(const std::string& box, std::uint64_t id);
  Journal& JournalOf(const JournalFile& file);
  void Reclaim();

  const std::filesystem::path directory_;
  const InboxBounds bounds_;

  std::mutex mutex_;
  std::condition_variable written_;
  bool writing_ = false;          ///< somebody writes: only he touches the newest journal
  std::shared_ptr<Batch> open_;   ///< what the next write takes
  std::deque<Journal> journals_;  ///< oldest first; the last is written to
  std::shared_ptr<JournalFile> spare_;
  std::map<std::string, std::deque<Place>> boxes_;
  std::uint64_t last_id_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace custos::storage
