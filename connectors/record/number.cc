// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/number.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

namespace custos::record {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kLongestNumber = 64;

// Android's -1 unknown, -2 restricted, -3 payphone, -4 unavailable; the words of exchanges and exporters.
constexpr std::array<std::string_view, 14> kWithheldWords = {
    "",          "-1",         "-2",      "-3",          "-4",        "null",           "unknown",
    "anonymous", "restricted", "private", "unavailable", "(unknown)", "private number", "withheld"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

bool IsWithheld(std::string_view written) {
  std::string lower(written);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kWithheldWords.begin(), kWithheldWords.end(), lower) != kWithheldWords.end();
}

bool HasOnlyNumberCharacters(std::string_view written) {
  return std::all_of(written.begin(), written.end(), [](char c) {
    return IsDigit(c) || std::string_view("+-() ./*#").find(c) != std::string_view::npos;
  });
}

std::string DigitsOf(std::string_view written) {
  std::string digits;
  std::copy_if(written.begin(), written.end(), std::back_inserter(digits), IsDigit);
  return digits;
}

// Carrier and service numbers of China: 10xxx and 106… (SMS ports), 95xxx, 96xxx, 12xxx. They are no subscribers, and a
// country code in front of them is the handset's doing.
bool IsChineseService(std::string_view digits) {
  return digits.size() >= 3 && (digits.starts_with("10") || digits.starts_with("95") || digits.starts_with("96") ||
                                digits.starts_with("12") || digits.starts_with("11"));
}

}  // namespace

Result<std::unique_ptr<NumberReader>> NumberReader::Create(std::string region) {
  std::set<std::string> known;
  PhoneNumberUtil::GetInstance()->GetSupportedRegions(&known);
  if (known.count(region) == 0) {
    return Error{ErrorKind::kInvalid, "records.unknown_region",
                 "the region must be two capital letters of ISO 3166, such as CN"};
  }
  return std::unique_ptr<NumberReader>(new NumberReader(std::move(region)));
}

Number NumberReader::Read(std::string_view written) const {
  const std::string_view text = Trim(written).substr(0, kLongestNumber);
  if (IsWithheld(text)) return {};
  std::string digits = DigitsOf(text);
  if (digits.empty() || !HasOnlyNumberCharacters(text)) return {NumberKind::kSender, std::string(text)};
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(std::string(text), region_, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return {NumberKind::kService, std::move(digits)};
  }
  std::string full;
  util.Format(number, PhoneNumberUtil::E164, &full);
  if (full.starts_with('+')) full.erase(0, 1);
  if (util.IsValidNumber(number)) return {NumberKind::kOutside, std::move(full)};
  if (number.country_code() == 86) {
    const std::string national = std::to_string(number.national_number());
    if (IsChineseService(national)) return {NumberKind::kService, national};
  }
  // Ranges that the library does not know yet are still written in full.
  const bool local_only = util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE;
  if (local_only) return {NumberKind::kService, std::move(digits)};
  return {NumberKind::kOutside, std::move(full)};
}

bool NumberReader::IsPublicShortNumber(std::string_view digits) const {
  if (region_ == "CN" && digits.size() >= 5 && IsChineseService(digits)) return true;
  PhoneNumber number;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  if (util.Parse(std::string(digits), region_, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
  static const i18n::phonenumbers::ShortNumberInfo known;
  return known.IsValidShortNumberForRegion(number, region_);
}

std::string BareNumber(std::string_view written) {
  std::string bare;
  for (const char c : Trim(written)) {
    const bool counts = IsDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
                        std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '@' || c == '*' || c == '#';
    if (counts || (c == '+' && bare.empty())) bare += c;
  }
  return bare;
}

}  // namespace custos::record
