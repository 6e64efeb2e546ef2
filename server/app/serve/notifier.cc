// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/notifier.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <utility>

#include "core/log.h"

namespace custos::app {
namespace {

constexpr char kSource[] = "notify";
constexpr char kPosition[] = "position";
constexpr std::size_t kEventsAtOnce = 500;
constexpr std::size_t kMostInLetter = 200;
constexpr std::size_t kOneByOne = 3;  ///< so many that wait are sent each by itself
constexpr std::size_t kLetterBytes = 2'000;
constexpr TimeMs kFirstPause = 5'000;
constexpr TimeMs kLongestPause = 600'000;
constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kGiveUpAfter = 3 * kDay;
constexpr TimeMs kForgetAfter = 30 * kDay;

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kInformational: return "提示";
    case Severity::kLow: return "低";
    case Severity::kMedium: return "中";
    case Severity::kHigh: return "高";
    case Severity::kCritical: return "严重";
  }
  return "";
}

std::string LocalTime(TimeMs at, std::int32_t zone_minutes) {
  const std::time_t seconds = static_cast<std::time_t>(at / 1000 + zone_minutes * 60);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts);
  return text;
}

TimeMs PauseAfter(std::uint32_t attempts) {
  const TimeMs doubled = kFirstPause << std::min<std::uint32_t>(attempts, 10);
  return std::min(doubled, kLongestPause);
}

std::string SingleText(const storage::OutboxItem& item) { return item.title + "\n" + item.body; }

}  // namespace

Letter ComposeLetter(const std::vector<storage::OutboxItem>& waiting, std::size_t most_bytes) {
  if (waiting.empty()) return {};
  if (waiting.size() <= kOneByOne) return {{waiting.front()}, SingleText(waiting.front())};
  Letter letter;
  std::string list;
  const std::size_t heading = 64;
  for (const storage::OutboxItem& item : waiting) {
    if (!letter.items.empty() && heading + list.size() + item.title.size() + 1 > most_bytes) break;
    list += "\n" + item.title;
    letter.items.push_back(item);
  }
  letter.text = "共 " + std::to_string(letter.items.size()) + " 条告警：" + list;
  return letter;
}

Result<std::vector<storage::OutboxItem>> Notifier::ItemsOf(const storage::AlertEvent& event) const {
  std::vector<storage::OutboxItem> items;
  if (event.kind != "alert.created" || event.notify.empty()) return items;
  const Result<storage::AlertView> alert = parts_.alerts.Get(storage::Scope::All(), event.alert_id);
  if (!alert) return alert.error();
  std::string rule = alert->category;
  if (!alert->findings.empty()) {
    if (const auto title = parts_.rules.TitleOf(alert->findings.front().rule_id)) rule = title->zh;
  }
  const std::string& who = alert->employee.name.empty() ? alert->employee.id : alert->employee.name;
  storage::OutboxItem item;
  item.subject = "alert:" + std::to_string(event.id);
  item.title = "【" + std::string(NameOf(event.severity)) + "】" + rule + (who.empty() ? "" : " · " + who);
  item.body = "时间：" + LocalTime(alert->message.ref.sent_at, parts_.zone_minutes);
  if (!parts_.public_url.empty())
    item.body += "\n查看：" + parts_.public_url + "/alerts/" + std::to_string(event.alert_id);
  item.created_at = parts_.clock.Now();
  for (const std::string& channel : event.notify) {
    item.channel = channel;
    items.push_back(item);
  }
  return items;
}

// The position is noted after the items are kept: what is collected again after a crash has the same subjects.
Status Notifier::Collect() {
  const Result<std::string> noted = parts_.outbox.Note(kSource, kPosition);
  if (!noted) return noted.error();
  std::uint64_t position = 0;
  if (noted->empty()) {
    const Result<std::uint64_t> newest = parts_.alerts.NewestEventId();
    if (!newest) return newest.error();
    return parts_.outbox.SetNote(kSource, kPosition, std::to_string(*newest), parts_.clock.Now());
  }
  std::from_chars(noted->data(), noted->data() + noted->size(), position);
  for (;;) {
    const auto events = parts_.alerts.EventsSince(storage::Scope::All(), position, kEventsAtOnce);
    if (!events) return events.error();
    if (events->empty()) return {};
    std::vector<storage::OutboxItem> items;
    for (const storage::AlertEvent& event : *events) {
      Result<std::vector<storage::OutboxItem>> some = ItemsOf(event);
      if (!some) return some.error();
      std::move(some->begin(), some->end(), std::back_inserter(items));
    }
    if (Status put = parts_.outbox.Put(items); !put) return put;
    position = events->back().id;
    if (Status set = parts_.outbox.SetNote(kSource, kPosition, std::to_string(position), parts_.clock.Now()); !set) {
      return set;
    }
  }
}

void Notifier::Deliver() {
  for (const auto& [name, channel] : channels_) DeliverOne(name, *channel);
}

void Notifier::DeliverOne(const std::string& name, MessageChannel& channel) {
  const TimeMs now = parts_.clock.Now();
  const auto waiting = parts_.outbox.Due(name, now, kMostInLetter);
  if (!waiting || waiting->empty() || !channel.TakeTurn()) return;
  const Letter letter = ComposeLetter(*waiting, kLetterBytes);
  const Status sent = channel.Send(letter.text);
  const Status noted =
      sent ? parts_.outbox.Sent(letter.items, now)
           : parts_.outbox.PutOff(letter.items, now + PauseAfter(letter.items.front().attempts), sent.error().code);
  if (!sent) {
    Log(LogLevel::kWarn, "a message to people was not taken",
        {{"channel", name}, {"code", sent.error().code}, {"detail", sent.error().message}});
  }
  if (!noted) Log(LogLevel::kWarn, "the outbox could not be written", {{"code", noted.error().code}});
}

Status Notifier::Expire() {
  const TimeMs now = parts_.clock.Now();
  const Result<std::uint64_t> given_up = parts_.outbox.Expire(now - kGiveUpAfter, now - kForgetAfter, now);
  if (!given_up) return given_up.error();
  if (*given_up > 0) {
    Log(LogLevel::kError, "messages to people were given up after three days", {{"messages", *given_up}});
  }
  return {};
}

}  // namespace custos::app
