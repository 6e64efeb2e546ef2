// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk_writer.h"

#include <algorithm>
#include <utility>

namespace custos::wecom_sim {
namespace {

constexpr double kQuoteShare = 0.04;
constexpr std::size_t kMaxQuoted = 120;  // bytes: people quote short lines

const char* Greeting(TimeMs time) {
  const auto hour = (time / 3'600'000 + 8) % 24;
  if (hour < 11) return "早上好";
  if (hour < 14) return "中午好";
  return hour < 18 ? "下午好" : "晚上好";
}

}  // namespace

TalkWriter::TalkWriter(PlannedTalk talk, std::uint64_t seed, MediaLibrary& media)
    : talk_(std::move(talk)), rng_(seed), media_(&media) {}

PlainMessage TalkWriter::Next(TimeMs time, std::uint64_t id) {
  if (turn_ == 0) talk_.slots->Set("hi", Greeting(time));
  const PlannedTurn& turn = talk_.turns[turn_++];
  Line line{turn.from, {}, talk_.room, time, id, talk_.external};
  std::copy_if(talk_.people.begin(), talk_.people.end(), std::back_inserter(line.to),
               [&](const std::string& person) { return person != turn.from; });
  const std::string text = talk_.slots->Fill(turn.wording);
  if (text == "[recall]" && !spoken_.empty()) return Recall(line, spoken_.back().msgid);
  if (text.front() == '[' && text.back() == ']') {
    const auto colon = text.find(':');
    const std::string kind = text.substr(1, std::min(colon, text.size() - 1) - 1);
    const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1, text.size() - colon - 2);
    return Compose(line, Special(line, kind, rest));
  }
  PlainMessage message = Compose(line, Words(turn, text));
  spoken_.push_back({turn.from, text, message.msgid, time});
  return message;
}

std::string TalkWriter::NameOf(const std::string& id) const {
  for (const auto& [known, name] : talk_.names) {
    if (known == id) return name;
  }
  return id;
}

Body TalkWriter::Words(const PlannedTurn& turn, const std::string& text) {
  if (turn.evade) return Text(Evade(text, rng_));
  const bool answers = !spoken_.empty() && spoken_.back().from != turn.from && !talk_.names.empty();
  if (!answers || spoken_.back().text.size() > kMaxQuoted || !rng_.Chance(kQuoteShare)) return Text(text);
  const std::string speaker = NameOf(spoken_.back().from);
  return rng_.Chance(0.5) ? QuoteInBox(speaker, spoken_.back().text, text)
                          : QuoteInBrackets(speaker, spoken_.back().text, text);
}

MediaTicket TalkWriter::Made(const std::string& kind, std::size_t variants, const std::string& size) {
  return media_->Describe(kind + ":" + std::to_string(rng_.Below(variants)) + (size.empty() ? "" : ":" + size));
}

Body TalkWriter::Record() {
  std::vector<std::pair<Body, TimeMs>> items;
  for (const Spoken& spoken : spoken_) items.emplace_back(Text(NameOf(spoken.from) + "：" + spoken.text), spoken.time);
  return ChatRecord("聊天记录", items);
}

Body TalkWriter::Attachment(const std::string& kind, const std::string& text) {
  if (kind == "voice") {
    const auto seconds = static_cast<std::uint32_t>(rng_.Between(2, 25));
    return Voice(Made("amr", 40, std::to_string(seconds)), seconds);
  }
  if (kind == "video") return Video(Made("mp4", 20, std::to_string(rng_.Between(80, 900) * 1000)), 12);
  if (kind == "emotion") {
    const bool gif = rng_.Chance(0.5);
    return Emotion(Made(gif ? "gif" : "png", 30), gif, gif ? 64 : 96, gif ? 64 : 96);
  }
  if (kind == "file") return File(Made("pdf", 60), text);
  if (kind == "mixed") return Mixed({Text(text), Image(Made("jpeg", 400))});
  return Image(Made("jpeg", 400));
}

Body TalkWriter::Special(const Line& line, const std::string& kind, const std::string& text) {
  if (kind == "location")
    return Location(120.1551, 30.2741, talk_.slots->Fill("{city}市演示路{n}号"), talk_.slots->Fill("{shop}"));
  if (kind == "link") return Link(text, "点击查看详情", "https://example.com/article");
  if (kind == "weapp") return MiniProgram(text, "点开即可使用", "云栈服务");
  if (kind == "card") return Card("微信联系人", talk_.people.back());
  if (kind == "redpacket")
    return RedPacket(talk_.external, static_cast<std::uint32_t>(rng_.Between(1, 20) * 100), 1, "恭喜发财，大吉大利");
  if (kind == "call") return CallText(static_cast<std::uint32_t>(rng_.Between(15, 600)), 2);
  if (kind == "meeting") return Meeting("项目沟通会", line.time + 3'600'000, line.time + 7'200'000);
  if (kind == "calendar")
    return CalendarEntry("客户回访", NameOf(line.from), {NameOf(talk_.people.back())}, line.time + 86'400'000,
                         line.time + 90'000'000);
  if (kind == "doc") return Document(text, line.from);
  if (kind == "todo") return Todo("待办", text);
  if (kind == "record" && !spoken_.empty()) return Record();
  return Attachment(kind, text);
}

}  // namespace custos::wecom_sim
