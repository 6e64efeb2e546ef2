// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/company_api.h"
#include "connectors/wecom/decode_pool.h"
#include "connectors/wecom/directory.h"
#include "connectors/wecom/helper_client.h"
#include "connectors/wecom/key_ring.h"
#include "connectors/wecom/pager.h"
#include "connectors/wecom/staff_index.h"
#include "connectors/wecom/status_board.h"
#include "connectors/wecom/wake_up.h"
#include "connectors/wecom/wecom.h"

namespace custos::wecom {

/// Joins the parts: the thread of Run fetches the next page while the pool decodes the one before and a second thread
/// submits what is ready, in order. Fetching, media and decryption each have helpers of their own, so that none waits
/// for another.
class WecomConnector final : public WecomSource {
 public:
  WecomConnector(WecomSettings settings, const Clock& clock);

  std::string source() const override { return source_; }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  /// After Run was stopped it refuses: it would wait for helpers that nobody wants any more.
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override;
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;
  void RunDirectory(DirectorySink& sink, std::stop_token stop) override;
  CompanyApi& api() override { return api_; }
  void LookAgain(const std::vector<ChangeHint>& hints) override;

 private:
  struct Pending {
    Intake intake;
    std::shared_ptr<DecodeJob> job;
  };

  std::optional<Pending> NextPage(Pager& pager, std::uint64_t& seq, const std::stop_token& stop);
  std::optional<Pending> Begin(FetchedPage fetched, std::uint64_t after);
  bool SubmitDecoded(Pending pending, IntakeSink& sink, const std::stop_token& stop);
  std::stop_source NewRetryStop();
  HelperOptions OptionsForHelpers() const;

  const WecomSettings settings_;
  const Clock& clock_;
  const std::string source_;
  mutable KeyRing keys_;
  StaffIndex staff_;
  StatusBoard status_;
  HelperClient fetch_helper_;
  HelperClient media_helper_;
  std::vector<std::unique_ptr<HelperClient>> decrypt_helpers_;
  CompanyApi api_;
  DirectoryReader directory_;
  WakeUp pull_now_;
  std::mutex stop_mutex_;
  std::stop_source retry_stop_;  ///< ends a Retry that waits for a helper when Run is told to stop
  DecodePool pool_;              // last: its threads use most of the above
};

}  // namespace custos::wecom
