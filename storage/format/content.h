// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/alert_detail.h"
#include "storage/format/record.h"

namespace custos::storage {

using Salt = std::array<std::uint8_t, 16>;

/// Who decided or erased, and why.
struct Statement {
  std::uint64_t user_id = 0;
  std::string user_name;
  std::string note;

  bool operator==(const Statement&) const = default;
};

// Canonical contents, FORMAT.md section 4. Decoders return kCorrupt for anything that is not canonical.

/// The whole message but its envelope digest, which stands in the record.
std::string EncodeContent(const Message& message);
Result<Message> DecodeContent(std::string_view content);

/// The public fields only, without decoding the rest. `envelope` is left zero.
Result<MessageFields> DecodeContentFields(std::string_view content);

std::string EncodeFindings(const std::vector<Finding>& findings, const AlertDetail& detail = {});
/// `detail` is filled unless it is null.
Result<std::vector<Finding>> DecodeFindings(std::string_view content, AlertDetail* detail = nullptr);

std::string EncodeStatement(const Statement& statement);
Result<Statement> DecodeStatement(std::string_view content);

/// The salt of a leaf, from the secret seed of its bundle.
Salt SaltOf(const Digest& seed, std::uint64_t index);

/// What a record says of its content.
Digest Commitment(const Salt& salt, std::string_view content);

}  // namespace custos::storage
