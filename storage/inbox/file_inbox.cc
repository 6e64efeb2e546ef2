// SPDX-License-Identifier: Apache-2.0
#include "storage/inbox/file_inbox.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/log.h"
#include "storage/format/wire.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

enum Kind : std::uint8_t { kItem = 0, kDropped = 1 };

struct Record {
  std::uint8_t kind = kItem;
  std::uint64_t id = 0;
  TimeMs received_at = 0;
  std::string box, reason, body;
};

std::string EncodeItem(const std::string& box, const InboxItem& item) {
  std::string out;
  PutByte(out, kItem);
  PutUint(out, item.id);
  PutBytes(out, box);
  PutSint(out, item.received_at);
  PutBytes(out, item.reason);
  PutBytes(out, item.body);
  return out;
}

std::string EncodeDrop(const std::string& box, std::uint64_t id) {
  std::string out;
  PutByte(out, kDropped);
  PutUint(out, id);
  PutBytes(out, box);
  return out;
}

Result<Record> Decode(std::string_view payload) {
  WireReader in(payload);
  Record record;
  record.kind = in.Byte(kDropped);
  record.id = in.Uint();
  record.box = in.Bytes();
  if (record.kind == kItem) {
    record.received_at = in.Sint();
    record.reason = in.Bytes();
    record.body = in.Bytes();
  }
  if (!in.Finished()) return Error{ErrorKind::kCorrupt, "journal.record", "a record of the inbox is malformed"};
  return record;
}

}  // namespace

Result<std::unique_ptr<FileInbox>> FileInbox::Open(const fs::path& directory, InboxBounds bounds) {
  std::unique_ptr<FileInbox> inbox(new FileInbox(directory, bounds));
  if (const Status read = inbox->ReadDirectory(); !read) return read.error();
  return inbox;
}

FileInbox::~FileInbox() {
  std::unique_lock lock(mutex_);
  if (!open_->drops.empty()) Lead(lock);
}

Status FileInbox::ReadDirectory() {
  std::error_code failed;
  fs::create_directories(directory_, failed);
  fs::permissions(directory_, fs::perms::owner_all, failed);
  if (failed) return Error{ErrorKind::kUnavailable, "journal.write", failed.message()};
  std::vector<std::shared_ptr<JournalFile>> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_, failed)) {
    if (entry.path().extension() != ".journal") continue;
    Result<std::unique_ptr<JournalFile>> file = JournalFile::Open(entry.path());
    if (file) {
      files.push_back(std::move(*file));
    } else if (file.error().kind == ErrorKind::kCorrupt) {
      fs::remove(entry.path(), failed);  // a crash while it was made: nothing was ever in it
    } else {
      return file.error();
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a->number() < b->number(); });
  for (const auto& file : files) {
    if (const Status read = ReadJournal(file); !read) return read;
  }
  if (journals_.empty()) {
    Result<std::shared_ptr<JournalFile>> first = NewFile();
    if (!first) return first.error();
    journals_.push_back({std::move(*first), 0});
  }
  Reclaim();
  if (spare_ != nullptr) return {};
  Result<std::shared_ptr<JournalFile>> spare = NewFile();
  if (!spare) return spare.error();
  spare_ = std::move(*spare);
  return {};
}

Status FileInbox::ReadJournal(const std::shared_ptr<JournalFile>& file) {
  last_number_ = std::max(last_number_, file->number());
  journals_.push_back({file, 0});
  std::size_t malformed = 0;
  const Result<std::size_t> damaged = file->Scan([&](std::size_t offset, std::string_view payload) {
    const Result<Record> record = Decode(payload);
    if (!record) {
      ++malformed;
      return;
    }
    last_id_ = std::max(last_id_, record->id);
    if (record->kind == kDropped) {
      Forget(record->box, record->id);
    } else {
      boxes_[record->box].push_back({record->id, record->received_at, file, offset});
      ++journals_.back().waiting;
    }
  });
  if (!damaged) return damaged.error();
  if (*damaged + malformed > 0) {
    Log(LogLevel::kError, "records of the inbox are damaged and were passed over", {{"records", *damaged + malformed}});
  }
  return {};
}

Result<std::shared_ptr<JournalFile>> FileInbox::NewFile() {
  const std::uint64_t number = ++last_number_;
  std::string name = std::to_string(number);
  name.insert(0, 12 - std::min<std::size_t>(12, name.size()), '0');
  Result<std::unique_ptr<JournalFile>> file =
      JournalFile::Create(directory_ / (name + ".journal"), number, bounds_.file_bytes);
  if (!file) return file.error();
  return std::shared_ptr<JournalFile>(std::move(*file));
}

Status FileInbox::Put(const std::string& box, InboxItem item) {
  std::unique_lock lock(mutex_);
  item.id = last_id_ + 1;
  std::string payload = EncodeItem(box, item);
  if (payload.size() + JournalFile::kHead + JournalFile::kRecordHead > bounds_.file_bytes) {
    return Error{ErrorKind::kInvalid, "inbox.too_large", "the item is larger than a journal"};
  }
  last_id_ = item.id;
  const std::shared_ptr<Batch> batch = open_;
  batch->items.push_back({box, item.id, item.received_at, std::move(payload)});
  while (!batch->done) {
    if (writing_) {
      written_.wait(lock);
    } else {
      Lead(lock);
    }
  }
  return batch->status;
}

/// Writes the open batch for everybody who waits for it.
void FileInbox::Lead(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  const std::shared_ptr<Batch> batch = std::exchange(open_, std::make_shared<Batch>());
  lock.unlock();
  Result<std::vector<Place>> places = Write(*batch);
  lock.lock();
  writing_ = false;
  batch->done = true;
  if (places) {
    for (std::size_t i = 0; i < places->size(); ++i) {
      ++JournalOf(*places->at(i).file).waiting;
      boxes_[batch->items[i].box].push_back(std::move(places->at(i)));
    }
  } else {
    batch->status = places.error();
    open_->drops.merge(batch->drops);
  }
  Reclaim();
  written_.notify_all();
}

Result<std::vector<FileInbox::Place>> FileInbox::Write(const Batch& batch) {
  std::vector<Place> places;
  std::shared_ptr<JournalFile> file;
  const auto append = [&](const std::string& payload) -> Result<std::size_t> {
    Result<std::shared_ptr<JournalFile>> room = Room(payload.size());
    if (!room) return room.error();
    if (file != nullptr && *room != file) {
      if (const Status synced = file->Sync(); !synced) return synced.error();
    }
    file = std::move(*room);
    return file->Append(payload);
  };
  for (const Coming& item : batch.items) {
    const Result<std::size_t> offset = append(item.payload);
    if (!offset) return offset.error();
    places.push_back({item.id, item.received_at, file, *offset});
  }
  for (const auto& [box, id] : batch.drops) {
    if (const Result<std::size_t> offset = append(EncodeDrop(box, id)); !offset) return offset.error();
  }
  if (file == nullptr || batch.items.empty()) return places;
  if (const Status synced = file->Sync(); !synced) {
    file->Close();  // what the disk failed to take once cannot be asked of it again
    return synced.error();
  }
  return places;
}

/// The newest journal, or the one that follows it when it is full.
Result<std::shared_ptr<JournalFile>> FileInbox::Room(std::size_t payload) {
  const std::scoped_lock lock(mutex_);
  if (journals_.back().file->Fits(payload)) return journals_.back().file;
  if (journals_.size() >= bounds_.files) {
    return Error{ErrorKind::kUnavailable, "inbox.busy", "too much waits to be taken out"};
  }
  std::shared_ptr<JournalFile> next = std::move(spare_);
  if (next != nullptr) {
    if (const Status restarted = next->Restart(++last_number_); !restarted) return restarted.error();
  } else {
    Result<std::shared_ptr<JournalFile>> made = NewFile();
    if (!made) return made;
    next = std::move(*made);
  }
  journals_.push_back({next, 0});
  return next;
}

Result<std::vector<InboxItem>> FileInbox::Oldest(const std::string& box, std::size_t limit) {
  std::vector<Place> places;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = boxes_.find(box);
    if (found == boxes_.end()) return std::vector<InboxItem>();
    const auto& all = found->second;
    places.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(limit, all.size())));
  }
  std::vector<InboxItem> items;
  for (const Place& place : places) {
    const Result<std::string> payload = place.file->Read(place.offset);
    if (!payload) return payload.error();
    Result<Record> record = Decode(*payload);
    if (!record) return record.error();
    items.push_back({record->id, std::move(record->reason), std::move(record->body), record->received_at});
  }
  return items;
}

Status FileInbox::Drop(const std::string& box, std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  Forget(box, id);
  std::uint64_t& dropped = open_->drops[box];
  dropped = std::max(dropped, id);
  if (!writing_) Reclaim();
  return {};
}

void FileInbox::Forget(const std::string& box, std::uint64_t id) {
  const auto found = boxes_.find(box);
  if (found == boxes_.end()) return;
  std::deque<Place>& places = found->second;
  while (!places.empty() && places.front().id <= id) {
    --JournalOf(*places.front().file).waiting;
    places.pop_front();
  }
  if (places.empty()) boxes_.erase(found);
}

FileInbox::Journal& FileInbox::JournalOf(const JournalFile& file) {
  return *std::find_if(journals_.begin(), journals_.end(),
                       [&](const Journal& journal) { return journal.file.get() == &file; });
}

/// Only from the oldest on: what a later journal says was dropped may stand in an earlier one.
void FileInbox::Reclaim() {
  while (journals_.size() > 1 && journals_.front().waiting == 0) {
    std::shared_ptr<JournalFile> file = std::move(journals_.front().file);
    journals_.pop_front();
    if (spare_ == nullptr) {
      spare_ = std::move(file);
    } else {
      std::error_code ignored;  // it holds nothing that is needed: the next start finds it and tries again
      fs::remove(file->path(), ignored);
    }
  }
}

Result<std::vector<InboxDepth>> FileInbox::Depths() {
  const std::scoped_lock lock(mutex_);
  std::vector<InboxDepth> depths;
  for (const auto& [box, places] : boxes_) depths.push_back({box, places.size(), places.front().received_at});
  return depths;
}

}  // namespace custos::storage
