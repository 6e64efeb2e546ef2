// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/helper_child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "connectors/wecom/helper/protocol.h"

namespace custos::wecom {
namespace {

constexpr std::size_t kProgressBytes = sizeof(std::uint32_t);
// The last one tells the simulator's stand-in library where its server is.
constexpr std::array kInherited = {"LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "LANG", "LC_ALL", "TZ",
                                   "CUSTOS_WECOM_SIM"};

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error StartError(std::string_view what, int number) {
  return {ErrorKind::kUnavailable, "wecom.helper_start", std::string(what) + ": " + std::strerror(number)};
}

Error Died() { return {ErrorKind::kUnavailable, "wecom.helper_died", "the WeCom helper process ended during a call"}; }

std::vector<std::string> HelperEnvironment(const std::vector<std::string>& extra) {
  std::vector<std::string> result;
  for (const char* name : kInherited) {
    if (const char* value = std::getenv(name)) result.push_back(std::string(name) + "=" + value);
  }
  result.insert(result.end(), extra.begin(), extra.end());
  return result;
}

/// The child sees its socket and the progress page where the protocol says, and no other descriptor of ours. What the
/// vendor library prints could be message content, so it goes nowhere.
Result<pid_t> SpawnWith(const std::string& program, int socket, int page, const std::vector<std::string>& extra) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, socket, CWH_FD);
  posix_spawn_file_actions_adddup2(&actions, page, CWH_PROGRESS_FD);
  posix_spawn_file_actions_addclosefrom_np(&actions, CWH_PROGRESS_FD + 1);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t defaults;
  sigfillset(&defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl-C in a terminal is for the server, which ends its helpers itself
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> environment = HelperEnvironment(extra);
  std::vector<char*> envp;
  for (std::string& entry : environment) envp.push_back(entry.data());
  envp.push_back(nullptr);
  std::string name = "custos-wecom-helper";
  std::array<char*, 2> argv = {name.data(), nullptr};

  pid_t pid = -1;
  const int failed = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return StartError(program, failed);
  return pid;
}

}  // namespace

Result<std::unique_ptr<HelperChild>> HelperChild::Spawn(const std::string& program,
                                                        const std::vector<std::string>& extra_environment) {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return StartError("socketpair", errno);
  Fd ours(pair[0]);
  const Fd theirs_low(pair[1]);
  // Above the protocol's numbers, or one dup2 would close what the other still needs.
  const Fd theirs(fcntl(theirs_low.get(), F_DUPFD_CLOEXEC, 10));
  const Fd page_low(memfd_create("custos-wecom-progress", MFD_CLOEXEC));
  const Fd page(page_low.get() < 0 ? -1 : fcntl(page_low.get(), F_DUPFD_CLOEXEC, 10));
  if (theirs.get() < 0 || page.get() < 0 || ftruncate(page.get(), kProgressBytes) != 0) {
    return StartError("descriptors for the helper", errno);
  }
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  void* shared = mmap(nullptr, kProgressBytes, PROT_READ | PROT_WRITE, MAP_SHARED, page.get(), 0);
  if (shared == MAP_FAILED) return StartError("mmap", errno);

  Result<pid_t> pid = SpawnWith(program, theirs.get(), page.get(), extra_environment);
  if (!pid) {
    munmap(shared, kProgressBytes);
    return pid.error();
  }
  return std::unique_ptr<HelperChild>(
      new HelperChild(*pid, ours.Release(), static_cast<volatile std::uint32_t*>(shared)));
}

HelperChild::~HelperChild() {
  close(fd_);
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  munmap(const_cast<std::uint32_t*>(progress_), kProgressBytes);
}

void HelperChild::Shutdown() { shutdown(fd_, SHUT_RDWR); }

Result<std::string> HelperChild::Call(std::uint32_t type, std::string_view payload, std::chrono::milliseconds timeout) {
  if (payload.size() > CWH_MAX_PAYLOAD) {
    return Error{ErrorKind::kInvalid, "wecom.helper_request_too_large", "request does not fit in a frame"};
  }
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  *progress_ = 0;
  const cwh_header request{CWH_MAGIC, type, ++last_id_, static_cast<std::uint32_t>(payload.size())};
  if (Status s = Send({reinterpret_cast<const char*>(&request), sizeof request}, deadline); !s) return s.error();
  if (Status s = Send(payload, deadline); !s) return s.error();

  cwh_header reply{};
  if (Status s = Receive(reinterpret_cast<char*>(&reply), sizeof reply, deadline); !s) return s.error();
  const bool fits = reply.magic == CWH_MAGIC && reply.type == type && reply.id == last_id_;
  if (!fits || reply.length > CWH_MAX_PAYLOAD) return Died();
  std::string result(reply.length, '\0');
  if (Status s = Receive(result.data(), result.size(), deadline); !s) return s.error();
  return result;
}

namespace {

Status WaitFor(int fd, short events, std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) {
      return Error{ErrorKind::kUnavailable, "wecom.helper_timeout", "the WeCom helper did not answer in time"};
    }
    pollfd waiting{fd, events, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Died();
  }
}

}  // namespace

Status HelperChild::Send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (Status s = WaitFor(fd_, POLLOUT, deadline); !s) return s;
    } else {
      return Died();
    }
  }
  return {};
}

Status HelperChild::Receive(char* into, std::size_t size, Deadline deadline) {
  while (size > 0) {
    const ssize_t got = recv(fd_, into, size, 0);
    if (got > 0) {
      into += got;
      size -= static_cast<std::size_t>(got);
    } else if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (Status s = WaitFor(fd_, POLLIN, deadline); !s) return s;
    } else {
      return Died();
    }
  }
  return {};
}

}  // namespace custos::wecom
