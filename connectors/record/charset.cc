// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/charset.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>
#include <vector>

namespace custos::record {

bool IsUtf8(std::string_view bytes) {
  std::int32_t at = 0;
  const auto size = static_cast<std::int32_t>(bytes.size());
  while (at < size) {
    UChar32 c = 0;
    U8_NEXT(bytes.data(), at, size, c);
    if (c <= 0) return false;
  }
  return true;
}

std::optional<std::string> ToUtf8(std::string_view bytes, const std::string& charset) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset.c_str(), &error), ucnv_close);
  if (U_FAILURE(error)) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  std::vector<char16_t> wide(bytes.size() + 1);
  const std::int32_t length = ucnv_toUChars(converter.get(), wide.data(), static_cast<std::int32_t>(wide.size()),
                                            bytes.data(), static_cast<std::int32_t>(bytes.size()), &error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string text;
  icu::UnicodeString(false, wide.data(), length).toUTF8String(text);
  if (!IsUtf8(text)) return std::nullopt;
  return text;
}

}  // namespace custos::record
