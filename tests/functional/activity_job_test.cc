// SPDX-License-Identifier: Apache-2.0
// Numbers of a simulated company's talk, as the built program counts them, against the most obvious count.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kZone = 8 * 3'600'000;

struct Said {
  std::size_t pair = 0;
  bool out = false;
  TimeMs at = 0;
  bool closing = false;
};

struct Numbers {
  std::uint64_t out = 0, in = 0, questions = 0, replies = 0, within_5m = 0, contacted = 0;
  double waited_s = 0;
  bool operator==(const Numbers&) const = default;
};

class ActivityWorld : public World {
 public:
  /// Talk of yesterday and today in the order in which it was said.
  std::vector<Said> Talk(int count) {
    std::mt19937 random(5);
    const TimeMs now = SystemClock().Now();
    const TimeMs begin = (now + kZone) / kDay * kDay - kZone - kDay / 2;
    std::vector<Said> talk;
    for (int i = 0; i < count; ++i) {
      talk.push_back({.pair = random() % kPairs,
                      .out = random() % 2 == 0,
                      .at = begin + static_cast<TimeMs>(random() % static_cast<std::uint64_t>(now - begin)),
                      .closing = random() % 4 == 0});
    }
    std::sort(talk.begin(), talk.end(), [](const Said& one, const Said& other) { return one.at < other.at; });
    return talk;
  }

  void Say(const Said& said) {
    const wecom_sim::SimRelation pair = company.corp().company()->relations[said.pair];
    wecom_sim::Line line = Line();
    line.from = said.out ? pair.employee : pair.customer;
    line.to = {said.out ? pair.customer : pair.employee};
    line.time = said.at;
    company.corp().Append(wecom_sim::Compose(line, wecom_sim::Text(said.closing ? "好的，谢谢" : "请问今天能发货吗")));
  }

  void KillAndStart() {
    server->process().Kill();
    server = std::make_unique<ServerProcess>(ServerProcess::Options{
        .program = CUSTOS_PROGRAM, .data_dir = data_dir(), .config = company.config(), .arguments = {}});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
    REQUIRE(api->SignIn("admin", "", kPassword));
  }

  /// Every conversation by itself, from its first word to its last.
  std::map<std::string, Numbers> Slowly(const std::vector<Said>& talk) {
    std::map<std::string, Numbers> numbers;
    for (std::size_t pair = 0; pair < kPairs; ++pair) {
      Numbers& mine = numbers[company.corp().company()->relations[pair].employee];
      TimeMs since = 0;
      bool contacted = false;
      for (const Said& said : talk) {
        if (said.pair != pair) continue;
        ++(said.out ? mine.out : mine.in);
        if (said.out) {
          contacted = true;
          if (since != 0) {
            ++mine.replies;
            mine.waited_s += static_cast<double>(said.at - since) / 1000;
            if (said.at - since <= 300'000) ++mine.within_5m;
          }
          since = 0;
        } else if (!said.closing && since == 0) {
          since = said.at;
          ++mine.questions;
        }
      }
      mine.contacted += contacted ? 1 : 0;
    }
    return numbers;
  }

  std::map<std::string, Numbers> Counted(std::string* shown = nullptr) {
    const json report = api->Get("/activity?from=" + DayBefore(1) + "&until=" + DayBefore(0)).body;
    if (shown != nullptr) *shown = report.dump();
    std::map<std::string, Numbers> numbers;
    for (const json& row : report["rows"]) {
      const json& c = row["counts"];
      Numbers& mine = numbers[row["employee"]["id"].get<std::string>()];
      const auto of = [&](const char* name) { return c[name].get<std::uint64_t>(); };
      mine = {
          of("messages_out"), of("messages_in"), of("questions"), of("replies"), of("replies_5m"), of("contacted"), 0};
      if (!c["reply_mean_s"].is_null()) {
        mine.waited_s = c["reply_mean_s"].get<double>() * static_cast<double>(mine.replies);
      }
    }
    return numbers;
  }

  static constexpr std::size_t kPairs = 5;

 private:
  static std::string DayBefore(int days) {
    const auto at = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(SystemClock().Now() + kZone - days * kDay));
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(at));
    char text[40];
    std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
  }
};

bool Agree(const std::map<std::string, Numbers>& slow, const std::map<std::string, Numbers>& counted) {
  return std::all_of(slow.begin(), slow.end(), [&](const auto& entry) {
    const auto found = counted.find(entry.first);
    if (found == counted.end()) return false;
    Numbers one = entry.second, other = found->second;
    const bool close = std::abs(one.waited_s - other.waited_s) < 0.01 * static_cast<double>(one.replies + 1);
    one.waited_s = other.waited_s = 0;
    return close && one == other;
  });
}

}  // namespace

TEST_CASE("numbers of the talk are those of a slow count, also when the server was killed in between") {
  ActivityWorld world;
  const std::vector<Said> talk = world.Talk(400);
  for (std::size_t i = 0; i < 200; ++i) world.Say(talk[i]);
  REQUIRE(world.AwaitStored(100));
  world.KillAndStart();
  for (std::size_t i = 200; i < talk.size(); ++i) world.Say(talk[i]);
  REQUIRE(world.AwaitStored(talk.size()));
  const auto slow = world.Slowly(talk);
  CHECK(slow.begin()->second.replies > 0);
  std::string shown;
  const bool agreed = World::Eventually([&] { return Agree(slow, world.Counted(&shown)); });
  INFO(shown);
  CHECK(agreed);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  CHECK(Agree(slow, world.Counted()));  // and stay

  // Who waits: every conversation whose last words that ask for something are the customer's.
  std::map<std::string, TimeMs> waiting;
  for (const Said& said : talk) {
    const std::string customer = world.company.corp().company()->relations[said.pair].customer;
    if (said.out) waiting.erase(customer);
    if (!said.out && !said.closing) waiting.try_emplace(customer, said.at);
  }
  const json page = world.api->Get("/unanswered").body;
  INFO(page.dump());
  CHECK(page["total"] == waiting.size());
  std::string before;
  for (const json& item : page["items"]) {
    CHECK(waiting.contains(item["customer"]["id"].get<std::string>()));
    CHECK(before <= item["since"].get<std::string>());
    before = item["since"].get<std::string>();
    const std::string conversation = item["conversation_id"].get<std::string>();
    CHECK(world.api->Get("/conversations/" + conversation).status == 200);
  }
  const auto sheet = world.api->Get("/activity.xlsx?by=day&language=en");
  CHECK(sheet.status == 200);
  CHECK(sheet.text.starts_with("PK"));
}

TEST_CASE("the report of the day reaches robot and members once, also when the server was killed after it") {
  ActivityWorld world;
  // As if it had run at the hour of the day before: only what is due since goes out.
  const auto report_at = [&](const std::string& at) {
    std::ifstream before(world.company.config());
    std::string text((std::istreambuf_iterator<char>(before)), std::istreambuf_iterator<char>());
    text = text.substr(0, text.find("[report]"));
    std::ofstream(world.company.config()) << text << "[report]\nat = '" << at << "'\nchannels = ['robot', 'boss']\n";
    world.KillAndStart();
  };
  const auto reports = [&](bool robot) {
    auto sent = world.company.corp().outgoing().sent();
    std::erase_if(sent, [&](const wecom_sim::SentText& one) {
      return (one.to == "robot") != robot || one.text.find("业绩日报") == std::string::npos;
    });
    return sent;
  };
  for (int i = 0; i < 3; ++i) {
    world.Say({.pair = 0, .out = i > 0, .at = SystemClock().Now() - 1000, .closing = false});
  }
  REQUIRE(world.AwaitStored(3));
  report_at("23:59");
  std::this_thread::sleep_for(std::chrono::seconds(12));
  CHECK(reports(true).empty());
  report_at("00:00");
  REQUIRE(World::Eventually([&] { return !reports(true).empty() && !reports(false).empty(); }));
  // Whoever dies between the platform's answer and the note of it asks again: a robot knows no repeated text.
  REQUIRE(World::Eventually([&] {
    const json channels = world.api->Get("/status").body["channels"];
    return !channels.empty() &&
           std::all_of(channels.begin(), channels.end(), [](const json& one) { return one["waiting"] == 0; });
  }));
  world.KillAndStart();
  std::this_thread::sleep_for(std::chrono::seconds(12));
  REQUIRE(reports(true).size() == 1);
  REQUIRE(reports(false).size() == 1);
  INFO(reports(true).front().text);
  CHECK(reports(true).front().text.starts_with("## 业绩日报 "));
  CHECK(reports(true).front().text.find("消息：发出 2，收到 1；联系客户 1") != std::string::npos);
  CHECK(reports(false).front().text.starts_with("业绩日报 "));
  CHECK(reports(false).front().text.find("请问") == std::string::npos);
}

}  // namespace custos::testing
