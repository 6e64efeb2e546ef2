// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {

/// Who speaks in a scene.
enum class Speaker { kCustomer, kRep, kColleague };

/// One turn: its wordings, and whether it may be left out.
struct Turn {
  Speaker voice = Speaker::kRep;
  bool optional = false;
  bool risky = false;  ///< carries the scene's risk
  std::vector<std::string> wordings;
};

/// A piece of conversation that makes sense by itself.
struct Scene {
  std::string kind;   ///< open, trade, common, close, group, internal or risk
  std::string topic;  ///< the trade, the risk category, or "any"
  std::vector<Turn> turns;
};

/// Reads scenes from text. A line "@ KIND TOPIC" begins one; then a turn a line: "c" customer, "r" rep or "k"
/// colleague, followed by "?" when it may be left out and "!" when it carries the risk, then the wordings separated by
/// "|". Wordings hold {slots}; one like [image] stands for something other than text, see DemoTraffic.
std::vector<Scene> ParseScenes(std::string_view text);

/// Values for the slots of one conversation. A slot not yet set gets a random value once, so that it stays the same
/// to the end of the conversation.
class Slots {
 public:
  Slots(std::string trade, Rng rng) : trade_(std::move(trade)), rng_(rng) {}

  void Set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  std::string Fill(std::string_view wording);

 private:
  const std::string& Value(const std::string& name);

  std::string trade_;
  Rng rng_;
  std::map<std::string, std::string> values_;
};

/// The texts, one file each.
extern const char* const kTradeScenes;
extern const char* const kMoreTradeScenes;
extern const char* const kCommonScenes;
extern const char* const kOfficeScenes;
extern const char* const kRiskScenes;

/// The words that fill a slot of a trade ("any" where it does not depend on the trade); empty for unknown slots.
const std::vector<std::string>& SlotWords(const std::string& trade, const std::string& slot);

/// The trades that scenes and company are made of.
const std::vector<std::string>& Trades();

/// All scenes, parsed once.
const std::vector<Scene>& AllScenes();

/// The text as somebody would write it who does not want to be found: full-width digits, symbols between characters,
/// or words of the same sound.
std::string Evade(const std::string& text, Rng& rng);

}  // namespace custos::wecom_sim
