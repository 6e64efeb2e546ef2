// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::rules {

/// What of a message a selection looks at.
enum class FieldId : std::uint8_t {
  kText,
  kType,
  kAction,
  kSource,
  kRoom,
  kRecalls,
  kFrom,
  kTo,
  kMembers,  ///< speaker and receivers
  kQuoteText,
  kQuoteSpeaker,
  kPhones,   ///< telephone numbers in the text
  kDomains,  ///< domains of links and bare domains in the text
  kMediaKind,
  kMediaName,
  kMediaSize,     ///< bytes
  kMediaSeconds,  ///< duration
  kEmployee,
  kCustomer,
  kDevice,
  kDepartments,
  kCustomerTags,
  kDetail,  ///< a path into Message::detail
};

/// What becomes of a value before it is compared.
enum class Transform : std::uint8_t {
  kNone,
  kDomain,     ///< of an address its domain
  kPhone,      ///< of a telephone number its digits, without the prefix of the country
  kExtension,  ///< of a file name what follows the last point
  kLength,     ///< of a text the number of its characters
  kCount,      ///< of all values of the field their number
};

/// How a value of a field is compared with what a rule gives.
enum class Comparison : std::uint8_t {
  kEquals,  ///< one of the texts; with a domain also everything under it
  kContains,
  kStartsWith,
  kEndsWith,
  kRegex,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kOutside,  ///< some value is none of the texts; never when no text is given, because then nothing is known
  kExists,   ///< the field has a value ("true") or has none ("false")
};

struct Field {
  FieldId id = FieldId::kText;
  std::vector<std::string> path;  ///< of kDetail
  Transform transform = Transform::kNone;
};

/// "type", "media.size", "detail.item.link_url"; nullopt for an unknown name.
std::optional<Field> ParseField(std::string_view name);
std::optional<Transform> ParseTransform(std::string_view name);    ///< "domain", "phone", …
std::optional<Comparison> ParseComparison(std::string_view name);  ///< "equals", "contains", "startswith", …
/// All names of fields; "detail." stands for every path.
std::vector<std::string_view> FieldNames();
std::vector<std::string_view> TransformNames();
std::vector<std::string_view> ComparisonNames();

/// Host of an address or a bare domain, in lower case; empty when there is none.
std::string DomainOf(std::string_view address);
/// Digits of a telephone number of China: 11 of a mobile one, area code and number, or 400 and 800 numbers. Empty when
/// it is none.
std::string PhoneOf(std::string_view written);
/// Every telephone number in a text whose digits are already plain.
std::vector<std::string> PhonesIn(std::string_view text);
/// Every domain in a text in lower case: of links, and bare ones that cannot be file names.
std::vector<std::string> DomainsIn(std::string_view text);

}  // namespace custos::rules
