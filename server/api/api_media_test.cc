// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::server::api {
namespace {

using testing::ApiFixture;

TEST_CASE("a voice message is played as WAV, in ranges too, and stays AMR for who downloads it") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const std::string target = "/api/v1/messages/101/media/2";
  const auto stored = fixture.Call("GET", target, token);
  CHECK(stored.Header("content-type") == "audio/amr");
  CHECK(stored.body == testing::FakeMedia::VoiceBytes());
  const auto sound = fixture.Call("GET", target + "?as=sound", token);
  CHECK(sound.status == 200);
  CHECK(sound.Header("content-type") == "audio/wav");
  CHECK(sound.body.substr(0, 4) == "RIFF");
  CHECK(sound.body.size() == 44 + 16'000);
  const auto part = fixture.Call("GET", target + "?as=sound", token, "", {{"Range", "bytes=44-47"}});
  CHECK(part.status == 206);
  CHECK(part.body.size() == 4);
  CHECK(part.Header("content-range") == "bytes 44-47/16044");
}

TEST_CASE("what is no sound is not played, and how to play is asked for by its one name") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto picture = fixture.Call("GET", "/api/v1/messages/101/media/0?as=sound", token);
  CHECK(picture.status == 415);
  CHECK(nlohmann::json::parse(picture.body)["code"] == "media.not_voice");
  CHECK(fixture.Call("GET", "/api/v1/messages/101/media/2?as=mp3", token).status == 400);
}

}  // namespace
}  // namespace custos::server::api
