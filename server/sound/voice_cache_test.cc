// SPDX-License-Identifier: Apache-2.0
#include "server/sound/voice_cache.h"

#include <catch2/catch.hpp>

namespace custos::server::sound {

TEST_CASE("sounds are made once while they are held, and the oldest go first") {
  VoiceCache cache(10);
  int made = 0;
  const auto get = [&](const char* file, std::size_t bytes) {
    const auto sound = cache.Of(Sha256(file), [&]() -> Result<std::string> {
      ++made;
      return std::string(bytes, 'x');
    });
    return sound ? (*sound)->size() : std::size_t{0};
  };
  CHECK(get("a", 4) == 4);
  CHECK(get("b", 4) == 4);
  get("a", 4);
  CHECK(made == 2);
  get("c", 4);  // no room for three: b was asked for longest ago
  get("a", 4);
  CHECK(made == 3);
  get("b", 4);
  CHECK(made == 4);
  CHECK(get("long", 50) == 50);
  get("long", 50);
  CHECK(made == 5);
  const auto failed = cache.Of(Sha256("d"), [] { return Result<std::string>(Error{ErrorKind::kInvalid, "x", ""}); });
  CHECK(failed.error().code == "x");
}

}  // namespace custos::server::sound
