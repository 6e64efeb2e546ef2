// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/directory_facts.h"

#include <utility>

namespace custos::server {
namespace {

constexpr int kPauseFactor = 20;

}  // namespace

Status DirectoryFacts::Refresh() {
  const std::scoped_lock reading(reading_);
  const auto started = std::chrono::steady_clock::now();
  if (started < not_before_) return {};
  // Asked before: what changes while it is read is read again.
  const Result<std::uint64_t> revision = store_.Revision();
  if (!revision) return revision.error();
  if (*revision == revision_) return {};
  auto picture = std::make_shared<PeoplePicture>();
  if (const Status read = store_.Read(*picture); !read) return read;
  picture->Sort();
  {
    const std::scoped_lock lock(mutex_);
    picture_ = std::move(picture);
  }
  revision_ = *revision;
  const auto now = std::chrono::steady_clock::now();
  not_before_ = now + kPauseFactor * (now - started);
  return {};
}

std::shared_ptr<const PeoplePicture> DirectoryFacts::Current() const {
  const std::scoped_lock lock(mutex_);
  return picture_;
}

}  // namespace custos::server
