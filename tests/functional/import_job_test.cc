// SPDX-License-Identifier: Apache-2.0
// Files of records through the built program: `custos import` against `custos serve`.
#include <csignal>
#include <ctime>
#include <fstream>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

/// A backup of a phone with this many text messages, one draft and one broken record in the middle.
std::string Backup(int messages) {
  std::string xml = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"1\">\n";
  for (int i = 0; i < messages; ++i) {
    xml += "<sms address=\"13900001111\" date=\"" + std::to_string(1'700'000'000'000 + TimeMs{i} * 60'000) +
           "\" type=\"" + (i % 2 == 0 ? "1" : "2") + "\" body=\"青金石短信 " + std::to_string(i) + "\" />\n";
    if (i == messages / 2) {
      xml += "<sms address=\"13900001111\" date=\"1700000000000\" type=\"3\" body=\"draft\" />\n";
      xml += "<sms address=\"13900001111\" date=\"broken\" type=\"1\" body=\"lost\" />\n";
    }
  }
  return xml +
         "<sms address=\"13900001111\" date=\"9999999999999\" type=\"1\" body=\"clock\" />\n"
         "<mms date=\"1600000000\" msg_box=\"1\" address=\"13900001111\" m_id=\"M1\"><parts><part ct=\"image/png\" "
         "cl=\"shop.png\" text=\"null\" data=\"aGVsbG8=\" /></parts></mms>\n</smses>\n";
}

std::string Tomorrow() {
  const std::time_t at = std::time(nullptr) + 86'400;
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&at));
  return text;
}

class Importing : public World {
 public:
  Importing() {
    const ApiAnswer made =
        api->Post("/tokens", {{"name", "import"}, {"scopes", {"import"}}, {"expires_at", Tomorrow()}});
    INFO(made.text);
    REQUIRE(made.status == 201);
    token_ = made.body["secret"].get<std::string>();
  }

  std::filesystem::path Write(const std::string& name, const std::string& content) {
    const std::filesystem::path path = data_dir().parent_path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::unique_ptr<Process> StartImport(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{CUSTOS_PROGRAM, "import", "--server", server->url(), "--token", token_, "--json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::filesystem::remove(output());
    return std::make_unique<Process>(all, output());
  }

  /// What the command printed for its last file; null when it printed none.
  json Import(const std::vector<std::string>& arguments) {
    const std::unique_ptr<Process> running = StartImport(arguments);
    exit_status = running->Wait(std::chrono::seconds(120)).value_or(-1);
    return Printed();
  }

  json Printed() const {
    std::ifstream in(output());
    json last;
    for (std::string line; std::getline(in, line);) {
      const json read = json::parse(line, nullptr, false);
      if (read.is_object()) last = read;
    }
    return last;
  }

  int exit_status = -1;

 private:
  std::filesystem::path output() const { return data_dir().parent_path() / "import.out"; }

  std::string token_;
};

}  // namespace

TEST_CASE("a phone's backup is imported once, however often it is brought") {
  Importing world;
  const auto file = world.Write("sms.xml", Backup(700));
  const std::vector<std::string> command{"sms-backup", file.string(), "--employee", "staff01", "--device", "phone-07"};
  const json first = world.Import(command);
  INFO(first.dump());
  CHECK(world.exit_status == 0);
  CHECK(first["state"] == "done");
  CHECK(first["accepted"] == 701);  // the multimedia message is one of them
  CHECK(first["refused"] == 2);
  CHECK(first["skipped"] == 1);
  CHECK(first["reasons"] == json{{"record.bad_time", 1}, {"record.draft", 1}, {"record.wrong_clock", 1}});
  CHECK(first["faults"][0]["line"] == 355);
  CHECK(first["faults"][0]["code"] == "record.bad_time");
  CHECK(world.Search("channel=sms&limit=200").size() == 200);
  // The picture inside the backup arrives in the media store.
  CHECK(World::Eventually([&] {
    const json found = world.Search("type=mms");
    return found.size() == 1 && found[0]["media"][0]["state"] == "stored";
  }));
  INFO(world.Search("type=mms").dump());

  const json again = world.Import(command);
  CHECK(again["accepted"] == 0);
  CHECK(again["duplicate"] == 701);
  // Another export that overlaps brings only what is new.
  const auto longer = world.Write("longer.xml", Backup(710));
  const json overlap = world.Import({"sms-backup", longer.string(), "--employee", "staff01"});
  CHECK(overlap["accepted"] == 10);
  CHECK(overlap["duplicate"] == 701);
}

TEST_CASE("an import goes on after the server was killed, losing and doubling nothing") {
  Importing world;
  const auto file = world.Write("big.xml", Backup(20'000));
  const std::unique_ptr<Process> running = world.StartImport({"sms-backup", file.string(), "--employee", "staff01"});
  const bool begun =
      World::Eventually([&] { return world.api->Get("/messages?channel=sms&limit=1").body["items"].size() == 1; });
  CHECK(begun);
  world.server->process().Kill();
  world.Start();
  // The command looks for the old address; what it began is finished by the server alone.
  running->Kill();
  const json rest = world.Import({"sms-backup", file.string(), "--employee", "staff01"});
  INFO(rest.dump());
  CHECK(rest["accepted"].get<int>() + rest["duplicate"].get<int>() == 20'001);
  const json third = world.Import({"sms-backup", file.string(), "--employee", "staff01"});
  CHECK(third["duplicate"] == 20'001);
  CHECK(third["accepted"] == 0);
}

TEST_CASE("what cannot be imported is said plainly") {
  Importing world;
  const auto file = world.Write("calls.csv", "too,few\n");
  const json refused = world.Import({"sms-backup", file.string(), "--employee", "staff01"});
  CHECK(world.exit_status != 0);
  CHECK(refused["state"] == "failed");
  CHECK(refused["problem"] == "records.wrong_format");
  CHECK(world.Import({"no-such-format", file.string(), "--employee", "x"}).is_null());
  CHECK(world.exit_status != 0);
  const json rows = world.Import({"asterisk", file.string()});
  CHECK(rows["refused"] == 1);
  CHECK(rows["reasons"] == json{{"record.column_count", 1}});
}

TEST_CASE("calls come from an exchange's file and by post, through kills, each once") {
  Importing world;
  const std::filesystem::path master = world.Write("Master.csv", "");
  const std::filesystem::path secret = world.Write("exchange.secret", "artificial-password-2\n");
  std::ofstream(world.company.config(), std::ios::app)
      << "\n[[exchange]]\nname = \"desk\"\nformat = \"asterisk\"\nfiles = [\"" << master.string() << "\"]\n"
      << "[exchange.extensions]\n8001 = \"staff01\"\n"
      << "[[exchange]]\nname = \"post\"\nformat = \"freeswitch-json\"\npassword_file = \"" << secret.string() << "\"\n";
  CHECK(world.server->Stop() == 0);
  world.Start();
  const auto row =
      [&](int call) {
        std::ofstream(master, std::ios::app)
            << "\"\",\"8001\",\"13900001111\",\"internal\",\"8001\",\"PJSIP/8001-1\",\"PJSIP/trunk-2\",\"Dial\",\"x\","
            << "\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\",\"2023-11-15 "
               "12:01:09\",69,60,\"ANSWERED\",\"DOCUMENTATION\","
            << "\"1700020800." << call << "\",\"\"\n";
      };
  const auto calls = [&] { return world.Search("channel=call&limit=200").size(); };
  for (int call = 0; call < 30; ++call) row(call);
  CHECK(World::Eventually([&] { return calls() >= 1; }));
  world.server->process().Kill();
  for (int call = 30; call < 60; ++call) row(call);
  world.Start();
  CHECK(World::Eventually([&] { return calls() == 60; }));

  const auto post = [&](const std::string& credential, const std::string& body) {
    Process running({"/usr/bin/curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-u", credential, "--data-binary",
                     body, "-H", "Content-Type: application/json", world.server->url() + "callback/freeswitch/post"},
                    world.Write("post.out", ""));
    REQUIRE(running.Wait(std::chrono::seconds(30)));
    std::ifstream in(master.parent_path() / "post.out");
    std::string status;
    in >> status;
    return status;
  };
  const std::string document =
      R"({"variables":{"uuid":"u1","start_epoch":"1700020800","answer_epoch":"1700020809","duration":"69","billsec":"60",)"
      R"("hangup_cause":"NORMAL_CLEARING","sip_from_user":"8001","sip_to_user":"13900001111"}})";
  CHECK(post("custos:wrong", document) == "401");
  CHECK(post("custos:artificial-password-2", document) == "200");
  CHECK(calls() == 61);  // it was stored before the answer
  CHECK(post("custos:artificial-password-2", document) == "200");
  CHECK(post("custos:artificial-password-2", "{\"variables\":1}") == "200");
  CHECK(calls() == 61);
}

}  // namespace custos::testing
