// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/xml_element.h"

#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

namespace custos::wecom {
namespace {

constexpr int kDeepest = 16;
constexpr std::ptrdiff_t kMostMarks = 100'000;  ///< '<' in the text: bounds the memory that the tree takes

Error Malformed(std::string why) { return {ErrorKind::kCorrupt, "wecom.callback_malformed", std::move(why)}; }

bool Read(const pugi::xml_node& from, int depth, XmlElement& into) {
  if (depth > kDeepest) return false;
  into.name = from.name();
  for (const pugi::xml_node& child : from.children()) {
    if (child.type() == pugi::node_element) {
      if (!Read(child, depth + 1, into.children.emplace_back())) return false;
    } else {
      into.text += child.value();
    }
  }
  return true;
}

}  // namespace

std::string_view XmlElement::Text(std::string_view child) const {
  const auto found =
      std::find_if(children.begin(), children.end(), [&](const XmlElement& one) { return one.name == child; });
  return found == children.end() ? std::string_view() : std::string_view(found->text);
}

Result<XmlElement> ReadXml(std::string_view bytes) {
  if (bytes.size() > kMostXmlBytes) return Malformed("too large");
  if (std::memchr(bytes.data(), '\0', bytes.size()) != nullptr) return Malformed("a zero byte");
  if (std::count(bytes.begin(), bytes.end(), '<') > kMostMarks) return Malformed("too many elements");
  if (bytes.find("<!DOCTYPE") != std::string_view::npos) return Malformed("a document type");
  pugi::xml_document document;
  const unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
  if (!document.load_buffer(bytes.data(), bytes.size(), options, pugi::encoding_utf8)) return Malformed("not XML");
  XmlElement root;
  if (!Read(document.document_element(), 1, root)) return Malformed("nested too deep");
  if (root.name.empty()) return Malformed("no element");
  return root;
}

}  // namespace custos::wecom
