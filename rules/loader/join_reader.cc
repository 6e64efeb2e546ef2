// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/join_reader.h"

#include <string>

#include "rules/loader/meta_reader.h"

namespace custos::rules {
namespace {

constexpr TimeMs kLongest = TimeMs{3600} * 1000;

}  // namespace

JoinSettings ReadJoin(const Node& node, const std::map<std::string, std::vector<std::string>>& lists, Fields* fields) {
  JoinSettings settings;
  if (!fields->IsMap(node, {"messages", "within", "words"})) return settings;
  if (const Node* words = node.Find("words")) {
    const auto list = lists.find(fields->Scalar(*words));
    if (list == lists.end()) {
      fields->Fault("pack.join", *words, "words names a list of words.yaml");
    } else {
      settings.words.insert(list->second.begin(), list->second.end());
    }
  }
  if (const Node* messages = node.Find("messages")) {
    const std::string number = fields->Scalar(*messages);
    const bool known = number == "10" || (number.size() == 1 && number[0] >= '1' && number[0] <= '9');
    if (known) settings.messages = static_cast<std::size_t>(std::stoi(number));
    if (!known) fields->Fault("pack.join", *messages, "messages is a number from 1 (no joining) to 10");
  }
  if (const Node* within = node.Find("within")) {
    const auto span = ParseTimespan(fields->Scalar(*within));
    if (span && *span <= kLongest) {
      settings.within_ms = *span;
    } else {
      fields->Fault("pack.join", *within, "within is a time span up to one hour, for example 120s");
    }
  }
  return settings;
}

}  // namespace custos::rules
