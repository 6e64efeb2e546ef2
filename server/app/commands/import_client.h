// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"

namespace custos::app {

struct ServerReply {
  long status = 0;
  std::string body;
};

/// A running server as a program with an API token sees it. Waits and asks again while nobody answers. One thread.
class ImportClient {
 public:
  ImportClient(std::string server, std::string token);
  ~ImportClient();

  /// kUnavailable "server.unreachable" after about a minute of trying; any answer is a reply.
  Result<ServerReply> Ask(const std::string& method, const std::string& path, const std::string& body = {});

  /// Brings a file to the server, from where an earlier try stopped, and returns the id of the upload. `progress` is
  /// told how many bytes are there.
  Result<std::string> Upload(const std::filesystem::path& file, const std::function<void(std::uint64_t)>& progress);

 private:
  Result<ServerReply> AskOnce(const std::string& method, const std::string& path, const std::string& body);

  struct State;
  std::unique_ptr<State> state_;
};

/// The code of an answer that says no, with its explanation.
Error ErrorOf(const ServerReply& reply);

}  // namespace custos::app
