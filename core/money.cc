// SPDX-License-Identifier: Apache-2.0
#include "core/money.h"

#include <algorithm>
#include <array>

namespace custos {
namespace {

// Codes of ISO 4217 that money is paid in.
constexpr std::string_view kTwoDigits =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
constexpr std::string_view kNoDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

struct Word {
  std::string_view text;
  std::string_view currency;
};

// The longer before those they contain.
constexpr std::array kWords{Word{"人民币元", "CNY"}, Word{"人民币", "CNY"}, Word{"RMB", "CNY"},  Word{"CNH", "CNY"},
                            Word{"HK$", "HKD"},      Word{"港币", "HKD"},   Word{"港元", "HKD"}, Word{"US$", "USD"},
                            Word{"美元", "USD"},     Word{"美金", "USD"},   Word{"NT$", "TWD"},  Word{"新台币", "TWD"},
                            Word{"欧元", "EUR"},     Word{"英镑", "GBP"},   Word{"日元", "JPY"}, Word{"韩元", "KRW"},
                            Word{"元", "CNY"},       Word{"¥", "CNY"},      Word{"$", "USD"},    Word{"€", "EUR"},
                            Word{"£", "GBP"}};

bool Among(std::string_view list, std::string_view code) {
  for (std::size_t at = 0; at + 3 <= list.size(); at += 4) {
    if (list.substr(at, 3) == code) return true;
  }
  return false;
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Without spaces, full-width signs and digits as their plain ones, letters in capitals.
std::string Plain(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("￥")) {
      plain += "¥";
      i += 2;
    } else if (rest.starts_with("\xE3\x80\x80")) {  // U+3000
      i += 2;
    } else if (rest.starts_with("\xC2\xA0")) {  // U+00A0
      i += 1;
    } else if (rest.size() > 2 && (rest.starts_with("\xEF\xBC") || rest.starts_with("\xEF\xBD"))) {
      const int low =
          ((static_cast<unsigned char>(rest[1]) & 0x3F) << 6) | (static_cast<unsigned char>(rest[2]) & 0x3F);
      const int ascii = 0xF000 + low - 0xFEE0;
      if (ascii > 0x20 && ascii < 0x7F) {
        plain += static_cast<char>(ascii);
      } else {
        plain += rest.substr(0, 3);
      }
      i += 2;
    } else if (static_cast<unsigned char>(text[i]) > ' ') {
      plain += text[i];
    }
  }
  return Upper(plain);
}

/// Takes the currency off one end of the text; false when what is not an amount is no currency.
bool TakeCurrency(std::string& text, std::string& currency, bool& shared) {
  const auto first = std::find_if(text.begin(), text.end(), IsDigit);
  const auto last = std::find_if(text.rbegin(), text.rend(), IsDigit);
  if (first == text.end()) return false;
  // A point may stand in front of the first digit.
  const auto begin = first != text.begin() && *(first - 1) == '.' ? first - 1 : first;
  for (const std::string& word : {std::string(text.begin(), begin), std::string(last.base(), text.end())}) {
    if (word.empty()) continue;
    const auto read = ReadCurrency(word);
    if (!read) return false;
    const bool yen = word == "¥";
    if (!currency.empty() && !shared && !yen && *read != currency) return false;
    if (currency.empty() || shared) {
      currency = *read;
      shared = yen;
    }
  }
  text = std::string(begin, last.base());
  return true;
}

/// Takes out the commas between groups of three; false when they stand elsewhere.
bool TakeCommas(std::string& whole) {
  if (whole.find(',') == std::string::npos) return true;
  std::string digits;
  std::size_t group = 0;
  bool first = true;
  for (const char c : whole) {
    if (c != ',') {
      digits += c;
      ++group;
      continue;
    }
    if (group == 0 || group > 3 || (!first && group != 3)) return false;
    first = false;
    group = 0;
  }
  if (group != 3) return false;
  whole = digits;
  return true;
}

}  // namespace

std::optional<int> MinorDigits(std::string_view currency) {
  if (currency.size() != 3) return std::nullopt;
  if (Among(kTwoDigits, currency)) return 2;
  if (Among(kNoDigits, currency)) return 0;
  if (Among(kThreeDigits, currency)) return 3;
  return std::nullopt;
}

std::optional<std::string> ReadCurrency(std::string_view text) {
  const std::string plain = Plain(text);
  if (MinorDigits(plain)) return plain;
  for (const Word& word : kWords) {
    if (plain == word.text) return std::string(word.currency);
  }
  return std::nullopt;
}

std::optional<Money> ReadMoney(std::string_view text, std::string_view currency) {
  std::string amount = Plain(text);
  std::string named;
  bool shared = false;
  if (!TakeCurrency(amount, named, shared)) return std::nullopt;
  Money money;
  money.currency = !currency.empty() ? std::string(currency) : !named.empty() ? named : "CNY";
  const bool yen = shared && money.currency == "JPY";
  if (!named.empty() && named != money.currency && !yen) return std::nullopt;
  const auto digits = MinorDigits(money.currency);
  if (!digits) return std::nullopt;
  const std::size_t point = std::min(amount.find('.'), amount.size());
  std::string whole = amount.substr(0, point);
  std::string rest = point < amount.size() ? amount.substr(point + 1) : std::string();
  if (!TakeCommas(whole)) return std::nullopt;
  while (rest.size() > static_cast<std::size_t>(*digits) && rest.ends_with('0')) rest.pop_back();
  if (rest.size() > static_cast<std::size_t>(*digits) || (whole.empty() && rest.empty())) return std::nullopt;
  rest.append(static_cast<std::size_t>(*digits) - rest.size(), '0');
  for (const char c : whole + rest) {
    if (!IsDigit(c)) return std::nullopt;
    money.minor = money.minor * 10 + (c - '0');
    if (money.minor > kMostMoney) return std::nullopt;
  }
  return money;
}

std::string FormatAmount(const Money& money) {
  const std::size_t digits = static_cast<std::size_t>(MinorDigits(money.currency).value_or(2));
  const bool below = money.minor < 0;
  std::string text = std::to_string(below ? -money.minor : money.minor);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, 1, '.');
  return below ? "-" + text : text;
}

}  // namespace custos
