// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/wecom_sim/media_library.h"
#include "tests/support/wecom_sim/message_bodies.h"
#include "tests/support/wecom_sim/talk_planner.h"

namespace custos::wecom_sim {

/// Writes the turns of one conversation out as messages, in order. A wording in brackets stands for another kind of
/// message: [image] [voice] [video] [emotion] [location] [card] [redpacket] [call] [meeting] [calendar] [recall]
/// [record], and with a text after a colon [file:NAME] [link:TITLE] [weapp:TITLE] [doc:TITLE] [mixed:TEXT] [todo:TEXT].
class TalkWriter {
 public:
  TalkWriter(PlannedTalk talk, std::uint64_t seed, MediaLibrary& media);

  /// The risk category of the turn that comes next.
  const std::string& NextCategory() const { return talk_.turns[turn_].category; }
  PlainMessage Next(TimeMs time, std::uint64_t id);

 private:
  struct Spoken {
    std::string from;
    std::string text;
    std::string msgid;
    TimeMs time = 0;
  };
  Body Special(const Line& line, const std::string& kind, const std::string& text);
  Body Attachment(const std::string& kind, const std::string& text);
  Body Words(const PlannedTurn& turn, const std::string& text);
  Body Record();
  MediaTicket Made(const std::string& kind, std::size_t variants, const std::string& size = "");
  std::string NameOf(const std::string& id) const;

  PlannedTalk talk_;
  Rng rng_;
  MediaLibrary* media_;
  std::size_t turn_ = 0;
  std::vector<Spoken> spoken_;
};

}  // namespace custos::wecom_sim
