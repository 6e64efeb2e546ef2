// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/message.h"
#include "rules/facts.h"
#include "rules/matcher/field.h"

namespace custos::rules {

/// Reads fields of one message. The details are parsed when the first rule asks for them, and once. Reused from message
/// to message by one thread.
class FieldReader {
 public:
  FieldReader();
  ~FieldReader();
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  void Reset(const Message& message, const Facts& facts);

  /// The values of a field after its transform, folded; none when the message has no such field. Numbers are in
  /// decimal.
  std::vector<std::string> Values(const Field& field);

 private:
  struct Details;

  std::vector<std::string> Raw(const Field& field);

  const Message* message_ = nullptr;
  const Facts* facts_ = nullptr;
  std::unique_ptr<Details> details_;
};

}  // namespace custos::rules
