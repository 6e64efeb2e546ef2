// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "connectors/template/parser.h"
#include "connectors/template/template_connector.h"

namespace custos::template_source {
namespace {

/// Keeps pages and ends the run when it has enough.
class Pages final : public IntakeSink {
 public:
  explicit Pages(std::size_t enough) : enough_(enough) {}
  bool Submit(Intake intake) override {
    pages.push_back(std::move(intake));
    return pages.size() < enough_;
  }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    return Submit(std::move(intake)) ? Offered::kTaken : Offered::kStopping;
  }
  std::vector<Intake> pages;

 private:
  const std::size_t enough_;
};

struct Fixture {
  static std::filesystem::path MakeFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "custos-template-XXXXXX").string();
    return ::mkdtemp(name.data());
  }
  ~Fixture() { std::filesystem::remove_all(folder); }

  void Write(const std::string& text) const { std::ofstream(file, std::ios::app) << text; }
  /// Runs from the cursor until one page came.
  Intake Next(const std::string& cursor) {
    Pages sink(1);
    connector.Run(cursor, sink, std::stop_token());
    return sink.pages.at(0);
  }

  std::filesystem::path folder = MakeFolder();
  std::filesystem::path file = folder / "talk.tsv";
  SystemClock clock;
  TemplateConnector connector{"template:one", file, clock, std::chrono::milliseconds(5)};
};

}  // namespace

TEST_CASE("a line becomes a message with a permanent key and its bytes as the original") {
  const std::string line = "m1\t1000\tzhang\tc1\t您好\t再见";
  const Result<Message> message = ParseLine("template:one", line);
  REQUIRE(message.ok());
  CHECK(message->key == "m1");
  CHECK(message->text == "您好\t再见");
  CHECK(message->conversation_key == "s:c1|zhang");
  CHECK(message->raw == line);
  CHECK(ParseLine("template:one", "m1\t1000\tzhang").error().code == "template.fields");
  CHECK(ParseLine("template:one", "m1\tnoon\tzhang\tc1\tx").error().code == "template.time");
}

TEST_CASE("a run goes on behind its cursor, and a torn last line waits for its end") {
  Fixture f;
  f.Write("m1\t1\ta\tb\tone\nm2\t2\ta\tb\ttw");
  const Intake first = f.Next("");
  REQUIRE(first.messages.size() == 1);
  CHECK(*first.cursor == "13");
  f.Write("o\nm3\t3\ta\tb\tthree\n");
  const Intake second = f.Next(*first.cursor);
  REQUIRE(second.messages.size() == 2);
  CHECK(second.messages[0].text == "two");
  CHECK(f.Next("")  // the same file from the start brings the same keys: the archive knows them
            .messages.size() == 3);
  CHECK(f.connector.status().last_message_at == 3);
}

TEST_CASE("a bad line is kept aside with its bytes and costs nothing else") {
  Fixture f;
  f.Write("m1\t1\ta\tb\tone\nnonsense\nm2\t2\ta\tb\ttwo\n");
  const Intake page = f.Next("");
  CHECK(page.messages.size() == 2);
  REQUIRE(page.parked.size() == 1);
  CHECK(page.parked[0].reason == "template.fields");
  CHECK(page.parked[0].envelope == "nonsense");
  ParkedMessage mended = page.parked[0];
  mended.envelope = "m9\t9\ta\tb\tnine";
  const Result<Intake> settled = f.connector.Retry({page.parked[0], mended});
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->unparked.size() == 1);
}

}  // namespace custos::template_source
