// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/field.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace custos::rules {
namespace {

constexpr std::pair<std::string_view, FieldId> kFields[] = {
    {"text", FieldId::kText},
    {"type", FieldId::kType},
    {"action", FieldId::kAction},
    {"source", FieldId::kSource},
    {"room", FieldId::kRoom},
    {"recalls", FieldId::kRecalls},
    {"from", FieldId::kFrom},
    {"to", FieldId::kTo},
    {"members", FieldId::kMembers},
    {"quote.text", FieldId::kQuoteText},
    {"quote.speaker", FieldId::kQuoteSpeaker},
    {"phones", FieldId::kPhones},
    {"domains", FieldId::kDomains},
    {"media.kind", FieldId::kMediaKind},
    {"media.name", FieldId::kMediaName},
    {"media.size", FieldId::kMediaSize},
    {"media.seconds", FieldId::kMediaSeconds},
    {"employee", FieldId::kEmployee},
    {"customer", FieldId::kCustomer},
    {"device", FieldId::kDevice},
    {"departments", FieldId::kDepartments},
    {"customer_tags", FieldId::kCustomerTags},
};

constexpr std::string_view kDetailPrefix = "detail.";

constexpr std::pair<std::string_view, Transform> kTransforms[] = {{"domain", Transform::kDomain},
                                                                  {"phone", Transform::kPhone},
                                                                  {"extension", Transform::kExtension},
                                                                  {"length", Transform::kLength},
                                                                  {"count", Transform::kCount}};

constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
    {"equals", Comparison::kEquals},      {"contains", Comparison::kContains}, {"startswith", Comparison::kStartsWith},
    {"endswith", Comparison::kEndsWith},  {"re", Comparison::kRegex},          {"gt", Comparison::kGreater},
    {"gte", Comparison::kGreaterOrEqual}, {"lt", Comparison::kLess},           {"lte", Comparison::kLessOrEqual},
    {"outside", Comparison::kOutside},    {"exists", Comparison::kExists}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return Lower(c); });
  return out;
}

bool IsPhone(std::string_view digits) {
  const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
  const bool landline = digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0' && digits[1] != '0';
  const bool service = digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
  return mobile || landline || service;
}

// Without the prefix of the country.
std::string_view National(std::string_view digits) {
  for (const std::string_view prefix : {"0086", "86"}) {
    if (digits.starts_with(prefix) && IsPhone(digits.substr(prefix.size()))) return digits.substr(prefix.size());
  }
  return digits;
}

}  // namespace

std::optional<Field> ParseField(std::string_view name) {
  if (name.starts_with(kDetailPrefix)) {
    Field field{FieldId::kDetail, {}, Transform::kNone};
    name.remove_prefix(kDetailPrefix.size());
    while (true) {
      const auto dot = name.find('.');
      if (name.substr(0, dot).empty()) return std::nullopt;
      field.path.emplace_back(name.substr(0, dot));
      if (dot == std::string_view::npos) return field;
      name.remove_prefix(dot + 1);
    }
  }
  const auto found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const auto& f) { return f.first == name; });
  if (found == std::end(kFields)) return std::nullopt;
  return Field{found->second, {}, Transform::kNone};
}

std::optional<Transform> ParseTransform(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kTransforms), std::end(kTransforms), [&](const auto& t) { return t.first == name; });
  if (found == std::end(kTransforms)) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> FieldNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, id] : kFields) names.push_back(name);
  names.push_back(kDetailPrefix);
  return names;
}

std::vector<std::string_view> TransformNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, transform] : kTransforms) names.push_back(name);
  return names;
}

std::optional<Comparison> ParseComparison(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kComparisons), std::end(kComparisons), [&](const auto& c) { return c.first == name; });
  if (found == std::end(kComparisons)) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> ComparisonNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, comparison] : kComparisons) names.push_back(name);
  return names;
}

std::string DomainOf(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  if (const auto user = address.rfind('@'); user != std::string_view::npos) address.remove_prefix(user + 1);
  address = address.substr(0, address.find(':'));
  while (address.ends_with('.')) address.remove_suffix(1);
  return address.find('.') == std::string_view::npos ? std::string() : Lower(address);
}

std::string PhoneOf(std::string_view written) {
  std::string digits;
  std::copy_if(written.begin(), written.end(), std::back_inserter(digits), IsDigit);
  const std::string_view national = National(digits);
  return IsPhone(national) ? std::string(national) : std::string();
}

std::vector<std::string> PhonesIn(std::string_view text) {
  std::vector<std::string> phones;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (const auto national = National(text.substr(at, end - at)); IsPhone(national)) phones.emplace_back(national);
    at = std::max(end, at + 1);
  }
  return phones;
}

std::vector<std::string> DomainsIn(std::string_view text) {
  // A bare domain counts under a common ending only: 报价.pdf and 3.5 are none.
  static const re2::RE2 kAddress(
      R"((?i)https?://([a-z0-9][a-z0-9.-]*\.[a-z]{2,})|((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|cn|net|org|top|xyz|cc|)"
      R"(vip|io|me|info|shop|site|club|co|tv|app|ltd|pro|work|online|link|fun|store|tech|wang|ink|ren|mobi|biz|asia|hk|)"
      R"(tw|gov|edu))(?:[^a-z0-9.-]|\.?$))");
  std::vector<std::string> domains;
  if (text.find('.') == std::string_view::npos) return domains;
  re2::StringPiece rest(text.data(), text.size()), linked, bare;
  while (re2::RE2::FindAndConsume(&rest, kAddress, &linked, &bare)) {
    const auto& found = linked.empty() ? bare : linked;
    domains.push_back(Lower(std::string_view(found.data(), found.size())));
  }
  return domains;
}

}  // namespace custos::rules
