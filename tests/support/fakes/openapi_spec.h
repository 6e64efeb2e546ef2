// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace custos::testing {

/// Reads openapi.yaml and checks answers against it: the schema keywords that the file uses (type, required, enum,
/// const, pattern, properties, items, additionalProperties, oneOf, allOf, $ref). Properties that a schema does not name
/// are faults, so that the contract stays complete.
class OpenApiSpec {
 public:
  explicit OpenApiSpec(const std::string& file);
  ~OpenApiSpec();

  struct Operation {
    std::string id;
    std::string method;  ///< upper case
    std::string path;
  };
  std::vector<Operation> Operations() const;

  /// What is wrong with an answer; empty when it fits. A status or media type that is not listed is a fault.
  std::vector<std::string> Check(const std::string& operation, int status, const std::string& media_type,
                                 const std::string& body) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace custos::testing
