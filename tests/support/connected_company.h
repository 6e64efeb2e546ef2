// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::testing {

/// A simulated company, and the settings file that connects a server to it. Throws std::runtime_error when it cannot be
/// set up.
class ConnectedCompany {
 public:
  /// Files go to `directory`. Private keys of the versions in `withhold` are not given out yet.
  explicit ConnectedCompany(const std::filesystem::path& directory, const std::vector<std::uint32_t>& withhold = {});

  wecom_sim::WecomSimulator& simulator() { return *simulator_; }
  wecom_sim::Corp& corp() { return *corp_; }
  const std::filesystem::path& config() const { return config_; }

  /// Gives out every private key.
  void ReleaseKeys();

 private:
  std::filesystem::path directory_;
  std::filesystem::path config_;
  std::unique_ptr<wecom_sim::WecomSimulator> simulator_;
  wecom_sim::Corp* corp_ = nullptr;
};

}  // namespace custos::testing
