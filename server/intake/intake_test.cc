// SPDX-License-Identifier: Apache-2.0
// Sources and work phones over in-memory stores.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/intake/phone_service.h"
#include "server/intake/qr_code.h"
#include "server/intake/secret.h"
#include "server/intake/source_service.h"
#include "tests/support/fakes/fake_push.h"
#include "tests/support/fakes/fakes.h"

namespace custos::server::intake {
namespace {

using nlohmann::json;
using testing::FakeDeviceStore;
using testing::FakePushSources;
using testing::FakeSink;

struct World {
  testing::ManualClock clock;
  FakeDeviceStore devices;
  FakePushSources sources;
  FakeSink sink;
  PhoneService phones{devices, sources, sink, clock};
  SourceService pushed{sources, sink, clock};
};

std::string Line(const std::string& id) {
  return json{{"id", id},
              {"time", 1'772'328'600'250},
              {"from", {{"kind", "staff"}, {"id", "zhang.wei"}}},
              {"to", {{{"kind", "external"}, {"id", "c-17"}}}},
              {"text", "您好"}}
             .dump() +
         "\n";
}

/// A phone that enrolled and counts its log.
struct Phone {
  explicit Phone(World& of) : world(of) {
    const auto invited = world.phones.Invite("wecom:ww1", "staff01", "phone 7");
    REQUIRE(invited.ok());
    const auto enrolled = world.phones.Enrol(invited->code, "Model X", "1.0");
    REQUIRE((enrolled.ok() && enrolled->has_value()));
    id = (*enrolled)->device.id;
    secret = (*enrolled)->secret;
  }

  std::string Head() const { return json{{"kind", "batch"}, {"at", world.clock.Now() + skew}}.dump() + "\n"; }
  std::string Sms(std::uint64_t seq) const {
    return json{{"seq", seq},
                {"kind", "sms"},
                {"at", world.clock.Now() + skew},
                {"direction", "inbound"},
                {"number", "13900001111"},
                {"text", "好的"}}
               .dump() +
           "\n";
  }
  Result<BatchAnswer> Send(const std::vector<std::uint64_t>& seqs) {
    std::string body = Head();
    for (const std::uint64_t seq : seqs) body += Sms(seq);
    return world.phones.Take(id, secret, body);
  }

  World& world;
  std::string id;
  std::string secret;
  TimeMs skew = 0;
};

std::vector<std::string> StatusesOf(const std::vector<LineAnswer>& lines) {
  std::vector<std::string> statuses;
  for (const LineAnswer& line : lines) statuses.emplace_back(ToString(line.status));
  return statuses;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("each line of a request has its own answer, with its number as people count") {
  World world;
  REQUIRE(world.pushed.Create("chat", "Chat", "wecom:ww1").ok());
  const std::string body = Line("m-1") + "\r\n{\"id\":\"m-2\"}\n" + Line("m-3") + "nonsense";
  const auto answers = world.pushed.Take("ingest:chat", body);
  REQUIRE(answers.ok());
  CHECK(StatusesOf(*answers) == Words{"accepted", "refused", "accepted", "refused"});
  CHECK((*answers)[1].line == 3);
  CHECK((*answers)[1].id == "m-2");
  CHECK((*answers)[1].problem.code == "record.missing");
  CHECK((*answers)[1].problem.pointer == "/time");
  CHECK((*answers)[3].problem.code == "record.not_json");
  CHECK(world.sink.messages.size() == 2);
  REQUIRE(world.sink.parked.size() == 2);
  CHECK(world.sink.parked[0].key == "m-2");
  CHECK(world.sink.parked[0].envelope == "{\"id\":\"m-2\"}");
  CHECK(world.sink.parked[0].seq == 0);
}

TEST_CASE("sending the same lines again changes nothing") {
  World world;
  const std::string body = Line("m-1") + Line("m-2");
  REQUIRE(world.pushed.Take("ingest:chat", body).ok());
  CHECK(StatusesOf(*world.pushed.Take("ingest:chat", body + Line("m-3"))) ==
        Words{"duplicate", "duplicate", "accepted"});
  CHECK(world.sink.messages.size() == 3);
}

TEST_CASE("a full pipeline promises nothing") {
  World world;
  world.sink.full = true;
  const auto answers = world.pushed.Take("ingest:chat", Line("m-1"));
  REQUIRE_FALSE(answers.ok());
  CHECK(answers.error().code == "intake.full");
  CHECK(world.sink.messages.empty());
}

TEST_CASE("too many lines are refused before anything is taken, and a large request goes in pages") {
  World world;
  std::string body;
  for (std::size_t i = 0; i < SourceService::kMostLines; ++i) body += Line("m-" + std::to_string(i));
  CHECK(world.pushed.Take("ingest:chat", body)->size() == SourceService::kMostLines);
  CHECK(world.pushed.Take("ingest:chat", body + Line("more")).error().code == "ingest.too_many_lines");
  CHECK(world.sink.messages.size() == SourceService::kMostLines);
}

TEST_CASE("a source is known by its newest token only, and not while it is disabled") {
  World world;
  REQUIRE(world.pushed.Create("chat", "", "").ok());
  CHECK(world.pushed.Create("chat", "", "").error().code == "source.exists");
  CHECK(world.pushed.Create("No Good", "", "").error().code == "source.name");
  const std::string first = *world.pushed.RenewToken("ingest:chat");
  const std::string second = *world.pushed.RenewToken("ingest:chat");
  CHECK_FALSE((*world.pushed.FindByToken(first)).has_value());
  CHECK((*world.pushed.FindByToken(second))->name == "ingest:chat");
  REQUIRE(world.pushed.SetEnabled("ingest:chat", false).ok());
  CHECK_FALSE((*world.pushed.FindByToken(second)).has_value());
  CHECK(world.pushed.RenewToken("ingest:none").error().code == "source.not_found");
}

TEST_CASE("an enrolment code works once and for a while") {
  World world;
  const auto invited = world.phones.Invite("wecom:ww1", "staff01", "");
  CHECK(invited->device.source == "phone:ww1");
  CHECK((*world.phones.Enrol(invited->code, "", "")).has_value());
  CHECK_FALSE((*world.phones.Enrol(invited->code, "", "")).has_value());
  CHECK_FALSE((*world.phones.Enrol("cusinv_guess", "", "")).has_value());
  const auto late = world.phones.Invite("wecom:ww1", "staff01", "");
  world.clock.now += PhoneSettings{}.code_life_ms;
  CHECK_FALSE((*world.phones.Enrol(late->code, "", "")).has_value());
}

TEST_CASE("a new code ends what the phone had, until it has sent something") {
  World world;
  Phone phone(world);
  const std::string old = phone.secret;
  const auto code = world.phones.InviteAgain(phone.id);
  REQUIRE(code.ok());
  CHECK_FALSE((*world.phones.FindBySecret(old)).has_value());
  phone.secret = (*world.phones.Enrol(*code, "", ""))->secret;
  REQUIRE(phone.Send({1}).ok());
  CHECK(world.phones.InviteAgain(phone.id).error().code == "device.in_use");
}

TEST_CASE("a batch that comes again, in part or whole, doubles nothing") {
  World world;
  Phone phone(world);
  CHECK(StatusesOf(phone.Send({1, 2, 3})->lines) == Words{"accepted", "accepted", "accepted"});
  const auto again = phone.Send({2, 3, 4});
  CHECK(StatusesOf(again->lines) == Words{"duplicate", "duplicate", "accepted"});
  CHECK(again->last_seq == 4);
  CHECK(again->gaps.empty());
  CHECK(world.sink.messages.size() == 4);
  CHECK(world.phones.List()->front().last_seq == 4);
}

TEST_CASE("skipped numbers are told once, and are no longer missing once they came") {
  World world;
  Phone phone(world);
  REQUIRE(phone.Send({1}).ok());
  const auto skipped = phone.Send({5, 6});
  REQUIRE(skipped->gaps.size() == 1);
  CHECK(skipped->gaps[0].first == 2);
  CHECK(skipped->gaps[0].last == 4);
  CHECK(world.sink.messages.back().type == "device_gap");
  CHECK(world.sink.messages.back().key == phone.id + "/gap/2-4");
  const std::size_t before = world.sink.messages.size();
  const auto filled = phone.Send({3, 5});
  CHECK(StatusesOf(filled->lines) == Words{"accepted", "duplicate"});
  REQUIRE(filled->gaps.size() == 2);
  CHECK(filled->gaps[0].first == 2);
  CHECK(filled->gaps[0].last == 2);
  CHECK(filled->gaps[1].first == 4);
  CHECK(world.sink.messages.size() == before + 1);
  CHECK(phone.Send({2, 4})->gaps.empty());
}

TEST_CASE("a record that is refused keeps its number, so that it leaves no gap") {
  World world;
  Phone phone(world);
  const auto answer = world.phones.Take(
      phone.id, phone.secret, phone.Head() + phone.Sms(1) + "{\"seq\":2,\"kind\":\"smoke\"}\n" + phone.Sms(3));
  CHECK(StatusesOf(answer->lines) == Words{"accepted", "refused", "accepted"});
  CHECK(answer->last_seq == 3);
  CHECK(answer->gaps.empty());
  CHECK(world.sink.parked.at(0).key == phone.id + "/2");
}

TEST_CASE("a clock that is off is measured, and the order is ours") {
  World world;
  Phone phone(world);
  phone.skew = -7'200'000;
  const auto answer = phone.Send({1});
  CHECK(answer->skew_ms == -7'200'000);
  CHECK(world.sink.messages.back().sent_at == world.clock.Now());
  CHECK(world.phones.List()->front().skew_ms == -7'200'000);
}

TEST_CASE("a batch without a head, with too much in it, or of a revoked phone is refused whole") {
  World world;
  Phone phone(world);
  CHECK(world.phones.Take(phone.id, phone.secret, "").error().code == "batch.head");
  CHECK(world.phones.Take(phone.id, phone.secret, phone.Sms(1)).error().code == "batch.head");
  std::vector<std::uint64_t> many(phone::kMaxRecords + 1);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = i + 1;
  CHECK(phone.Send(many).error().code == "batch.too_many_records");
  REQUIRE(world.phones.Revoke(phone.id).ok());
  CHECK(phone.Send({1}).error().code == "device.revoked");
  CHECK(world.sink.messages.empty());
}

TEST_CASE("a silence is told once, and again when it is another one") {
  World world;
  Phone phone(world);
  REQUIRE(phone.Send({1}).ok());
  CHECK(*world.phones.TellSilence() == 0);
  world.clock.now += PhoneSettings{}.silent_after_ms + 1000;
  CHECK(*world.phones.TellSilence() == 1);
  CHECK(world.sink.messages.back().type == "device_silent");
  CHECK(*world.phones.TellSilence() == 0);
  REQUIRE(phone.Send({}).ok());
  world.clock.now += PhoneSettings{}.silent_after_ms + 1000;
  CHECK(*world.phones.TellSilence() == 1);
}

TEST_CASE("secrets are long, differ, and are kept as digests") {
  const std::string secret = MakeSecret(kDevicePrefix);
  CHECK(secret.size() == kDevicePrefix.size() + 43);
  CHECK(secret != MakeSecret(kDevicePrefix));
  CHECK(HashOf("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a QR code is a path of squares inside its margin") {
  const QrPicture small = DrawQr("HELLO");
  CHECK(small.size == 21 + 8);
  CHECK(small.path.starts_with("M4,4h1v1h-1z"));
  CHECK(DrawQr(std::string(5000, 'x')).size == 0);
}

}  // namespace custos::server::intake
