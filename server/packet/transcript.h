// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/reader.h"

namespace custos::server::packet {

enum class Language { kChinese, kEnglish };

/// A file of the packet that belongs to a message.
struct TranscriptFile {
  std::string path;  ///< inside the packet; empty when the file is not there
  std::string name;
  std::string kind;
};

// A conversation as people read it: one HTML page, made piece by piece. Everything that comes from outside is escaped;
// the page runs no script and loads nothing but the files beside it.

std::string TranscriptHead(Language language, std::string_view title, std::int32_t zone_minutes);
/// `marked`: the message is what the packet is about, not only its surroundings.
std::string TranscriptMessage(Language language, const storage::MessageView& message,
                              const std::vector<TranscriptFile>& files, bool marked, std::int32_t zone_minutes);
std::string TranscriptFoot();

/// "2026-01-31 09:30:00 +08:00".
std::string LocalTime(TimeMs at, std::int32_t zone_minutes);
std::string EscapeHtml(std::string_view text);

}  // namespace custos::server::packet
