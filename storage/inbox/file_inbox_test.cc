// SPDX-License-Identifier: Apache-2.0
#include "storage/inbox/file_inbox.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "storage/inbox/testing/scratch.h"

namespace custos::storage {
namespace {

InboxItem Item(const std::string& body, const std::string& reason = {}) { return {0, reason, body, 1'000}; }

std::unique_ptr<FileInbox> Open(const test::Scratch& scratch, InboxBounds bounds = {std::size_t{1} << 16, 8}) {
  auto inbox = FileInbox::Open(scratch.path() / "inbox", bounds);
  REQUIRE(inbox.ok());
  return std::move(*inbox);
}

std::size_t FilesOf(const test::Scratch& scratch) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path() / "inbox"))
    files += entry.exists() ? 1 : 0;
  return files;
}

}  // namespace

TEST_CASE("What was put into the inbox is there after a restart, in order, until it is dropped") {
  const test::Scratch scratch;
  auto inbox = Open(scratch);
  REQUIRE(inbox->Put("a", Item(std::string("one\0\xff", 5))).ok());
  REQUIRE(inbox->Put("a", Item("two", "wecom.callback_undecryptable")).ok());
  REQUIRE(inbox->Put("b", Item("other box")).ok());
  inbox.reset();
  inbox = Open(scratch);
  const auto items = inbox->Oldest("a", 10);
  REQUIRE(items->size() == 2);
  CHECK(items->at(0).body == std::string("one\0\xff", 5));
  CHECK(items->at(0).received_at == 1'000);
  CHECK(items->at(1).reason == "wecom.callback_undecryptable");
  CHECK(items->at(0).id < items->at(1).id);
  CHECK(inbox->Oldest("a", 1)->size() == 1);
  REQUIRE(inbox->Drop("a", items->at(0).id).ok());
  CHECK(inbox->Oldest("a", 10)->size() == 1);
  CHECK(inbox->Oldest("b", 10)->size() == 1);
  const auto depths = inbox->Depths();
  REQUIRE(depths->size() == 2);
  CHECK(depths->at(1).items == 1);
  CHECK(depths->at(1).oldest_at == 1'000);
  inbox.reset();
  inbox = Open(scratch);
  CHECK(inbox->Oldest("a", 10)->at(0).body == "two");
  CHECK(inbox->Oldest("a", 10)->size() == 1);
}

TEST_CASE("Many who put at once lose nothing, and no two items have one id") {
  const test::Scratch scratch;
  auto inbox = Open(scratch, {std::size_t{1} << 14, 64});
  constexpr int kThreads = 16;
  constexpr int kEach = 100;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          if (!inbox->Put("box", Item(std::to_string(t) + "-" + std::to_string(i)))) ++failed;
        }
      });
    }
  }
  CHECK(failed == 0);
  inbox.reset();
  inbox = Open(scratch, {std::size_t{1} << 14, 64});
  std::set<std::string> bodies;
  std::set<std::uint64_t> ids;
  const auto items = inbox->Oldest("box", 10'000);
  for (const InboxItem& item : *items) {
    bodies.insert(item.body);
    ids.insert(item.id);
  }
  CHECK(bodies.size() == kThreads * kEach);
  CHECK(ids.size() == kThreads * kEach);
}

TEST_CASE("What was taken out leaves its space to what comes") {
  const test::Scratch scratch;
  auto inbox = Open(scratch, {std::size_t{1} << 12, 8});
  for (int i = 0; i < 500; ++i) {
    REQUIRE(inbox->Put("box", Item(std::string(300, 'x'))).ok());
    const auto items = inbox->Oldest("box", 10);
    REQUIRE(items->size() == 1);
    REQUIRE(inbox->Drop("box", items->front().id).ok());
  }
  CHECK(FilesOf(scratch) <= 3);
}

TEST_CASE("A full inbox is busy, keeps what it has, and takes more once there is room") {
  const test::Scratch scratch;
  auto inbox = Open(scratch, {std::size_t{1} << 12, 3});
  std::size_t taken = 0;
  Status last;
  while (last.ok() && taken < 1'000) {
    last = inbox->Put("box", Item(std::string(300, 'x')));
    if (last.ok()) ++taken;
  }
  REQUIRE_FALSE(last.ok());
  CHECK(last.error().code == "inbox.busy");
  const auto items = inbox->Oldest("box", 10'000);
  CHECK(items->size() == taken);
  REQUIRE(inbox->Drop("box", items->back().id).ok());
  CHECK(inbox->Put("box", Item("later")).ok());
  CHECK(inbox->Oldest("box", 10)->size() == 1);
  CHECK(inbox->Put("box", Item(std::string(5'000, 'x'))).error().code == "inbox.too_large");
}

TEST_CASE("Whatever was acknowledged is there after the program was killed") {
  const test::Scratch scratch;
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    auto inbox = FileInbox::Open(scratch.path() / "inbox", {std::size_t{1} << 13, 1'000});
    for (int i = 0;; ++i) {
      if (!inbox || !(*inbox)->Put("box", Item(std::to_string(i)))) _exit(1);
      if (write(pipe_ends[1], "x", 1) != 1) _exit(1);
    }
  }
  close(pipe_ends[1]);
  std::size_t acknowledged = 0;
  char byte = 0;
  while (acknowledged < 300 && read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  kill(child, SIGKILL);
  while (read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  close(pipe_ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(acknowledged >= 300);
  auto inbox = Open(scratch, {std::size_t{1} << 13, 1'000});
  const auto items = inbox->Oldest("box", 1'000'000);
  REQUIRE(items->size() >= acknowledged);
  for (std::size_t i = 0; i < acknowledged; ++i) REQUIRE(items->at(i).body == std::to_string(i));
}

}  // namespace custos::storage
