// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace custos::storage {

/// Tells when the evidence log has grown, whoever appended. Calls back from a thread of its own with the new size;
/// after a lost connection once with size 0, because something may have been missed. Ends with the object.
class LogListener {
 public:
  using Callback = std::function<void(std::uint64_t tree_size)>;
  LogListener(std::string conninfo, Callback callback);

 private:
  void Run(const std::stop_token& stop);
  void Listen(const std::stop_token& stop);

  const std::string conninfo_;
  const Callback callback_;
  std::jthread thread_;
};

}  // namespace custos::storage
