// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace custos::wecom_sim {

/// What a message says about one of its files.
struct MediaTicket {
  std::string sdk_file_id;
  std::string md5;
  std::uint64_t size = 0;
};

/// The corp's files. A file is either kept here, or made again from its name by the maker, so that a company of any
/// size needs no memory for media. Thread-safe.
class MediaLibrary {
 public:
  /// Gives the bytes of a named file, always the same; nullopt when the name is not one of its own.
  using Maker = std::function<std::optional<std::string>(std::string_view name)>;

  void SetMaker(Maker maker);

  /// Keeps `bytes` and names them.
  MediaTicket Add(std::string bytes);

  /// The ticket of a file that the maker knows.
  MediaTicket Describe(const std::string& name);

  /// The bytes behind a sdkfileid; nullopt when it is none of ours or was forgotten.
  std::optional<std::string> Find(std::string_view sdk_file_id);

  /// Makes every file so far unknown, as when its retention ran out.
  void Forget();

 private:
  std::optional<std::string> Bytes(const std::string& name);

  std::mutex mutex_;
  Maker maker_;
  std::map<std::string, std::string> kept_;
  std::map<std::string, MediaTicket> tickets_;
  std::map<std::string, std::string> recent_;  ///< made files, so that chunks need not make them again
};

}  // namespace custos::wecom_sim
