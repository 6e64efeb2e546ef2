// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::storage {

/// The account under which the database runs. PostgreSQL refuses root.
struct ServiceUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
  bool switched = false;  ///< differs from the account of this process
};

/// Ourselves when not root; else the owner of `existing`, or a system account: custos (made when missing), postgres,
/// nobody.
Result<ServiceUser> ChooseServiceUser(const std::filesystem::path& existing);

/// A directory that belongs to `user`, mode 0700, with parents that the user can pass.
Status PrepareDirectory(const std::filesystem::path& directory, const ServiceUser& user);

/// Starts a program as `user` with stdout and stderr appended to `log`. When this thread ends, the kernel sends the
/// child `death_signal` (0 = nothing). Returns the process id.
Result<pid_t> Spawn(const std::vector<std::string>& command, const ServiceUser& user, const std::filesystem::path& log,
                    int death_signal);

/// Waits for a child; its exit code, or 128 + signal.
int WaitFor(pid_t child);

}  // namespace custos::storage
