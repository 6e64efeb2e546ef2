// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/scratch_directory.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <string>
#include <system_error>

namespace custos::app {

ScratchDirectory::ScratchDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "custos-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  chmod(path_.c_str(), 0755);
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace custos::app
