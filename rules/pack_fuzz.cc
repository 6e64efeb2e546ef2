// SPDX-License-Identifier: Apache-2.0
// Any bytes as a rule file and a message: loading reports, judging agrees with itself, places lie inside the text.
#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/loader/regex_tree.h"
#include "rules/rule_set.h"

namespace {

using custos::rules::PackFiles;
using custos::rules::RuleSet;

void Require(bool holds) {
  if (!holds) std::abort();
}

// What ParseRegex understands must mean something to RE2 as well.
void CheckRegex(std::string_view regex) {
  if (regex.size() > 200 || !custos::rules::ParseRegex(regex)) return;
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(64 << 20);
  const re2::RE2 made(re2::StringPiece(regex.data(), regex.size()), options);
  Require(made.ok() || made.error_code() == re2::RE2::ErrorPatternTooLarge ||
          made.error_code() == re2::RE2::ErrorBadUTF8);
}

void CheckJudging(const RuleSet& rules, const std::string& text) {
  custos::Message message;
  message.text = text;
  message.role = custos::Role::kRep;
  message.type = "text";
  const auto findings = rules.Judge(message);
  Require(findings.size() == rules.Judge(message).size());
  for (const auto& finding : findings) {
    for (const auto& span : finding.spans) Require(span.begin <= span.end && span.end <= text.size());
  }
}

}  // namespace

// The input: a rule file, a line "=====", a message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kBorder = "\n=====\n";
  const auto border = input.find(kBorder);
  const std::string rule(input.substr(0, border));
  const std::string text(border == std::string_view::npos ? input : input.substr(border + kBorder.size()));
  CheckRegex(text);
  const PackFiles files{{"pack.yaml",
                         "name: fuzz\nversion: '1'\nengine: 1\nfold: [separators, numerals, variants]\n"
                         "categories: {c: {zh: c, en: c}}\n"},
                        {"words.yaml", "pay: [转, 打, 付]\nme: [我, 俺]\n"},
                        {"variants.yaml", "words:\n  微信: [薇信, vx]\n"},
                        {"rules/r.yaml", rule}};
  const auto loaded = RuleSet::Load(files);
  if (loaded.rules) CheckJudging(*loaded.rules, text);
  return 0;
}
