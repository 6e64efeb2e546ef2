// SPDX-License-Identifier: Apache-2.0
#include "storage/format/intake_key.h"

#include "core/digest.h"

namespace custos::storage {

std::string IntakeKey(std::string_view source, std::string_view key) {
  const Digest digest = Sha256({source, std::string_view("\0", 1), key});
  return std::string(AsBytes(digest).substr(0, 16));
}

}  // namespace custos::storage
