// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "connectors/connector.h"
#include "connectors/records.h"
#include "core/clock.h"
#include "storage/import_store.h"
#include "storage/upload_store.h"

namespace custos::server::imports {

/// What somebody wants imported.
struct ImportOrder {
  std::string upload;  ///< id of a complete upload
  std::string owner;   ///< whose upload it must be, as in UploadSpec
  std::string format;
  RecordOptions options;  ///< source and what else was told; `now` and `file` are filled in here
  std::uint64_t user_id = 0;
  std::string user_name;
};

/// Brings files of records into the archive, one after the other, behind everybody else who delivers. A file is read in
/// pieces; its position is kept, so that after a restart it goes on where it stopped. Thread-safe.
class ImportService {
 public:
  /// Employees by number for the records of a source, asked when a file is begun.
  using Numbers = std::function<std::map<std::string, std::string>(const std::string& source)>;
  /// Where the records of a file go that are not for the archive; nullptr for all others.
  using OwnSink = std::function<std::unique_ptr<IntakeSink>(const storage::ImportJob& job)>;

  ImportService(storage::ImportStore& store, storage::UploadStore& uploads, const RecordFormats& formats,
                IntakeSink& sink, const Clock& clock, Numbers numbers, OwnSink own_sink = {});
  ~ImportService();

  /// kInvalid: an unknown format, a bad option ("records.…"), a file that is not complete ("import.incomplete_file");
  /// kNotFound "upload.not_found".
  Result<storage::ImportJob> Start(const ImportOrder& order);
  Status Cancel(std::uint64_t id);

  std::vector<std::string> formats() const { return formats_.names(); }
  storage::ImportStore& store() { return store_; }

  /// Ends within a batch; what is not done goes on after the next start.
  void Stop();

 private:
  void Loop(const std::stop_token& stop);
  void Wait(std::chrono::milliseconds time, const std::stop_token& stop);

  storage::ImportStore& store_;
  storage::UploadStore& uploads_;
  const RecordFormats& formats_;
  IntakeSink& sink_;
  const Clock& clock_;
  const Numbers numbers_;
  const OwnSink own_sink_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool waking_ = false;
  std::jthread thread_;
};

/// Options as they are stored with the job and told to people; `now`, `file` and numbers of employees are left out.
std::string ToJson(const RecordOptions& options);
RecordOptions FromJson(const std::string& text);

}  // namespace custos::server::imports
