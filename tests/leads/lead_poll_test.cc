// SPDX-License-Identifier: Apache-2.0
#include <httplib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "connectors/lead_poll/http_get.h"
#include "connectors/lead_poll/http_pages.h"
#include "connectors/lead_poll/lead_poll_connector.h"
#include "connectors/lead_poll/sql_pages.h"

namespace custos::lead_poll {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// A system of leads that answers over HTTP.
class Site {
 public:
  using Answer = std::function<void(const httplib::Request&, httplib::Response&)>;

  explicit Site(Answer answer) {
    server_.Get("/leads",
                [this, answer = std::move(answer)](const httplib::Request& request, httplib::Response& response) {
                  ++asked;
                  answer(request, response);
                });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(1ms);
  }
  ~Site() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/leads?after={cursor}"; }

  std::atomic<int> asked{0};

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

HttpSettings SettingsOf(const Site& site) {
  HttpSettings settings;
  settings.url = site.url();
  settings.items = "/data/list";
  settings.next = "/data/next";
  settings.token = "artificial-token";
  return settings;
}

std::unique_ptr<PageSource> Pages(const Site& site) {
  auto pages = MakeHttpPages(SettingsOf(site));
  REQUIRE(pages);
  return std::move(*pages);
}

Result<Page> Fetch(const HttpSettings& settings, const std::string& cursor = {}) {
  std::chrono::milliseconds wait{0};
  return (*MakeHttpPages(settings))->Fetch(cursor, {}, wait);
}

/// Keeps what is submitted; commits at once.
class Kept final : public IntakeSink {
 public:
  bool Submit(Intake intake) override {
    const std::scoped_lock lock(mutex_);
    for (const Message& message : intake.messages) keys.push_back(message.key);
    for (const ParkedMessage& parked : intake.parked) reasons.push_back(parked.reason);
    cursor = intake.cursor.value_or("none");
    ++pages;
    return true;
  }
  Offered Offer(Intake, std::chrono::milliseconds) override { return Offered::kFull; }

  std::vector<std::string> Keys() {
    const std::scoped_lock lock(mutex_);
    return keys;
  }

  std::mutex mutex_;
  std::vector<std::string> keys;
  std::vector<std::string> reasons;
  std::string cursor;
  int pages = 0;
};

bool Eventually(const std::function<bool()>& done) {
  for (int i = 0; i < 500; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

std::unique_ptr<lead::LeadParser> Parser() {
  auto parser = lead::LeadParser::Create({.source = "lead:site", .pointers = {}});
  REQUIRE(parser);
  return std::move(*parser);
}

json LeadOf(int id) { return {{"id", id}, {"name", "客户" + std::to_string(id)}, {"phone", 13900001000 + id}}; }

}  // namespace

TEST_CASE("pages follow their cursor to the end, and what was seen before is not asked for again") {
  // Five leads in pages of two; the cursor needs encoding.
  Site site([](const httplib::Request& request, httplib::Response& response) {
    CHECK(request.get_header_value("Authorization") == "Bearer artificial-token");
    const std::string after = request.get_param_value("after");
    const int from = after.empty() ? 0 : std::stoi(after.substr(2));
    json list = json::array();
    for (int id = from + 1; id <= std::min(from + 2, 5); ++id) list.push_back(LeadOf(id));
    const json next = from < 4 ? json("& " + std::to_string(from + 2)) : json();
    response.set_content(json{{"data", {{"list", list}, {"next", next}}}}.dump(), "application/json");
  });
  const SystemClock clock;
  LeadPollConnector connector({.every = 20ms, .first_cursor = ""}, Pages(site), Parser(), clock);
  Kept kept;
  std::jthread run([&](const std::stop_token& stop) { connector.Run("", kept, stop); });
  REQUIRE(Eventually([&] { return kept.Keys().size() >= 5 && connector.status().caught_up_at != 0; }));
  run.request_stop();
  run.join();
  CHECK(std::vector<std::string>(kept.keys.begin(), kept.keys.begin() + 5) ==
        std::vector<std::string>{"1", "2", "3", "4", "5"});
  CHECK(kept.cursor == "& 4");
  CHECK(connector.status().problem.empty());
  CHECK(connector.status().state == "stopped");
}

TEST_CASE("a page that is committed leaves its cursor, and a start goes on there") {
  std::atomic<int> from_four{0};
  Site site([&](const httplib::Request& request, httplib::Response& response) {
    if (request.get_param_value("after") == "4") ++from_four;
    response.set_content(R"({"data":{"list":[],"next":null}})", "application/json");
  });
  const SystemClock clock;
  LeadPollConnector connector({.every = 10ms, .first_cursor = "1"}, Pages(site), Parser(), clock);
  Kept kept;
  std::jthread run([&](const std::stop_token& stop) { connector.Run("4", kept, stop); });
  REQUIRE(Eventually([&] { return from_four >= 2; }));
  run.request_stop();
  run.join();
  CHECK(kept.pages == 0);
}

TEST_CASE("a bad lead is kept aside and the rest of its page goes on") {
  Site site([](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"data":{"list":[{"id":1,"name":"x"},7,{"id":2,"phone":"13900001111"}],"next":"9"}})",
                         "application/json");
  });
  const SystemClock clock;
  LeadPollConnector connector({.every = 1h, .first_cursor = ""}, Pages(site), Parser(), clock);
  Kept kept;
  std::jthread run([&](const std::stop_token& stop) { connector.Run("", kept, stop); });
  REQUIRE(Eventually([&] { return kept.Keys().size() == 1 || kept.pages > 0; }));
  run.request_stop();
  run.join();
  CHECK(kept.keys.front() == "2");
  CHECK(kept.reasons[0] == "lead.no_identity");
  CHECK(kept.reasons[1] == "lead.not_json");
}

TEST_CASE("what a site answers wrongly is said by a code, and never moves the cursor") {
  const auto code = [](const Site::Answer& answer, std::size_t most = 1 << 20) {
    Site site(answer);
    HttpSettings settings = SettingsOf(site);
    settings.most_bytes = most;
    settings.timeout = 500ms;
    const auto page = Fetch(settings, "7");
    return page ? "none " + page->cursor : page.error().code;
  };
  const auto says = [](int status, std::string body) {
    return [=](const httplib::Request&, httplib::Response& response) {
      response.status = status;
      response.set_content(body, "application/json");
    };
  };
  CHECK(code(says(401, "{}")) == "lead_poll.denied");
  CHECK(code(says(503, "{}")) == "lead_poll.busy");
  CHECK(code(says(302, "{}")) == "lead_poll.status");
  CHECK(code(says(200, "<html>")) == "lead_poll.not_json");
  CHECK(code(says(200, "{\"data\":{\"list\":[")) == "lead_poll.not_json");
  CHECK(code(says(200, "{},\"x\":{}")) == "lead_poll.not_json");
  CHECK(code(says(200, "\xff{}")) == "lead_poll.not_json");
  CHECK(code(says(200, "[]")) == "lead_poll.no_items");
  CHECK(code(says(200, R"({"data":{"list":{}}})")) == "lead_poll.no_items");
  CHECK(code(says(200, R"({"data":{"list":[]}})")) == "none 7");
  CHECK(code(says(204, "")) == "none 7");
  CHECK(code(says(200, std::string(2 << 20, ' '))) == "lead_poll.too_large");
  CHECK(code([](const httplib::Request&, httplib::Response&) { std::this_thread::sleep_for(900ms); }) ==
        "lead_poll.unreachable");
}

TEST_CASE("a site that asks for patience gets it") {
  Site site([](const httplib::Request&, httplib::Response& response) {
    response.status = 429;
    response.set_header("Retry-After", "7");
  });
  std::chrono::milliseconds wait{0};
  const auto page = Pages(site)->Fetch("", {}, wait);
  CHECK(page.error().code == "lead_poll.busy");
  CHECK(wait == 7s);
  const SystemClock clock;
  LeadPollConnector connector({.every = 1ms, .first_cursor = ""}, Pages(site), Parser(), clock);
  Kept kept;
  site.asked = 0;
  std::jthread run([&](const std::stop_token& stop) { connector.Run("", kept, stop); });
  REQUIRE(Eventually([&] { return connector.status().problem == "lead_poll.busy"; }));
  std::this_thread::sleep_for(300ms);
  CHECK(site.asked == 1);
  run.request_stop();
}

TEST_CASE("a stop is heard while a site is silent") {
  Site site([](const httplib::Request&, httplib::Response&) { std::this_thread::sleep_for(2s); });
  const SystemClock clock;
  LeadPollConnector connector({.every = 1ms, .first_cursor = ""}, Pages(site), Parser(), clock);
  Kept kept;
  const auto begun = std::chrono::steady_clock::now();
  {
    std::jthread run([&](const std::stop_token& stop) { connector.Run("", kept, stop); });
    REQUIRE(Eventually([&] { return site.asked == 1; }));
  }
  CHECK(std::chrono::steady_clock::now() - begun < 1900ms);
}

TEST_CASE("the newest lead of a page may be the cursor") {
  Site site([](const httplib::Request&, httplib::Response& response) {
    response.set_content(json::array({LeadOf(3), LeadOf(4)}).dump(), "application/json");
  });
  HttpSettings settings;
  settings.url = site.url();
  settings.items = "";
  settings.item_cursor = "/id";
  const auto page = Fetch(settings, "2");
  REQUIRE(page);
  CHECK(page->cursor == "4");
  CHECK(page->more);
  CHECK_FALSE(Fetch(settings, "4")->more);
}

TEST_CASE("settings that cannot work are refused at the start") {
  const auto code = [](const std::string& url, const std::string& items = "/i", const std::string& next = "") {
    HttpSettings settings;
    settings.url = url;
    settings.items = items;
    settings.next = next;
    const auto made = MakeHttpPages(settings);
    return made ? std::string("fine") : made.error().code;
  };
  CHECK(code("https://crm.example.com/leads") == "fine");
  CHECK(code("http://localhost:8080/leads") == "fine");
  CHECK(code("http://crm.example.com/leads") == "lead_poll.settings");
  CHECK(code("http://localhost.example.com/") == "lead_poll.settings");
  CHECK(code("file:///etc/passwd") == "lead_poll.settings");
  CHECK(code("nonsense") == "lead_poll.settings");
  CHECK(code("https://crm.example.com/", "items") == "lead_poll.settings");
  CHECK(code("https://crm.example.com/", "/i", "/next") == "lead_poll.settings");
  CHECK(PercentEncode("a b&客") == "a%20b%26%E5%AE%A2");
  const auto sql = [](const std::string& query, const std::string& column, const std::string& url = "postgresql:///x") {
    const auto made = MakeSqlPages({.database_url = url, .query = query, .cursor_column = column});
    return made ? std::string("fine") : made.error().code;
  };
  CHECK(sql("SELECT * FROM leads WHERE id > $1", "id") == "fine");
  CHECK(sql("SELECT * FROM leads", "id") == "lead_poll.settings");
  CHECK(sql("SELECT * FROM leads WHERE id > $1", "") == "lead_poll.settings");
  CHECK(sql("SELECT * FROM leads WHERE id > $1", "id", "postgresql://[bad") == "lead_poll.settings");
}

}  // namespace custos::lead_poll
