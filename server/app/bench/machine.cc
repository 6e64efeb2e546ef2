// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace custos::app {
namespace {

std::string ProcessorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

nlohmann::json MachineFacts() {
  utsname names{};
  uname(&names);
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  return {{"cores", std::thread::hardware_concurrency()},
          {"processor", ProcessorName()},
          {"memory_gib", pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) >> 30},
          {"kernel", names.release},
          {"compiler", __VERSION__}};
}

}  // namespace custos::app
