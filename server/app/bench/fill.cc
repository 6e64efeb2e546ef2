// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/fill.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

#include "server/app/bench/plain_messages.h"

namespace custos::app {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kShowEvery = 50'000;
constexpr int kAttempts = 20;

/// As the pipeline does: a database that is away for a moment is asked again.
Status CommitPatiently(storage::Archive& archive, const storage::CommitRequest& page) {
  for (int attempt = 1;; ++attempt) {
    const auto committed = archive.Commit(page);
    if (committed) return {};
    if (committed.error().kind != ErrorKind::kUnavailable || attempt == kAttempts) return committed.error();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace

storage::CommitRequest PlainPage(const std::vector<std::string>& texts, std::size_t first, std::size_t end) {
  storage::CommitRequest page;
  page.source = kPlainSource;
  for (std::size_t i = first; i < end; ++i) page.messages.push_back({PlainMessage(texts[i % texts.size()], i), {}});
  page.first_seq = first + 1;
  page.last_seq = end;
  page.seq_count = end - first;
  page.cursor = std::to_string(end);
  return page;
}

Status SealWhatIsDue(storage::PostgresStorage& storage) {
  for (;;) {
    const Result<std::uint64_t> sealed = storage.Seal();
    if (!sealed) return sealed.error();
    if (*sealed == 0) return {};
  }
}

Result<std::uint64_t> FillPlain(storage::PostgresStorage& storage, const std::vector<std::string>& texts,
                                std::size_t count) {
  using Time = std::chrono::steady_clock;
  std::jthread sealing([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      (void)SealWhatIsDue(storage);
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  });
  std::uint64_t bytes = 0;
  auto shown = Time::now();
  for (std::size_t at = 0; at < count; at += kPage) {
    const storage::CommitRequest page = PlainPage(texts, at, std::min(count, at + kPage));
    for (const storage::JudgedMessage& judged : page.messages) bytes += judged.message.raw.size();
    if (const Status committed = CommitPatiently(storage.archive(), page); !committed) return committed.error();
    if ((at + kPage) % kShowEvery == 0) {
      const double seconds = std::chrono::duration<double>(Time::now() - shown).count();
      std::cerr << "\rstored " << at + kPage << " of " << count << ", "
                << static_cast<std::uint64_t>(kShowEvery / seconds) << " a second   " << std::flush;
      shown = Time::now();
    }
  }
  std::cerr << "\n";
  sealing.request_stop();
  sealing.join();
  if (const Status sealed = SealWhatIsDue(storage); !sealed) return sealed.error();
  return bytes;
}

}  // namespace custos::app
