// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/demo_company.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/log.h"
#include "tests/support/wecom_sim/company_generator.h"
#include "tests/support/wecom_sim/demo_state.h"
#include "tests/support/wecom_sim/demo_traffic.h"
#include "tests/support/wecom_sim/media_factory.h"
#include "tests/support/wecom_sim/replay_traffic.h"

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kPromiseMs = 15'000;
constexpr std::chrono::seconds kPromiseEvery{4};
constexpr TimeMs kDayMs = 86'400'000;

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += std::filesystem::path(name).filename().string() + "\n";
  return joined;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string KeyFile(const std::string& dir, const DemoState::Key& key) {
  return dir + (key.withheld ? "/withheld/" : "/keys/") + std::to_string(key.version) + ".pem";
}

Status WriteKeyFile(const std::string& path, const std::string& pem) {
  std::ofstream out(path + ".new");
  out << pem;
  out.close();
  std::error_code failed;
  std::filesystem::permissions(path + ".new", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                               failed);
  std::filesystem::rename(path + ".new", path, failed);
  if (!out || failed) return Error{ErrorKind::kUnavailable, "wecom_sim.cannot_write_key", path};
  return {};
}

}  // namespace

std::string FindSdkLibrary() {
  if (const char* named = std::getenv("CUSTOS_WECOM_SIM_LIBRARY")) return named;
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  return (program.parent_path() / "wecom-sim" / "libWeWorkFinanceSdk_C.so").string();
}

DemoCompany::DemoCompany(std::string dir, DemoOptions options)
    : dir_(std::move(dir)),
      options_(std::move(options)),
      clock_(options_.clock != nullptr ? *options_.clock : system_clock_),
      state_(std::make_unique<DemoState>()) {}

DemoCompany::~DemoCompany() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (keeper_.joinable()) keeper_.join();
  if (sim_ == nullptr) return;
  sim_->Stop();
  // Nobody can ask any more, so what was promised beyond this moment need not happen.
  if (state_->promised_until > clock_.Now()) state_->promised_until = clock_.Now();
  static_cast<void>(SaveState().ok());
}

Result<std::unique_ptr<DemoCompany>> DemoCompany::Start(const std::string& dir, DemoOptions options) {
  std::unique_ptr<DemoCompany> company(new DemoCompany(dir, std::move(options)));
  if (const Status opened = company->Open(); !opened) return opened.error();
  return company;
}

Status DemoCompany::Open() {
  std::error_code failed;
  std::filesystem::create_directories(dir_ + "/keys", failed);
  std::filesystem::create_directories(dir_ + "/withheld", failed);
  if (const Status loaded = LoadState(); !loaded) return loaded;
  auto sim = WecomSimulator::Start(
      {.host = options_.host, .port = options_.port, .clock = options_.clock, .seed = options_.seed});
  if (!sim) return sim.error();
  CorpSettings settings;
  settings.seed = state_->seed;
  Corp& corp = (*sim)->AddCorp(settings, false);
  corp_ = &corp;
  connection_ = {settings.corp_id, settings.archive_secret, settings.contact_secret, dir_ + "/keys",
                 FindSdkLibrary(), (*sim)->api_base(),      (*sim)->api_base()};
  if (const Status keys = LoadKeys(); !keys) return keys;
  if (const Status made = MakeTraffic(); !made) return made;
  sim_ = std::move(sim).value();
  if (const Status promised = Promise(); !promised) return promised;
  keeper_ = std::thread([this] { KeepAlive(); });
  return {};
}

Status DemoCompany::LoadState() {
  auto stored = ReadDemoState(dir_ + "/state.json");
  if (!stored && stored.error().kind != ErrorKind::kNotFound) return stored.error();
  if (stored) {
    *state_ = std::move(stored).value();
    if (state_->corpora != Joined(options_.corpora)) {
      return Error{ErrorKind::kConflict, "wecom_sim.other_traffic", "the directory belongs to other traffic: " + dir_};
    }
  } else {
    *state_ = {options_.seed,
               options_.employees,
               options_.customers,
               options_.backfill,
               std::clamp(options_.backfill_days, 1U, 4U),
               options_.risk_one_in,
               Joined(options_.corpora),
               options_.corpus_rate,
               clock_.Now(),
               0,
               {},
               {}};
  }
  BeginSegment();
  return {};
}

/// Goes on in the last segment when its promise still holds, else begins a new one: the time between was silent.
void DemoCompany::BeginSegment() {
  const TimeMs now = clock_.Now();
  const double rate = std::max(options_.rate, 0.001);
  auto& segments = state_->segments;
  if (segments.empty()) {
    segments.push_back({state_->backfill + 1, state_->start, rate});
  } else if (now > state_->promised_until || segments.back().rate != rate) {
    const Schedule past(state_->start, state_->backfill, state_->backfill_days, segments);
    segments.push_back({past.LastSeq(state_->promised_until) + 1, std::max(now, state_->promised_until), rate});
  }
}

Status DemoCompany::LoadKeys() {
  if (state_->keys.empty()) {
    const auto key = corp_->key_ring().Generate(1);
    if (!key) return key.error();
    state_->keys.push_back({key->version, key->first_seq, false});
    return WriteKeyFile(KeyFile(dir_, state_->keys.back()), key->private_pem);
  }
  for (const DemoState::Key& key : state_->keys) {
    const Status added = corp_->key_ring().Add({key.version, key.first_seq, ReadFile(KeyFile(dir_, key))});
    if (!added) return added;
  }
  return {};
}

Status DemoCompany::MakeTraffic() {
  corp_->media().SetMaker(MakeNamedFile);
  GeneratedCompany generated =
      GenerateCompany(state_->seed, state_->employees, state_->customers, state_->start - 30 * kDayMs);
  corp_->SetCompany(generated.company);
  if (!options_.corpora.empty()) {
    auto replay =
        ReplayTraffic::Load(options_.corpora, generated.company, state_->seed, state_->start, state_->corpus_rate);
    if (!replay) return replay.error();
    replay_ = std::move(replay).value();
    corp_->SetTraffic(replay_);
    return {};
  }
  Schedule schedule(state_->start, state_->backfill, state_->backfill_days, state_->segments);
  traffic_ = std::make_shared<DemoTraffic>(state_->seed, std::move(generated), std::move(schedule), state_->risk_one_in,
                                           corp_->media());
  traffic_->SetHorizon(state_->promised_until);
  corp_->SetTraffic(traffic_);
  return {};
}

Status DemoCompany::Promise() {
  const std::scoped_lock lock(mutex_);
  state_->promised_until = std::max(state_->promised_until, clock_.Now() + kPromiseMs);
  if (const Status saved = SaveState(); !saved) return saved;
  if (traffic_) traffic_->SetHorizon(state_->promised_until);
  return {};
}

Status DemoCompany::SaveState() { return WriteDemoState(dir_ + "/state.json", *state_); }

void DemoCompany::KeepAlive() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kPromiseEvery, [this] { return stopping_; })) {
    lock.unlock();
    if (const Status promised = Promise(); !promised) {
      Log(LogLevel::kWarn, "cannot keep the demo company's state", {{"code", promised.error().code}});
    }
    lock.lock();
  }
}

std::string DemoCompany::LabelOf(std::uint64_t seq) const { return traffic_ ? traffic_->LabelOf(seq) : ""; }

std::uint64_t DemoCompany::replayed() const { return replay_ ? replay_->size() : 0; }

Result<std::uint32_t> DemoCompany::RotateKey(bool withhold) {
  const auto key = corp_->AddKeyVersion();
  if (!key) return key.error();
  const std::scoped_lock lock(mutex_);
  state_->keys.push_back({key->version, key->first_seq, withhold});
  if (const Status written = WriteKeyFile(KeyFile(dir_, state_->keys.back()), key->private_pem); !written) {
    return written.error();
  }
  if (const Status saved = SaveState(); !saved) return saved.error();
  return key->version;
}

Status DemoCompany::ReleaseKeys() {
  const std::scoped_lock lock(mutex_);
  for (DemoState::Key& key : state_->keys) {
    if (!key.withheld) continue;
    const std::string from = KeyFile(dir_, key);
    key.withheld = false;
    if (const Status written = WriteKeyFile(KeyFile(dir_, key), ReadFile(from)); !written) return written;
  }
  return SaveState();
}

}  // namespace custos::wecom_sim
