// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/list_reader.h"

#include <algorithm>

namespace custos::rules {
namespace {

void Add(const std::vector<std::string>& texts, std::vector<std::string>* list) {
  for (const auto& text : texts) {
    if (std::find(list->begin(), list->end(), text) == list->end()) list->push_back(text);
  }
}

}  // namespace

void ReadLists(const Node& root, Fields* fields, std::map<std::string, std::vector<std::string>>* lists) {
  if (!fields->IsMap(root)) return;
  for (const auto& [name, value] : root.fields) {
    std::vector<std::string>& list = (*lists)[name];
    if (value.kind == Node::Kind::kNull) continue;
    if (value.kind != Node::Kind::kMap) {
      Add(fields->Texts(value), &list);
    } else if (fields->IsMap(value, {"replace", "add", "remove"})) {
      if (const Node* replace = value.Find("replace")) list = fields->Texts(*replace);
      if (const Node* add = value.Find("add")) Add(fields->Texts(*add), &list);
      if (const Node* remove = value.Find("remove")) {
        for (const auto& text : fields->Texts(*remove)) std::erase(list, text);
      }
    }
  }
}

std::vector<std::string> ExpandLists(const std::vector<std::string>& texts,
                                     const std::map<std::string, std::vector<std::string>>& lists,
                                     std::string* unknown) {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    if (text.size() < 3 || text.front() != '<' || text.back() != '>') {
      out.push_back(text);
      continue;
    }
    const std::string name = text.substr(1, text.size() - 2);
    const auto list = lists.find(name);
    if (list == lists.end()) {
      *unknown = name;
    } else {
      out.insert(out.end(), list->second.begin(), list->second.end());
    }
  }
  return out;
}

}  // namespace custos::rules
