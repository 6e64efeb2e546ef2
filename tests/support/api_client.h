// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace custos::testing {

struct ApiAnswer {
  long status = 0;      ///< 0 when nobody answered
  nlohmann::json body;  ///< null when the answer is not JSON
  std::string text;
  std::string etag;
};

/// A browser's view of the server: keeps its cookie, sends the CSRF header. One thread at a time.
class ApiClient {
 public:
  explicit ApiClient(std::string base_url);
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  /// Signs in with `password`, which may be empty, else with `new_password`; a one-time password is changed to
  /// `new_password`. False when the server refuses.
  bool SignIn(const std::string& login, const std::string& password, const std::string& new_password);

  ApiAnswer Get(const std::string& path);
  ApiAnswer Patch(const std::string& path, const nlohmann::json& body, const std::string& if_match = {});
  ApiAnswer Delete(const std::string& path);
  ApiAnswer Put(const std::string& path, const nlohmann::json& body, const std::string& if_match = {});
  ApiAnswer Post(const std::string& path, const nlohmann::json& body, const std::string& if_match = {});
  /// The bytes of a file as the body.
  ApiAnswer PostFile(const std::string& path, const std::string& bytes) { return Send("POST", path, bytes, {}); }

 private:
  ApiAnswer Send(const std::string& method, const std::string& path, const std::string& body,
                 const std::string& if_match);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace custos::testing
