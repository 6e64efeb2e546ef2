// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/wecom/callback_crypt.h"
#include "connectors/wecom/callback_event.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto crypt =
      custos::wecom::CallbackCrypt::Create("token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "ww00");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)crypt->Decrypt(bytes);
  (void)custos::wecom::ParseCallback("wecom:fuzz", std::string(bytes));
  return 0;
}
