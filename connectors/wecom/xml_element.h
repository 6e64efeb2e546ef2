// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::wecom {

/// One element of a callback's XML: text, or further elements.
struct XmlElement {
  std::string name;
  std::string text;
  std::vector<XmlElement> children;

  /// The text of the first child of that name; empty when there is none.
  std::string_view Text(std::string_view child) const;
};

inline constexpr std::size_t kMostXmlBytes = std::size_t{1} << 20;

/// The document's one root with everything below. No entities but the five of XML, no document type; attributes and
/// comments are left out. kCorrupt "wecom.callback_malformed" for what is no such XML, is larger than kMostXmlBytes, or
/// is nested or divided beyond what the platform sends.
Result<XmlElement> ReadXml(std::string_view bytes);

}  // namespace custos::wecom
