// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/intercept_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>

namespace custos::rules {
namespace {

constexpr char kCode[] = "rule.intercept";
constexpr std::size_t kMostCharacters = 32;
constexpr std::size_t kMostWords = 3'000;
constexpr std::size_t kMostDepartments = 1'000;

std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool Has(const std::vector<RuleAction>& actions, RuleAction action) {
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

// Why the platform would not take the word; empty when it would.
std::string ProblemOf(const std::string& word) {
  if (word.empty()) return "a word must not be empty";
  if (Characters(word) > kMostCharacters) return "a word has at most 32 characters: \"" + word + "\"";
  if (word.front() == ' ' || word.back() == ' ') return "a word neither begins nor ends with a space: \"" + word + "\"";
  const bool control = std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
  return control ? "a word is of one line, without control characters" : "";
}

class InterceptReader {
 public:
  InterceptReader(const Node& node, Fields* fields) : node_(node), fields_(*fields) {}

  InterceptWords Run(const std::vector<RuleAction>& actions) {
    if (!fields_.IsMap(node_, {"action", "words", "semantics", "departments"})) return {};
    ReadAction(actions);
    ReadWords();
    ReadSemantics();
    ReadDepartments();
    return std::move(result_);
  }

 private:
  void ReadAction(const std::vector<RuleAction>& actions) {
    const std::string action = fields_.Text(node_, "action", true);
    const Node* written = node_.Find("action");
    if (written == nullptr) return;
    result_.block = action == "block";
    if (action != "block" && action != "warn") return fields_.Fault(kCode, *written, "action is block or warn");
    if (result_.block && !Has(actions, RuleAction::kBlock)) {
      fields_.Fault(kCode, *written,
                    "the platform would block what the rule itself does not: add block to its actions");
    } else if (!Has(actions, RuleAction::kBlock) && !Has(actions, RuleAction::kWarn)) {
      fields_.Fault(kCode, *written, "the rule's own actions name neither warn nor block");
    }
  }

  void ReadWords() {
    const Node* list = node_.Find("words");
    if (list == nullptr) return fields_.Fault("rule.missing_key", node_, "missing key: words");
    result_.words = fields_.Texts(*list);
    if (result_.words.empty()) fields_.Fault(kCode, *list, "the platform takes no rule without a word");
    if (result_.words.size() > kMostWords) fields_.Fault(kCode, *list, "a rule has at most 3000 words");
    std::set<std::string> seen;
    for (const std::string& word : result_.words) {
      if (const std::string problem = ProblemOf(word); !problem.empty()) fields_.Fault(kCode, *list, problem);
      if (!seen.insert(word).second) fields_.Fault(kCode, *list, "the word stands twice: \"" + word + "\"");
    }
  }

  void ReadSemantics() {
    const Node* list = node_.Find("semantics");
    if (list == nullptr) return;
    result_.semantics = fields_.Texts(*list);
    for (const std::string& name : result_.semantics) {
      if (name == "phone" || name == "email" || name == "red_packet") continue;
      fields_.Fault(kCode, *list, "semantics are phone, email and red_packet, not \"" + name + "\"");
    }
  }

  void ReadDepartments() {
    const Node* list = node_.Find("departments");
    if (list == nullptr) return;
    for (const std::string& text : fields_.Texts(*list)) {
      std::uint32_t id = 0;
      const char* const end = text.data() + text.size();
      if (const auto read = std::from_chars(text.data(), end, id);
          read.ec != std::errc() || read.ptr != end || id == 0) {
        fields_.Fault(kCode, *list, "departments are named by the platform's ids, whole numbers from 1");
      } else {
        result_.departments.push_back(id);
      }
    }
    if (result_.departments.size() > kMostDepartments) fields_.Fault(kCode, *list, "at most 1000 departments");
  }

  const Node& node_;
  Fields& fields_;
  InterceptWords result_;
};

}  // namespace

InterceptWords ReadIntercept(const Node& node, const std::vector<RuleAction>& actions, Fields* fields) {
  return InterceptReader(node, fields).Run(actions);
}

}  // namespace custos::rules
