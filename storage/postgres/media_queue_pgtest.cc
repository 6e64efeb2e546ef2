// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

class Waiting : public test::Fixture {
 public:
  Waiting() {
    Message image = test::ChatMessage(1, "");
    image.type = "image";
    image.media = {{.kind = "image", .locator = "sdkfileid", .md5 = "d41d8cd98f00b204e9800998ecf8427e", .size = 5}};
    CommitMessages({image});
  }
  MediaQueue& queue() { return storage().media_queue(); }
};

}  // namespace

TEST_CASE("A file is handed out once, and again when its lease ends") {
  Waiting f;
  const TimeMs now = f.clock().Now();
  const auto first = f.queue().Take(now, 1000, 10);
  REQUIRE(first->size() == 1);
  CHECK(first->at(0).media.locator == "sdkfileid");
  CHECK(first->at(0).source == test::kSource);
  CHECK(first->at(0).attempts == 0);
  CHECK(f.queue().Take(now + 999, 1000, 10)->empty());
  const auto second = f.queue().Take(now + 1000, 1000, 10);
  REQUIRE(second->size() == 1);
  CHECK(second->at(0).attempts == 1);
  CHECK(*f.queue().Pending() == 1);
}

TEST_CASE("A file that arrived is evidence, once, and belongs to its message") {
  Waiting f;
  const MediaTask task = f.queue().Take(f.clock().Now(), 1000, 10)->at(0);
  const std::uint64_t before = f.storage().GetInfo()->tree_size;
  const Digest content = Sha256("bytes");
  REQUIRE(f.queue().Finish(task, content, 5).ok());
  REQUIRE(f.queue().Finish(task, content, 5).ok());
  CHECK(f.storage().GetInfo()->tree_size == before + 1);
  CHECK(*f.queue().Pending() == 0);
  const auto media = f.storage().reader().GetMedia(Scope::All(), task.message_id, 0);
  CHECK(media->state == "stored");
  CHECK(media->content == content);
  auto evidence = f.storage().OpenEvidence();
  CHECK(Verifier(**evidence, f.clock(), {}).Run()->ok);
}

TEST_CASE("A file can be put off and given up") {
  Waiting f;
  const TimeMs now = f.clock().Now();
  const MediaTask task = f.queue().Take(now, 1000, 10)->at(0);
  REQUIRE(f.queue().RetryAt(task, now + 5000, "wecom.sdk_10001").ok());
  CHECK(f.queue().Take(now + 4999, 1000, 10)->empty());
  CHECK(f.queue().Take(now + 5000, 1000, 10)->size() == 1);
  REQUIRE(f.queue().GiveUp(task, "wecom.media_expired").ok());
  CHECK(*f.queue().Pending() == 0);
  CHECK(f.storage().reader().GetMedia(Scope::All(), task.message_id, 0)->state == "gone");
}

}  // namespace custos::storage
