// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/quote.h"

#include <array>
#include <utility>

namespace custos::wecom {
namespace {

struct Layout {
  std::string_view open;
  std::string_view close;
};

constexpr std::array kLayouts = {
    Layout{"这是一条引用/回复消息：\n\"", "\"\n------\n"},
    Layout{"This is a quote/reply:\n\"", "\"\n------\n"},
    Layout{"「", "」\n- - - - - - - - - - - - - - -\n"},
};

constexpr std::string_view kWideColon = "：";

/// "USER：QUOTE", where a line break may follow the colon.
Quote ReadQuote(std::string_view quoted) {
  std::size_t colon = quoted.find(kWideColon);
  std::size_t width = kWideColon.size();
  if (const std::size_t narrow = quoted.find(':'); narrow < colon) {
    colon = narrow;
    width = 1;
  }
  if (colon == std::string_view::npos) return {"", std::string(quoted)};
  std::string_view text = quoted.substr(colon + width);
  if (text.starts_with('\n')) text.remove_prefix(1);
  return {std::string(quoted.substr(0, colon)), std::string(text)};
}

std::string WithoutCarriageReturns(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    plain += text[i];
  }
  return plain;
}

bool MayBeQuote(std::string_view text) {
  return text.starts_with("「") || text.starts_with("这是一条引用/回复消息") ||
         text.starts_with("This is a quote/reply");
}

}  // namespace

std::optional<QuotedReply> SplitQuote(std::string_view text) {
  if (!MayBeQuote(text)) return std::nullopt;
  const std::string plain = WithoutCarriageReturns(text);
  const std::string_view whole = plain;
  for (const Layout& layout : kLayouts) {
    if (!whole.starts_with(layout.open)) continue;
    const std::size_t close = whole.find(layout.close, layout.open.size());
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view quoted = whole.substr(layout.open.size(), close - layout.open.size());
    return QuotedReply{ReadQuote(quoted), std::string(whole.substr(close + layout.close.size()))};
  }
  return std::nullopt;
}

}  // namespace custos::wecom
