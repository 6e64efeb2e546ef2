// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/node.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

struct Refused {
  std::string code;
  std::string text;
  YAML::Mark mark;
};

// Builds our nodes from the parser's events, so that an alias bomb is refused before it can unfold.
class TreeBuilder final : public YAML::EventHandler {
 public:
  Node root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Put(Make(Node::Kind::kNull, mark, anchor)); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse("yaml.alias", "aliases are not allowed", mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!tag.empty() && tag != "?" && tag != "!") Refuse("yaml.tag", "tags are not allowed", mark);
    Node node = Make(Node::Kind::kScalar, mark, anchor);
    node.scalar = value;
    Put(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(Make(Node::Kind::kList, mark, anchor));
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(Make(Node::Kind::kMap, mark, anchor));
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    Node node;
    std::string key;
    bool has_key = false;
  };

  [[noreturn]] static void Refuse(std::string code, std::string text, const YAML::Mark& mark) {
    throw Refused{std::move(code), std::move(text), mark};
  }

  Node Make(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor) Refuse("yaml.anchor", "anchors are not allowed", mark);
    if (++nodes_ > kMaxYamlNodes) Refuse("yaml.too_large", "too many values", mark);
    mark_ = mark;
    Node node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    return node;
  }

  void Open(Node node) {
    if (stack_.size() >= static_cast<std::size_t>(kMaxYamlDepth)) Refuse("yaml.too_deep", "nested too deeply", mark_);
    stack_.push_back({std::move(node), {}, false});
  }

  void Close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    Put(std::move(node));
  }

  void Put(Node node) {
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == Node::Kind::kList) {
      top.node.items.push_back(std::move(node));
    } else if (top.has_key) {
      top.node.fields.push_back({std::move(top.key), std::move(node)});
      top.has_key = false;
    } else {
      if (node.kind != Node::Kind::kScalar) Refuse("yaml.key", "a key must be plain text", mark_);
      if (top.node.Find(node.scalar)) Refuse("yaml.repeated_key", "key given twice: " + node.scalar, mark_);
      top.key = std::move(node.scalar);
      top.has_key = true;
    }
  }

  std::vector<Frame> stack_;
  std::size_t nodes_ = 0;
  YAML::Mark mark_;
};

Place At(const std::string& file, const YAML::Mark& mark) { return {file, mark.line + 1, mark.column + 1}; }

// Where the bytes stop being UTF-8; npos when they never do.
std::size_t FirstInvalid(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (text::NextChar(text, &at) == text::kReplacement && at - begin == 1) return begin;
  }
  return std::string::npos;
}

}  // namespace

const Node* Node::Find(std::string_view key) const {
  for (const auto& [name, value] : fields) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::vector<Node> ParseYaml(const std::string& file, const std::string& text, LoadReport* report) {
  std::vector<Node> documents;
  if (text.size() > kMaxYamlBytes) {
    report->Add("yaml.too_large", {file, 0, 0}, "file is larger than " + std::to_string(kMaxYamlBytes) + " bytes");
    return documents;
  }
  if (const auto at = FirstInvalid(text); at != std::string::npos) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    report->Add("yaml.utf8", {file, static_cast<int>(line), 0}, "the file is not valid UTF-8");
    return documents;
  }
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    std::size_t count = 0;
    for (TreeBuilder builder; parser.HandleNextDocument(builder); builder = TreeBuilder()) {
      // Some broken input makes the parser hand out empty documents for ever.
      if (++count > kMaxDocuments) throw Refused{"yaml.too_large", "too many documents", YAML::Mark::null_mark()};
      if (builder.root.kind != Node::Kind::kNull) documents.push_back(std::move(builder.root));
    }
  } catch (const Refused& refused) {
    report->Add(refused.code, At(file, refused.mark), refused.text);
  } catch (const YAML::Exception& fault) {
    report->Add("yaml.syntax", At(file, fault.mark), fault.msg);
  } catch (const std::exception& fault) {
    report->Add("yaml.syntax", {file, 0, 0}, fault.what());
  }
  return documents;
}

}  // namespace custos::rules
