// SPDX-License-Identifier: Apache-2.0
#include "storage/query/parser.h"

#include <utility>

#include "core/text/bigrams.h"
#include "storage/query/lexer.h"
#include "storage/query/values.h"

namespace custos::storage::query {
namespace {

using Kind = Token::Kind;

/// Recursive descent over the tokens; stops at the first fault. Use once.
class Parser {
 public:
  Parser(std::vector<Token> tokens, TimeMs now) : tokens_(std::move(tokens)), now_(now) {}

  Parsed Run() {
    Parsed parsed;
    if (Look().kind == Kind::kEnd) return parsed;
    parsed.tree = Either(0);
    if (!fault_ && Look().kind == Kind::kClose) Fail("search.paren_close", Look().place);
    parsed.fault = std::move(fault_);
    return parsed;
  }

 private:
  const Token& Look() const { return tokens_[at_]; }
  const Token& Take() { return tokens_[tokens_[at_].kind == Kind::kEnd ? at_ : at_++]; }

  Node Fail(std::string code, Place place, std::string hint = {}) {
    if (!fault_) fault_ = Fault{std::move(code), place, std::move(hint)};
    return {};
  }

  static Place Over(const Place& first, const Place& last) {
    return {first.column, last.column + last.length - first.column};
  }

  static Node Join(Node::Kind kind, std::vector<Node> children) {
    if (children.size() == 1) return std::move(children[0]);
    Node node;
    node.kind = kind;
    node.place = Over(children.front().place, children.back().place);
    node.children = std::move(children);
    return node;
  }

  Node Either(std::size_t depth) {
    if (depth > kMostDepth) return Fail("search.too_deep", Look().place, std::to_string(kMostDepth));
    std::vector<Node> ways;
    ways.push_back(All(depth));
    while (!fault_ && Look().kind == Kind::kOr) {
      Take();
      ways.push_back(All(depth));
    }
    return fault_ ? Node{} : Join(Node::Kind::kOr, std::move(ways));
  }

  Node All(std::size_t depth) {
    std::vector<Node> parts;
    do {
      parts.push_back(Unary(depth));
      if (!fault_ && Look().kind == Kind::kAnd) {
        Take();
        if (!StartsOperand()) Fail("search.operand_missing", Look().place, "AND");
      }
    } while (!fault_ && StartsOperand());
    return fault_ ? Node{} : Join(Node::Kind::kAnd, std::move(parts));
  }

  bool StartsOperand() const {
    const Kind kind = Look().kind;
    return kind != Kind::kEnd && kind != Kind::kClose && kind != Kind::kOr;
  }

  Node Unary(std::size_t depth) {
    if (depth > kMostDepth) return Fail("search.too_deep", Look().place, std::to_string(kMostDepth));
    if (Look().kind != Kind::kNot) return Near(depth);
    const Place place = Take().place;
    Node node;
    node.kind = Node::Kind::kNot;
    node.children.push_back(Unary(depth + 1));
    if (!fault_) node.place = Over(place, node.children[0].place);
    return node;
  }

  Node Near(std::size_t depth) {
    Node left = Operand(depth);
    while (!fault_ && Look().kind == Kind::kNear) {
      const Token near = Take();
      if (!MayBeNear(left)) return Fail("search.near_operand", left.place);
      Node right = Operand(depth);
      if (fault_) break;
      if (!MayBeNear(right)) return Fail("search.near_operand", right.place);
      Node node;
      node.kind = Node::Kind::kNear;
      node.distance = near.distance;
      node.place = Over(left.place, right.place);
      node.children.push_back(std::move(left));
      node.children.push_back(std::move(right));
      left = std::move(node);
      if (Look().kind == Kind::kNear) return Fail("search.near_operand", left.place);
    }
    return left;
  }

  /// Words, phrases, or several of them with OR between.
  static bool MayBeNear(const Node& node) {
    if (node.kind == Node::Kind::kTerm || node.kind == Node::Kind::kPhrase) return true;
    if (node.kind != Node::Kind::kOr) return false;
    for (const Node& child : node.children) {
      if (!MayBeNear(child)) return false;
    }
    return true;
  }

  Node Operand(std::size_t depth) {
    const Token token = Take();
    switch (token.kind) {
      case Kind::kTerm: return Words(Node::Kind::kTerm, token);
      case Kind::kPhrase: return Words(Node::Kind::kPhrase, token);
      case Kind::kField: return Asked(token);
      case Kind::kOpen: return Group(token, depth);
      case Kind::kClose: return Fail("search.paren_close", token.place);
      default: return Fail("search.operand_missing", token.place, token.text);
    }
  }

  Node Words(Node::Kind kind, const Token& token) {
    if (++terms_ > kMostTerms) return Fail("search.too_many_terms", token.place, std::to_string(kMostTerms));
    if (text::QueryBigrams(token.text).empty()) return Fail("search.term_empty", token.place);
    Node node;
    node.kind = kind;
    node.text = token.text;
    node.place = token.place;
    return node;
  }

  Node Asked(const Token& token) {
    terms_ += token.values.size();
    if (terms_ > kMostTerms) return Fail("search.too_many_terms", token.place, std::to_string(kMostTerms));
    Node node;
    if (auto fault = ReadCondition(token, now_, node)) return Fail(fault->code, fault->place, fault->hint);
    return node;
  }

  Node Group(const Token& open, std::size_t depth) {
    if (Look().kind == Kind::kClose) return Fail("search.operand_missing", Over(open.place, Look().place), "()");
    if (Look().kind == Kind::kEnd) return Fail("search.paren_open", open.place);
    Node inside = Either(depth + 1);
    if (fault_) return {};
    if (Look().kind != Kind::kClose) return Fail("search.paren_open", open.place);
    inside.place = Over(open.place, Take().place);
    return inside;
  }

  std::vector<Token> tokens_;
  const TimeMs now_;
  std::size_t at_ = 0;
  std::size_t terms_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace

Parsed Parse(std::string_view text, TimeMs now) {
  Parsed parsed;
  std::vector<Token> tokens;
  parsed.fault = Lexer(text).Run(tokens);
  if (parsed.fault) return parsed;
  return Parser(std::move(tokens), now).Run();
}

std::vector<Place> TopPlaces(const Node& tree) {
  if (tree.kind == Node::Kind::kAll) return {};
  if (tree.kind != Node::Kind::kAnd) return {tree.place};
  std::vector<Place> places;
  for (const Node& child : tree.children) places.push_back(child.place);
  return places;
}

}  // namespace custos::storage::query
