// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/sim_phone.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/phone_sim/phone_client.h"

namespace custos::app {
namespace {

/// Writes records down at the rate asked for, and sends after each piece unless the phone is offline.
Status Work(const PhoneFlags& flags, phone_sim::PhoneClient& client) {
  const std::uint64_t piece =
      flags.rate > 0 ? std::max<std::uint64_t>(1, static_cast<std::uint64_t>(flags.rate / 10)) : flags.records;
  std::uint64_t recordings = flags.recordings;
  for (std::uint64_t done = 0; done < flags.records; done += piece) {
    const std::uint64_t count = std::min(piece, flags.records - done);
    const std::uint64_t with_file = std::min<std::uint64_t>(recordings, (count + 2) / 3);
    if (const Status written = client.Record(count, with_file, flags.file_bytes); !written) return written;
    recordings -= with_file;
    if (!flags.offline) {
      if (const Status sent = client.Sync(); !sent) return sent;
    }
    if (flags.rate > 0) {
      std::this_thread::sleep_for(std::chrono::duration<double>(static_cast<double>(count) / flags.rate));
    }
  }
  return flags.offline ? Status() : client.Sync();
}

}  // namespace

void DeclarePhone(CLI::App& app, PhoneFlags& flags) {
  app.add_option("--data", flags.data, "directory of its credential, log and files; a restart there goes on");
  app.add_option("--url", flags.url, "of the server, to enrol");
  app.add_option("--code", flags.code, "one-time code, to enrol");
  app.add_option("--records", flags.records, "artificial SMS and calls to write down");
  app.add_option("--recordings", flags.recordings, "how many calls have a recording");
  app.add_option("--file-bytes", flags.file_bytes, "size of a recording")->check(CLI::Range(1, 1 << 30));
  app.add_option("--chunk-bytes", flags.chunk_bytes, "of an upload")->check(CLI::Range(1, 4 << 20));
  app.add_option("--batch", flags.batch_records, "records in a batch")->check(CLI::Range(1, 500));
  app.add_option("--rate", flags.rate, "records a second; 0 writes them down at once");
  app.add_option("--skew", flags.skew_s, "seconds by which its clock is fast");
  app.add_option("--patience", flags.patience_s, "seconds an unreachable server is asked again");
  app.add_flag("--offline", flags.offline, "write down and send nothing");
}

Status RunPhone(const PhoneFlags& flags) {
  auto log = phone_sim::DeviceLog::Open(flags.data);
  if (!log) return log.error();
  phone_sim::ClientOptions options;
  options.batch_records = flags.batch_records;
  options.chunk_bytes = flags.chunk_bytes;
  options.skew_ms = flags.skew_s * 1000;
  options.patience = std::chrono::seconds(flags.patience_s);
  phone_sim::PhoneClient client(*log, options);
  if (!flags.code.empty() && !log->enrolled()) {
    if (const Status enrolled = client.Enrol(flags.url, flags.code); !enrolled) return enrolled;
  }
  if (!log->enrolled() && !flags.offline) {
    return Error{ErrorKind::kInvalid, "sim.not_enrolled", "--url and --code enrol the phone"};
  }
  const Status worked = Work(flags, client);
  const phone_sim::ClientCounts& counts = client.counts();
  std::cout << nlohmann::json{{"device_id", log->device()},
                              {"last_seq", log->last_seq()},
                              {"acknowledged", log->acknowledged()},
                              {"accepted", counts.accepted},
                              {"duplicate", counts.duplicate},
                              {"refused", counts.refused},
                              {"files", counts.files},
                              {"retries", counts.retries}}
                   .dump()
            << std::endl;
  return worked;
}

}  // namespace custos::app
