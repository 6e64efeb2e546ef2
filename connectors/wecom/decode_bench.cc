// SPDX-License-Identifier: Apache-2.0
// Messages per second through fetch, RSA, DecryptData (a stand-in) and parser, beside the RSA-2048 private operations
// per second of the same processors. The processor times hold on a busy machine too, where rates do not.
// Usage: wecom_decode_bench [MESSAGES]
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "connectors/wecom/envelope.h"
#include "connectors/wecom/key_ring.h"
#include "connectors/wecom/parser.h"
#include "connectors/wecom/testing/archive_kit.h"
#include "connectors/wecom/testing/memory_sink.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

using Seconds = std::chrono::duration<double>;

struct Rate {
  double per_s = 0;
  double cpu_us = 0;  ///< processor time of each, helpers included
};

double CpuSeconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    getrusage(who, &used);
    for (const timeval& time : {used.ru_utime, used.ru_stime}) {
      sum += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    }
  }
  return sum;
}

Rate RsaPerSecond(const ArchiveKit& kit) {
  const KeyRing ring(kit.keys());
  const std::string ciphertext = *Base64Decode(ParseEnvelope(kit.SealText(1, "x"))->random_key);
  std::atomic<std::uint64_t> done = 0;
  const double cpu = CpuSeconds();
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
      threads.emplace_back([&] {
        RsaDecryptor rsa(ring);
        std::string plain;
        while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(3)) {
          if (!rsa.Decrypt(1, ciphertext, &plain)) ++done;
        }
      });
    }
  }
  const double count = static_cast<double>(done);
  return {count / Seconds(std::chrono::steady_clock::now() - begin).count(), (CpuSeconds() - cpu) * 1e6 / count};
}

double ParsePerSecond() {
  const StaffIndex staff;
  MessageParser parser(staff);
  const std::string json = TextJson("7700112233445566778_1700000000123_external", "您好，请问这款产品什么时候发货？");
  std::uint64_t done = 0;
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(1)) {
    for (int i = 0; i < 1000; ++i) done += parser.Parse({"wecom:ww1", 1, "m1"}, json).ok() ? 1 : 0;
  }
  return static_cast<double>(done) / Seconds(std::chrono::steady_clock::now() - begin).count();
}

Rate PipelinePerSecond(ArchiveKit& kit, std::uint64_t messages) {
  for (std::uint64_t after = 0; after < messages; after += 1000) {
    std::vector<std::string> entries;
    for (std::uint64_t i = 1; i <= 1000; ++i) entries.push_back(kit.SealText(after + i, "您好，请问什么时候发货？"));
    kit.WritePage(after, entries);
  }
  const SystemClock clock;
  WecomSettings settings = kit.settings();
  settings.call_grace = std::chrono::seconds(30);
  Result<std::unique_ptr<WecomSource>> connector = CreateWecomConnector(settings, clock);
  if (!connector) return {};
  MemorySink sink;
  const double cpu = CpuSeconds();
  const auto begin = std::chrono::steady_clock::now();
  std::jthread thread([&](const std::stop_token& stop) { (*connector)->Run("", sink, stop); });
  sink.Await(messages);
  const Seconds took = std::chrono::steady_clock::now() - begin;
  thread.request_stop();
  thread.join();
  connector->reset();  // only then do the helpers' processor times count
  const double count = static_cast<double>(sink.messages.size());
  return {count / took.count(), (CpuSeconds() - cpu) * 1e6 / count};
}

}  // namespace
}  // namespace custos::wecom

int main(int argc, char** argv) {
  const std::uint64_t messages = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20'000) / 1000 * 1000;
  custos::wecom::ArchiveKit kit;
  kit.AddKey(1);
  const custos::wecom::Rate before = custos::wecom::RsaPerSecond(kit);
  const custos::wecom::Rate pipeline = custos::wecom::PipelinePerSecond(kit, messages);
  const custos::wecom::Rate after = custos::wecom::RsaPerSecond(kit);
  const double reference = (before.per_s + after.per_s) / 2;
  std::printf(
      "{\"name\":\"wecom-decode\",\"messages_per_s\":%.0f,\"reference_per_s\":%.0f,\"ratio\":%.3f,"
      "\"cpu_us_per_message\":%.1f,\"cpu_us_per_rsa\":%.1f,\"parse_per_s_one_core\":%.0f}\n",
      pipeline.per_s, reference, pipeline.per_s / reference, pipeline.cpu_us, (before.cpu_us + after.cpu_us) / 2,
      custos::wecom::ParsePerSecond());
  return 0;
}
