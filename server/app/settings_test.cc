// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace custos::app {
namespace {

std::string SecretFile() {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "custos_settings_test_secret";
  std::ofstream(path) << "artificial-secret\n";
  return path.string();
}

}  // namespace

TEST_CASE("an empty file gives the defaults") {
  const Result<Settings> settings = ParseSettings("", "test.toml");
  REQUIRE(settings);
  CHECK(settings->http.listen == "127.0.0.1:8080");
  CHECK(settings->database_url.empty());
  CHECK(settings->wecom.empty());
}

TEST_CASE("a company is read with its secret from a file") {
  const Result<Settings> settings =
      ParseSettings("[[wecom]]\ncorp_id = 'ww1'\narchive_secret_file = '" + SecretFile() +
                        "'\nsdk_library = '/opt/sdk.so'\nprivate_keys = '/etc/keys'\nhelpers = 2\n",
                    "test.toml");
  REQUIRE(settings);
  REQUIRE(settings->wecom.size() == 1);
  CHECK(settings->wecom[0].archive_secret == "artificial-secret");
  CHECK(settings->wecom[0].helpers == 2);
  CHECK(settings->wecom[0].name == "ww1");
}

TEST_CASE("an unknown key is named with its line and the nearest known key") {
  const Result<Settings> settings = ParseSettings("[http]\nlistn = 'x'\n", "test.toml");
  REQUIRE_FALSE(settings);
  CHECK(settings.error().message == "test.toml:2: unknown key listn in [http], did you mean listen?");
}

TEST_CASE("all mistakes are reported at once") {
  const Result<Settings> settings = ParseSettings("data_dir = 5\n[http]\nlisten = true\n", "test.toml");
  REQUIRE_FALSE(settings);
  CHECK(settings.error().message.find("test.toml:1: data_dir must be a string") != std::string::npos);
  CHECK(settings.error().message.find("test.toml:3: listen must be a string") != std::string::npos);
}

TEST_CASE("a syntax error carries line and column") {
  const Result<Settings> settings = ParseSettings("a = \n", "test.toml");
  REQUIRE_FALSE(settings);
  CHECK(settings.error().message.rfind("test.toml:1:", 0) == 0);
}

TEST_CASE("a company without its corp id or secret is refused") {
  const Result<Settings> settings = ParseSettings("[[wecom]]\nname = 'x'\n", "test.toml");
  REQUIRE_FALSE(settings);
  CHECK(settings.error().message.find("needs corp_id") != std::string::npos);
  CHECK(settings.error().message.find("needs archive_secret_file") != std::string::npos);
}

TEST_CASE("witnesses, the time-stamping authority and the zone of the days are read") {
  const std::string key = storage::Cosigner::Generate("witness.example/w1")->verifier().vkey();
  const Result<Settings> settings = ParseSettings(
      "[archive]\nzone = '-03:30'\n[timestamp]\nurl = 'https://tsa.example/'\nhours = 6\n[[witness]]\nurl = "
      "'https://witness.example/w1/'\nkey = '" +
          key + "'\n",
      "test.toml");
  REQUIRE(settings);
  CHECK(settings->evidence.zone_minutes == -210);
  CHECK(settings->evidence.timestamp_url == "https://tsa.example/");
  CHECK(settings->evidence.timestamp_hours == 6);
  REQUIRE(settings->evidence.witnesses.size() == 1);
  CHECK(settings->evidence.witnesses[0].url == "https://witness.example/w1");
  CHECK(settings->evidence.witnesses[0].key.vkey() == key);
}

TEST_CASE("a witness without its key, or a zone that is none, is refused with its line") {
  const Result<Settings> settings =
      ParseSettings("[archive]\nzone = 'Shanghai'\n[[witness]]\nurl = 'https://w'\nkey = 'x'\n", "test.toml");
  REQUIRE_FALSE(settings);
  CHECK(settings.error().message.find("test.toml:2: zone must be") != std::string::npos);
  CHECK(settings.error().message.find("test.toml:5: key must be the line of a witness.pub") != std::string::npos);
}

TEST_CASE("callbacks need both their files, and a channel what its kind needs") {
  const std::string company = "[[wecom]]\nname = 'main'\ncorp_id = 'ww1'\narchive_secret_file = '" + SecretFile() +
                              "'\nsdk_library = '/opt/sdk.so'\nprivate_keys = '/etc/keys'\n";
  const auto problem = [&](const std::string& more) {
    const Result<Settings> settings = ParseSettings(company + more, "test.toml");
    return settings ? std::string() : settings.error().message;
  };
  CHECK(problem("callback_token_file = '" + SecretFile() + "'\n").find("callback_aes_key_file") != std::string::npos);
  CHECK(problem("[[notify]]\nname = 'ops'\nkind = 'pigeon'\n").find("wecom_robot") != std::string::npos);
  const std::string mail = "[[notify]]\nname = 'ops'\nkind = 'mail'\nurl = 'smtps://mail.example.com'\n";
  CHECK(problem(mail + "from = 'custos@example.com'\nto = ['ops@example.com']\n") == "");
  CHECK(problem(mail + "from = 'custos@example.com'\n").find("to") != std::string::npos);
  CHECK(problem(mail + "from = 'a@b\\r\\nBcc: c@d'\nto = ['ops@example.com']\n").find("from") != std::string::npos);
  CHECK(problem("[[notify]]\nname = 'ops'\nkind = 'wecom_robot'\n").find("robot_key_file") != std::string::npos);
  CHECK(problem("[[notify]]\nname = 'ops'\nkind = 'wecom_app'\ncompany = 'other'\nagent_id = 1\nusers = ['a']\n")
            .find("names no [[wecom]]") != std::string::npos);
  CHECK(problem("[[notify]]\nname = 'ops'\nkind = 'wecom_app'\ncompany = 'main'\nagent_id = 1\nusers = ['a', 2]\n")
            .find("list of strings") != std::string::npos);
  CHECK(
      problem("[[notify]]\nname = 'ops'\nkind = 'wecom_app'\ncompany = 'main'\nagent_id = 1000002\nusers = ['a']\n") ==
      "");
}

TEST_CASE("a daily report has an hour, and channels that there are") {
  const std::string channel =
      "[[notify]]\nname = 'group'\nkind = 'wecom_robot'\nrobot_key_file = '" + SecretFile() + "'\n";
  const Result<Settings> settings = ParseSettings(
      channel + "[report]\nat = '08:05'\nchannels = ['group']\nover_hours = 4\nlanguage = 'en'\n", "test.toml");
  REQUIRE(settings);
  CHECK(settings->report.at_minutes == 485);
  CHECK(settings->report.channels == std::vector<std::string>{"group"});
  CHECK(settings->report.over_hours == 4);
  CHECK(settings->report.english);
  const auto problem = [&](const std::string& more) {
    const Result<Settings> refused = ParseSettings(channel + "[report]\n" + more, "test.toml");
    return refused ? std::string() : refused.error().message;
  };
  CHECK(problem("channels = ['other']\n").find("names no [[notify]]: other") != std::string::npos);
  CHECK(problem("at = '08:05'\n").find("channels") != std::string::npos);
  for (const char* at : {"24:00", "8:05", "08:60", "0805", "08:0x"}) {
    CHECK(problem("channels = ['group']\nat = '" + std::string(at) + "'\n").find("time of day") != std::string::npos);
  }
  CHECK(problem("channels = ['group']\nlanguage = 'fr'\n").find("zh-CN") != std::string::npos);
}

TEST_CASE("the application that opens the desk needs the secret it works with, and proofs of a domain their own name") {
  const auto problem = [](const std::string& text) {
    const Result<Settings> settings = ParseSettings(text, "test.toml");
    return settings ? std::string() : settings.error().message;
  };
  const std::string company = "[[wecom]]\ncorp_id = 'ww1'\narchive_secret_file = '" + SecretFile() +
                              "'\nsdk_library = '/opt/sdk.so'\nprivate_keys = '/etc/keys'\nagent_id = 1000002\n";
  CHECK(problem(company).find("contact_secret_file") != std::string::npos);
  CHECK(problem(company + "contact_secret_file = '" + SecretFile() + "'\n").empty());

  const std::filesystem::path proof = std::filesystem::temp_directory_path() / "WW_verify_settings0test.txt";
  std::ofstream(proof) << "settings0test";
  const Result<Settings> settings =
      ParseSettings("[http]\ndomain_proof_files = ['" + proof.string() + "']\n", "test.toml");
  REQUIRE(settings);
  CHECK(settings->http.domain_proofs.at("WW_verify_settings0test.txt") == "settings0test");
  std::filesystem::remove(proof);
  CHECK(problem("[http]\ndomain_proof_files = ['" + proof.string() + "']\n").find("cannot use") != std::string::npos);
  CHECK(problem("[http]\ndomain_proof_files = ['/etc/passwd']\n").find("not named") != std::string::npos);
}

TEST_CASE("an exchange is read with its extensions, and needs something to read from") {
  const Result<Settings> settings = ParseSettings(
      "[[exchange]]\nname = 'main'\nformat = 'asterisk'\nfiles = ['/a', '/b']\n[exchange.extensions]\n8001 = "
      "'staff01'\n",
      "test.toml");
  REQUIRE(settings);
  REQUIRE(settings->exchanges.size() == 1);
  CHECK(settings->exchanges[0].files == std::vector<std::string>{"/a", "/b"});
  CHECK(settings->exchanges[0].extensions.at("8001") == "staff01");
  const Result<Settings> wrong =
      ParseSettings("[[exchange]]\nname = 'main'\nformat = 'asterisk'\nfiles = [1]\n", "test.toml");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("test.toml:4: files must be a list of strings") != std::string::npos);
  const Result<Settings> empty = ParseSettings("[[exchange]]\nname = 'main'\nformat = 'asterisk'\n", "test.toml");
  REQUIRE_FALSE(empty);
  CHECK(empty.error().message.find("needs files, directory or password_file") != std::string::npos);
}

TEST_CASE("The order of names of a customer is a list of known origins") {
  const auto good = ParseSettings("[customers]\nname_order = [\"remark\", \"contact\"]\n", "test.toml");
  REQUIRE(good);
  CHECK(good->customer_names == std::vector<std::string>{"remark", "contact"});
  CHECK(ParseSettings("[customers]\nfirst_owner = \"none\"\n", "test.toml")->first_owner == "none");
  CHECK_FALSE(ParseSettings("[customers]\nfirst_owner = \"anybody\"\n", "test.toml"));
  const auto bad = ParseSettings("[customers]\nname_order = [\"nickname\"]\n", "test.toml");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message.find("test.toml:2") != std::string::npos);
}

TEST_CASE("queues of leads need their password from a file, and a poll asks either a site or a database") {
  const auto problem = [](const std::string& toml) {
    const Result<Settings> settings = ParseSettings(toml, "test.toml");
    return settings ? std::string() : settings.error().message;
  };
  const std::string queue = "[[lead_queue]]\nname = 'shop'\nqueue = 'leads'\n";
  const std::string secret = "password_file = '" + SecretFile() + "'\n";
  const Result<Settings> settings =
      ParseSettings(queue + secret + "tls = true\n[lead_queue.fields]\nname = '/n'\n", "t");
  REQUIRE(settings);
  CHECK(settings->lead_queues[0].port == 5671);
  CHECK(settings->lead_queues[0].lead.fields.at("name") == "/n");
  CHECK(problem(queue).find("[[lead_queue]] needs password_file") != std::string::npos);
  CHECK(problem(queue + secret + "prefetch = 0\n").find("prefetch must be at least 1") != std::string::npos);
  CHECK(problem(queue + secret + "dead_letter_queue = 'leads'\n").find("another queue") != std::string::npos);
  CHECK(problem(queue + secret + "que = 'x'\n").find("did you mean queue?") != std::string::npos);
  const std::string poll = "[[lead_poll]]\nname = 'crm'\n";
  CHECK(problem(poll + "url = 'https://crm.example.com'\n") == "");
  CHECK(problem(poll).find("url or database_url_file") != std::string::npos);
  CHECK(problem(poll + "database_url_file = '" + SecretFile() + "'\n").find("query and cursor_column") !=
        std::string::npos);
  CHECK(problem(poll + "url = 'https://crm.example.com'\nevery_s = 0\n").find("every_s") != std::string::npos);
}

}  // namespace custos::app
