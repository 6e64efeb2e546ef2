// SPDX-License-Identifier: Apache-2.0
#include "tests/support/phone_sim/device_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/digest.h"

namespace custos::phone_sim {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Error Unwritable(const fs::path& path) {
  return {ErrorKind::kUnavailable, "phone_sim.file", "cannot write " + path.string()};
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// On disk on return.
Status WriteOut(const fs::path& path, const std::string& bytes, int flags) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  if (fd < 0) return Unwritable(path);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  const bool good = done == bytes.size() && ::fsync(fd) == 0;
  ::close(fd);
  return good ? Status() : Unwritable(path);
}

/// All of it or what was there before.
Status Replace(const fs::path& path, const std::string& bytes) {
  const fs::path fresh = path.string() + ".new";
  if (const Status written = WriteOut(fresh, bytes, O_TRUNC); !written) return written;
  std::error_code error;
  fs::rename(fresh, path, error);
  return error ? Status(Unwritable(path)) : Status();
}

}  // namespace

Result<DeviceLog> DeviceLog::Open(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / "files", error);
  if (error) return Unwritable(folder);
  DeviceLog log(folder);
  const json state = json::parse(ReadAll(folder / "state.json"), nullptr, false);
  if (state.is_object()) {
    log.url_ = state.value("url", "");
    log.device_ = state.value("device_id", "");
    log.secret_ = state.value("secret", "");
    log.acknowledged_ = state.value("acknowledged", std::uint64_t{0});
  }
  const fs::path path = folder / "log.ndjson";
  const std::string text = ReadAll(path);
  std::size_t whole = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', whole)) {
    log.lines_.push_back(text.substr(whole, end - whole));
    whole = end + 1;
  }
  if (whole < text.size()) fs::resize_file(path, whole, error);
  return log;
}

Status DeviceLog::Save() const {
  return Replace(
      folder_ / "state.json",
      json{{"url", url_}, {"device_id", device_}, {"secret", secret_}, {"acknowledged", acknowledged_}}.dump());
}

Status DeviceLog::Enrolled(const std::string& url, const std::string& device, const std::string& secret) {
  url_ = url;
  device_ = device;
  secret_ = secret;
  return Save();
}

Status DeviceLog::Append(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (const Status written = WriteOut(folder_ / "log.ndjson", text, O_APPEND); !written) return written;
  lines_.insert(lines_.end(), lines.begin(), lines.end());
  return {};
}

std::vector<std::string> DeviceLog::Waiting(std::size_t count) const {
  const auto first = std::min<std::uint64_t>(acknowledged_, lines_.size());
  const auto last = std::min<std::uint64_t>(first + count, lines_.size());
  return {lines_.begin() + static_cast<std::ptrdiff_t>(first), lines_.begin() + static_cast<std::ptrdiff_t>(last)};
}

Status DeviceLog::Acknowledge(std::uint64_t seq) {
  acknowledged_ = seq;
  return Save();
}

Result<std::string> DeviceLog::KeepFile(const std::string& bytes) {
  std::string name = HexEncode(AsBytes(Sha256(bytes)));
  if (const Status kept = Replace(folder_ / "files" / name, bytes); !kept) return kept.error();
  return name;
}

std::vector<std::pair<std::string, fs::path>> DeviceLog::Files() const {
  std::vector<std::pair<std::string, fs::path>> files;
  for (const auto& entry : fs::directory_iterator(folder_ / "files")) {
    const std::string name = entry.path().filename().string();
    if (name.size() == 64) files.emplace_back(name, entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace custos::phone_sim
