// SPDX-License-Identifier: Apache-2.0
#include "storage/query/planner.h"

#include <algorithm>
#include <utility>

#include "core/text/bigrams.h"

namespace custos::storage::query {
namespace {

using Kind = GramCondition::Kind;

/// One AND of many, nested ones taken in.
GramCondition AllOf(std::vector<GramCondition> parts) {
  GramCondition all;
  for (GramCondition& part : parts) {
    if (part.kind == Kind::kSome) all.parts.push_back(std::move(part));
    if (part.kind != Kind::kAll) continue;
    all.codes.insert(all.codes.end(), part.codes.begin(), part.codes.end());
    std::move(part.parts.begin(), part.parts.end(), std::back_inserter(all.parts));
  }
  std::sort(all.codes.begin(), all.codes.end());
  all.codes.erase(std::unique(all.codes.begin(), all.codes.end()), all.codes.end());
  if (all.codes.empty() && all.parts.size() == 1) return GramCondition(all.parts[0]);
  return GramCondition::AllOf(std::move(all.codes), std::move(all.parts));
}

/// One OR of many; a way that asks for nothing opens it for everything.
GramCondition AnyOf(std::vector<GramCondition> ways) {
  GramCondition some;
  for (GramCondition& way : ways) {
    if (way.kind == Kind::kAny) return {};
    const bool one_code = way.kind == Kind::kAll && way.parts.empty() && way.codes.size() == 1;
    if (way.kind == Kind::kSome || one_code) {
      some.codes.insert(some.codes.end(), way.codes.begin(), way.codes.end());
      std::move(way.parts.begin(), way.parts.end(), std::back_inserter(some.parts));
    } else {
      some.parts.push_back(std::move(way));
    }
  }
  return GramCondition::SomeOf(std::move(some.codes), std::move(some.parts));
}

GramCondition Make(const Node& tree, bool negated) {
  const auto each = [&] {
    std::vector<GramCondition> parts;
    for (const Node& child : tree.children) parts.push_back(Make(child, negated));
    return parts;
  };
  switch (tree.kind) {
    case Node::Kind::kAll:
    case Node::Kind::kCondition: return {};
    case Node::Kind::kTerm:
    case Node::Kind::kPhrase: return negated ? GramCondition() : GramCondition::AllOf(text::QueryBigrams(tree.text));
    case Node::Kind::kNear: return negated ? GramCondition() : AllOf(each());
    case Node::Kind::kNot: return Make(tree.children[0], !negated);
    case Node::Kind::kAnd: return negated ? AnyOf(each()) : AllOf(each());
    case Node::Kind::kOr: return negated ? AllOf(each()) : AnyOf(each());
  }
  return {};
}

void Gather(Node& tree, std::vector<Condition*>& into) {
  if (tree.kind == Node::Kind::kCondition) into.push_back(&tree.condition);
  for (Node& child : tree.children) Gather(child, into);
}

}  // namespace

GramCondition MakeGrams(const Node& tree) { return Make(tree, false); }

std::vector<const Condition*> TopConditions(const Node& tree) {
  if (tree.kind == Node::Kind::kCondition) return {&tree.condition};
  std::vector<const Condition*> conditions;
  if (tree.kind != Node::Kind::kAnd) return conditions;
  for (const Node& child : tree.children) {
    const std::vector<const Condition*> more = TopConditions(child);
    conditions.insert(conditions.end(), more.begin(), more.end());
  }
  return conditions;
}

std::vector<Condition*> AllConditions(Node& tree) {
  std::vector<Condition*> conditions;
  Gather(tree, conditions);
  return conditions;
}

bool AsksText(const Node& tree) {
  if (tree.kind == Node::Kind::kTerm || tree.kind == Node::Kind::kPhrase || tree.kind == Node::Kind::kNear) return true;
  return std::any_of(tree.children.begin(), tree.children.end(), AsksText);
}

TimeBounds BoundsOf(const Node& tree) {
  TimeBounds bounds;
  for (const Condition* condition : TopConditions(tree)) {
    if (condition->field != Field::kTime) continue;
    bounds.from = std::max(bounds.from, condition->from);
    if (condition->until == 0) continue;
    bounds.until = bounds.until == 0 ? condition->until : std::min(bounds.until, condition->until);
  }
  return bounds;
}

Node WithConditions(Node tree, std::vector<Condition> conditions) {
  if (conditions.empty()) return tree;
  Node all;
  all.kind = Node::Kind::kAnd;
  if (tree.kind != Node::Kind::kAll) all.children.push_back(std::move(tree));
  for (Condition& condition : conditions) {
    Node node;
    node.kind = Node::Kind::kCondition;
    node.condition = std::move(condition);
    all.children.push_back(std::move(node));
  }
  return all;
}

}  // namespace custos::storage::query
